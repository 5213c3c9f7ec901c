"""The words around a figure: what they may say of it, what says nothing, what makes it another figure."""

from __future__ import annotations

import re

from msgspec import Struct

from toolkit.expression import expression
from toolkit.narrative.figures import TextFigure
from toolkit.narrative.names import BRACKETS, clean, pairs

FILLER = expression(
    r"(?:2\d\d\d年度|2\d\d\d年|本年度|本年|当年|全年|年内|年末|年底|本单位|我局|我县|我区|我市|我中心|全县|全区|全市|其中|完成|开展|组织|举办|实施|建成|"
    r"新建|办理|发放|承办|进行|落实|安排|使用|用于|达到|实现|共计|累计|合计|总计|实际|各类|各项|分别|决算|数为|数|为|达|共|有|约|"
    r"在|将|对|和|及|与|并|已|一是|二是|三是|四是|五是|六是|的|支出|投入|资金|经费|专项|金额|总额|稳定|保持|控制|压缩至|至|是)"
)
"""Words that say nothing of what a figure counts."""
VERB = expression(
    r"(?:承担|扶持|培育|选派|查处|维修|治理|整治|清运|拆除|放映|编制|印发|发布|出动|办结|调处|化解|建设|修建|购置|采购|维护|检修|更换|"
    r"安装|投放|覆盖|惠及|保障|服务|接待|承接|签订|引进|举行|召开|参加|参与|报送|审核|审批|登记|发展|新增|增设|创建|适配|管理|"
    r"纳入|全部|全面|按月|按季|按年|定期|先后|继续|严格|认真|扎实|有序|顺利|圆满|户数|人数|次数|个数|数量|面积|里程|情况|工作|活动)"
)
"""Actions and manners that may stand beside a name without making it another thing."""
ACTION = expression(r"完成|开展|组织|举办|实施|建成|承办|进行|落实|签约")
"""What stands before it tells how or why, not what is counted."""
BUDGET_WORD = "预算"
EXAMPLES = expression(r"^.*等(?!级|次|候)")
RESTRICTION = expression(
    r"计划|目标|任务|指标值|年初|下达|要求|拟|预计|力争|预期|上年|去年|上一年|往年|近三年|近两年|近年|历年|"
    r"全年累计|本年累计|年内累计|年度累计|累计|总数|总量|总藏|同比|环比|增长|增加|提高|提升|下降|减少|降低|超额|超出|高于|低于|"
    r"相比|比上|较|其余|余下|剩余|尚有|尚未|未|不合格|每|人均|户均|平均|日均|月均|年均|亩均|最高|最低|标准|限额|容纳|能力|设计|"
    r"排查|申报|补充|示范|大型|中型|小型|省级|市级|国家级|县级|重点|优秀|受理|仅|少|超支|节约|结余|追加|调整|争取|撬动|引导|"
    r"贷款|余额|占|预算|批复|核定|概算|合同|中标|投资|欠|应付|质保金|尾款|季度|上半年|下半年|月份|首批|首期|试点"
)
OF_THE_YEAR = frozenset({"全年累计", "本年累计", "年内累计", "年度累计"})
MONTH = expression(r"\d月(?!底|末)")
CHANGE = r"(?:增加|增长|提高|提升|上升|扩大|下降|降低|减少|缩短|压缩|压减|增|升|降|减)(?:到|至|为)"
CHANGED_TO = expression(rf"^(?P<name>.*[^自])[从由].*{CHANGE}了?$")
"""What stands before the later of two figures: 会务保障由上年的780场增加到."""
CHANGES = expression(rf"^{CHANGE}")
"""What stands after the earlier of them."""
RIGHT_RESTRICTION = expression(
    rf"^(?:{CHANGE}|的?(?:目标|任务|计划|指标值|要求)|大型|中型|小型|重点|示范|省级|国家级|控制线)"
)
ACTUALLY = expression(r"实际|全年")
PART = expression(r"其中")

NARROWER = expression(r"项目|专项|经费|三公|基本支出|人员|公用|工程|改造|购置|建设")
"""Words for a part of the budget."""
CLAUSE = expression(r"([^，。；：！？、,;:!?\n]+)([，。；：！？、,;:!?\n])")
SAID_OF_THE_WHOLE = expression(
    r"\d+|万元|亿元|元|部门|整体|单位|预算|收入|收支|财政|拨款|结转|结余|追加|追减|调整|下达|批复|执行|率|增长|下降|增加|减少|"
    r"上年|年初|年中"
)
BUDGETED = expression(
    r"(?P<budget>(?<!公共)(?<!基金)(?<!经营)预算(?!执行|支出|收入|拨款|单位|绩效|管理|科目|内|外|编码|调整率))|"
    r"执行|决算|使用|列支|支付|实际|(?:全年|总|共|累计|合计|年度|本年|当年)支出|支出(?:总额|合计|共)|"
    r"(?:^|[，,；])支出(?=[\d为达])"
)
"""What says that the figures behind it are budgeted, and what says that they are spent."""
PART_SECTIONS = frozenset({"综述_基本支出情况", "综述_项目支出情况"})


def speaks_of_the_whole(figure: TextFigure) -> bool:
    """Whether what the sentence says before a figure's clause names no part of the department's budget.

    What a clause with a figure, or before a colon, tells of is what the next clauses tell of as well.
    """
    before = BRACKETS.sub("", figure.text[figure.sentence[0] : figure.clause])
    if figure.section in PART_SECTIONS or NARROWER.search(before):
        return False
    told = (said for said, stop in CLAUSE.findall(before) if stop in ":：" or any(map(str.isdigit, said)))
    return not any(len(SAID_OF_THE_WHOLE.sub("", FILLER.sub("", clean(said)))) > 1 for said in told)


def is_budgeted(figure: TextFigure) -> bool:
    """Whether the sentence, up to a figure, has spoken of a budget last, not of spending."""
    said = list(BUDGETED.finditer(figure.preceding)) if BUDGET_WORD in figure.preceding else ()
    return bool(said and said[-1]["budget"])


def restrictions(figure: TextFigure) -> tuple[str, ...]:
    """The words beside a figure that make it another one than the year's result: 计划, 其余, 上年, 6月."""
    return restrictions_in(_own_clause(figure), figure.right)


def restrictions_in(said: str, right: str) -> tuple[str, ...]:
    """The words that make a figure another one, among those said before and right behind it."""
    found = [word for word in RESTRICTION.findall(said) if word not in OF_THE_YEAR]
    return (*found, *MONTH.findall(said), *RIGHT_RESTRICTION.findall(right))


def _own_clause(figure: TextFigure) -> str:
    """The clause up to a figure, without what the figure was before (由上年的780场增加到)."""
    clause = figure.clause_left
    changed = CHANGED_TO.search(clause) if figure.left and ("由" in clause or "从" in clause) else None
    return changed["name"] if changed else clause


class Words(Struct, frozen=True):
    """The words around a figure, cleaned once for all its candidates."""

    near: str
    tail: str
    """What ``near`` says without fillers; empty where the name follows the figure."""
    lead: int
    """How long the words before the figure are, where the name follows it."""
    wide: str
    """Everything that the sentence has said, cleaned."""
    inherited: str
    """The clause before, where the figure's own clause says no more than that it is the actual figure."""
    restriction: tuple[str, ...]
    is_part: bool
    item: str = ""
    """The name as written, where it stands further back: of figures told in order (分别)."""

    @classmethod
    def of(cls, figure: TextFigure) -> Words:
        own = _own_clause(figure)
        left = clean(BRACKETS.sub("", figure.left if own == figure.clause_left else own))
        content = FILLER.sub("", left)
        near, tail, inherited = left, content, ""
        if not content:
            before = figure.preceding.rstrip()
            if figure.text[figure.clause - 1 : figure.clause] in (":", "：") and not figure.right:
                near = clean(re.split(r"[，。；、,;]", before.rstrip("：:"))[-1])
            else:
                near, tail = left + clean(figure.right), ""
            if ACTUALLY.search(left) or not left:
                inherited = clean(before) if ACTUALLY.search(left) else ""
        words = restrictions(figure)
        part = bool(PART.search(figure.preceding))
        return cls(near, tail, len(left), clean(figure.preceding) + near, inherited, words, part)

    @classmethod
    def of_item(cls, figure: TextFigure, name: str, shared: str, beside: str) -> Words:
        """Of a figure told in order (分别), whose name stands further back."""
        near = clean(BRACKETS.sub("", name))
        words = restrictions_in(f"{name}，{beside}", figure.right)
        part = bool(PART.search(figure.preceding))
        return cls(near, FILLER.sub("", near), 0, near + clean(shared), "", words, part, name.strip())

    def special(self, core: str) -> int:
        """How many characters next to the figure make it a more special thing than a name says."""
        text = self.near if self.tail else self.near[self.lead :]
        text = EXAMPLES.sub("", text) if "等" in text else text
        covered = [False] * len(text)
        for index, pair in enumerate(pairs(text)):
            if pair in core:
                covered[index] = covered[index + 1] = True
        if not self.tail:
            first = covered.index(True) if True in covered else 0
            covered[first:] = [True] * (len(text) - first)
        if all(covered):
            return 0
        rest = "".join(" " if known else letter for letter, known in zip(text, covered, strict=True))
        lead, name, tail = rest.partition(" ")
        own = ACTION.split(lead)[-1] + name + tail
        if not any(len(piece) > 1 for piece in own.split()):
            return 0
        return sum(len(piece) for piece in VERB.sub(" ", FILLER.sub(" ", own)).split() if len(piece) > 1)

    def strays(self, core: str) -> bool:
        """Whether the two characters next to the figure say something that a name does not."""
        tail = self.tail[-2:]
        return len(tail) == 2 and tail[0] != tail[1] and tail[0] not in core and tail[1] not in core
