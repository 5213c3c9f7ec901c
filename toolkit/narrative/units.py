"""Units of measure as reports write them: families, multiples, and which of them may stand for each other."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from msgspec import Struct

PERCENT = "%"
MONEY = "元"
MULTIPLES = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
}
FAMILIES: dict[str, tuple[str, ...]] = {
    "次": ("次", "场", "场次", "轮", "趟", "届"),
    "人": ("人", "名", "位"),
    "家": ("家", "家单位", "所"),
    "公里": ("公里", "千米"),
    "平方米": ("平方米", "㎡", "平米"),
    "册": ("册", "本"),
    "天": ("天", "个工作日", "工作日"),
    "百分点": ("个百分点", "百分点"),
    "吨": ("吨",),
    "公斤": ("公斤", "千克"),
    "方": ("立方米", "方"),
}
COUNTED_BY_TIME = (
    "人次",
    "户次",
    "家次",
    "台次",
    "车次",
    "辆次",
    "架次",
    "件次",
    "批次",
    "亩次",
    "班次",
    "例次",
    "剂次",
)
THINGS = tuple(
    "户个处座项件宗起例份篇张条间栋幢套台辆盏艘部头只株棵期批页卷剂枚幅具羽尾眼箱瓶盒桶块片根颗门班节笔单"
)
MEASURES = (
    "台套",
    "亩",
    "公顷",
    "平方公里",
    "米",
    "升",
    "克",
    "千瓦时",
    "千瓦",
    "兆瓦",
    "倍",
    "分钟",
    "小时",
    "学时",
    "课时",
)
TIMES_AND_RATES = ("个月", "年", "分", "元", "%", "‰", "微克", "毫克")
VISITS = frozenset(COUNTED_BY_TIME) - {"批次", "班次", "剂次"}
"""Counts of visits: not to be held against counts of things."""
SINGLE = (*COUNTED_BY_TIME, *THINGS, *MEASURES, *TIMES_AND_RATES)
FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names} | {u: u for u in SINGLE}
ALIKE = (
    "人/人次 家/个 处/个 座/个 处/座 个/项 项/件 件/起 件/宗 起/宗 件/例 家/家次 家/户 户/户次 亩/亩次 "
    "台/套 台/台套 套/台套 台/台次 次/车次 次/家次"
)
LOOSE = frozenset(frozenset(pair.split("/")) for pair in ALIKE.split())
"""Families that reports use for the same thing."""
OTHER_WORDS = {
    "分": "别期为类级层析布解配户管三钟",
    "方": "面案式法可便百",
    "处": "理置罚分长室",
    "人": "员均力民才工社大",
    "名": "称录单",
    "部": "门分署委级",
    "条": "例件",
    "家": "庭长属具园",
    "次": "年日月数",
    "期": "间末初满",
    "本": "级单年区县市部局",
    "位": "于置",
    "个": "人体性别",
    "米": "面",
    "批": "复准示",
    "起": "来到草",
    "台": "账阶",
    "项": "目",
    "单": "位独一",
    "门": "诊面",
    "班": "子组",
    "节": "点约能省",
    "块": "状",
    "片": "区面",
    "根": "据本",
    "卷": "烟宗",
    "具": "体备有",
    "页": "面岩",
    "升": "级学至",
    "克": "服",
    "只": "有是能",
    "头": "部",
    "间": "隔",
}
"""Characters after which a unit of one character is the beginning of another word (项目, 分别)."""
SAME, ALIAS, NEAR, NONE = Decimal(1), Decimal("0.95"), Decimal("0.8"), Decimal(0)


class Unit(Struct, frozen=True):
    """A unit as written: its family (``元/亩`` for a rate), and how many of the family's base it is."""

    name: str
    family: str
    multiple: Decimal

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money, not a price per something."""
        return self.family == MONEY


@cache
def parse_unit(name: str) -> Unit | None:
    """The unit that a unit column names, ``万元``, ``元/平方米``; ``None`` for none or an unknown one."""
    top, _, per = name.strip().partition("/")
    multiple = Decimal(1)
    if top not in FAMILY_OF and top[:1] in MULTIPLES:
        multiple, top = MULTIPLES[top[:1]], top[1:]
    if top not in FAMILY_OF:
        return None
    family = FAMILY_OF[top]
    return Unit(name, f"{family}/{FAMILY_OF.get(per, per)}" if per else family, multiple)


@cache
def compatibility(one: str, other: str) -> Decimal:
    """How well two families go together: 0.95 for the same, 0.8 for loosely the same, else 0."""
    if one == other:
        return ALIAS
    return NEAR if frozenset((one, other)) in LOOSE else NONE
