"""The blocks of the grade sheet around the indicator table; each returns the row below it."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import SheetBoard

LAST = 18
HELP = 20
CENTRE: style.Look = {"align": "center", "indent": 0}
EDGE = 16
"""Last printed column; what only the screen needs stands to its right."""

BUDGET_HEADS = (
    ("项目", 2, 4),
    ("年初预算", 5, 5),
    ("全年预算数", 6, 7),
    ("全年执行数", 8, 9),
    ("执行率（填报）", 10, 10),
    ("执行率（自动）", 11, 11),
    ("分值", 12, 12),
    ("自动得分", 13, 13),
    ("自评得分", 14, 14),
    ("审核得分", 15, 15),
    ("执行率偏低原因", 16, 16),
    ("计分说明", 17, 17),
    ("应得分（按计分方法）", 18, 18),
)
BUDGET_FIELDS = (
    ("预算_年初预算", 5, 5),
    ("预算_全年预算", 6, 7),
    ("预算_全年执行", 8, 9),
    ("预算_执行率", 10, 10),
    ("预算_自动执行率", 11, 11),
    ("预算_分值", 12, 12),
    ("预算_自动得分", 13, 13),
    ("预算_自评得分", 14, 14),
    ("预算_审核得分", 15, 15),
    ("预算_执行率说明", 16, 16),
    ("预算_计分说明", 17, 17),
    ("预算_应得分", 18, 18),
)
HELPERS = (
    "助_执行率基数",
    "助_线性法",
    "助_分档法",
    "助_阶梯数",
    "助_阶梯扣分法",
    "助_执行率得分",
    "助_百分制",
)
INCOME = ("预算_收入性质合计", "预算_一般公共预算", "预算_政府性基金", "预算_专户非税", "预算_其他资金")
SPENDING = ("预算_支出性质合计", "预算_基本支出", "预算_项目支出")
LEFT = ("预算_执行率说明", "预算_计分说明")


def budget(sheet: SheetBoard, row: int) -> int:
    """年度预算申请, as the printed form has it; scores stand in the columns of the indicators' scores."""
    frame.section(sheet, row, "一、年度预算申请", EDGE, "单位：万元，保留两位小数", 9)
    sheet.heights({row + 1: 32, row + 2: 34})
    for label, first, to in BUDGET_HEADS:
        sheet.put(row + 1, first, label, style.HEADING, to)
    sheet.put(row + 2, 2, "年度资金总额 *", {**style.LABEL, "bold": True}, 4)
    for name, first, to in BUDGET_FIELDS:
        look = {"font_size": 9} if name in LEFT else CENTRE if first > 9 else {}
        sheet.field(name, row + 2, first, to, **look)
    for offset, name in enumerate(HELPERS):
        sheet.helper(name, row + 2, HELP + offset)
    for offset, name in enumerate(("助_表错", "助_应填", "助_已填", "助_状态")):
        sheet.helper(name, row + 3, HELP + offset)
    _natures(sheet, row + 3)
    return row + 3 + len(INCOME) + 1


def _natures(sheet: SheetBoard, row: int) -> None:
    """按收入性质分 and 按支出性质分 side by side, the adjustment note to their right."""
    texts = sheet.board.sources.fields
    for offset, name in enumerate(INCOME):
        sheet.heights({row + offset: 22})
        sheet.put(row + offset, 2, _nature(name, offset), _nature_look(offset), 4)
        sheet.field(name, row + offset, 5)
    for offset, name in enumerate(SPENDING):
        sheet.put(row + offset, 6, _nature(name, offset), _nature_look(offset), 7)
        sheet.field(name, row + offset, 8, 9)
    for offset in range(len(SPENDING), len(INCOME)):
        sheet.put(row + offset, 6, None, style.LABEL, 9)
    sheet.put(row, 10, "预算调整说明：" + texts["预算_调整说明"].hint, {**style.LABEL, "font_size": 9}, EDGE)
    sheet.field("预算_调整说明", row + 1, 10, EDGE, down=len(INCOME) - 2, valign="top")
    sheet.heights({row + len(INCOME): 10})


def _nature(name: str, offset: int) -> str:
    label = {"预算_收入性质合计": "按收入性质分", "预算_支出性质合计": "按支出性质分"}.get(name)
    own = {
        "预算_一般公共预算": "一般公共预算 *",
        "预算_基本支出": "基本支出 *",
        "预算_项目支出": "项目支出 *",
    }
    rest = {
        "预算_政府性基金": "政府性基金拨款",
        "预算_专户非税": "纳入专户管理的非税收入拨款",
        "预算_其他资金": "其他资金（含国资、社保）",
    }
    text = label or (own | rest)[name]
    return f"其中：{text}" if offset == 1 else text


def _nature_look(offset: int) -> style.Look:
    return {**style.LABEL, "bold": offset == 0, "indent": 1 if offset == 0 else 2}


def targets(sheet: SheetBoard, row: int) -> int:
    """年度总体目标: what was planned, what came of it."""
    rows = sheet.board.sources.tables["目标"].rows
    frame.section(sheet, row, "二、年度总体目标", EDGE, sheet.board.sources.texts["目标提示"], 9)
    sheet.heights({row + 1: 22, **{row + 2 + index: 30 for index in range(rows)}, row + 2 + rows: 10})
    for text, first, to in (("序号", 2, 2), ("预期目标", 3, 9), ("实际完成", 10, EDGE)):
        sheet.put(row + 1, first, text, style.HEADING, to)
    sheet.column("目标_序号", row + 2, 2, **CENTRE, font_size=9)
    sheet.column("目标_预期", row + 2, 3, 9)
    sheet.column("目标_实际", row + 2, 10, EDGE)
    frame.pale(sheet, row + 2, rows, 3, [(3, EDGE)])
    return row + 3 + rows


def weights(sheet: SheetBoard, row: int) -> int:
    """一级指标分值: what the printed heading declares, beside what the rows add up to."""
    rows = sheet.board.sources.tables["一级"].rows
    frame.section(sheet, row, "三、一级指标分值", EDGE, sheet.board.sources.texts["分值提示"], 9)
    sheet.heights({row + 1: 22, **{row + 2 + index: 20 for index in range(rows)}, row + 2 + rows: 10})
    sheet.put(row + 1, 2, "一级指标", style.HEADING, 4)
    sheet.column("一级_名称", row + 2, 2, 4, bold=True)
    for name, first, to in (
        ("一级_申报分值", 5, 5),
        ("一级_分值合计", 6, 7),
        ("一级_自评合计", 8, 9),
        ("一级_自动合计", 10, 11),
        ("一级_得分率", 12, 13),
    ):
        sheet.put(row + 1, first, sheet.board.sources.fields[name].label, style.HEADING, to)
        sheet.column(name, row + 2, first, to, **CENTRE)
    sheet.put(row + 1, 14, "核对", style.HEADING, 16)
    look = {**style.BOX, "font_size": 9, "bg_color": style.AUTO, "indent": 1}
    sheet.board.name("助_一级_核对", sheet.area(row + 2, 14, rows), public=False)
    sheet.fill(sheet.board.sources.formulas["助_一级_核对"], row + 2, 14, rows, look, 16)
    frame.pale(sheet, row + 2, rows, 2, [(5, 5)])
    sheet.states(row + 2, 14, rows, 16)
    return row + 3 + rows


def totals(sheet: SheetBoard, row: int) -> int:
    """The foot: sums of every score column, the filed total and grade, what the toolkit says."""
    sheet.heights({row: 28, row + 1: 28, row + 2: 28, row + 3: 20, row + 4: 10})
    sheet.put(row, 2, "合计（执行率＋全部指标）", {**style.TOTAL, "align": "right", "indent": 2}, 11)
    for column, name in (
        (12, "自评_分值合计"),
        (13, "自评_自动合计"),
        (14, "自评_得分合计"),
        (15, "自评_审核合计"),
    ):
        sheet.field(name, row, column, **{**style.TOTAL, **CENTRE})
    sheet.put(row, 16, None, style.TOTAL)
    _pair(sheet, row + 1, "绩效自评综合得分 *", 2, 4, "自评_综合得分", 5, 5)
    _pair(sheet, row + 1, "评价等次 *", 6, 7, "自评_评价等次", 8, 9)
    _pair(sheet, row + 1, "应得合计（执行率空缺的按应得分）", 10, 13, "自评_应得合计", 14, 15)
    sheet.put(row + 1, 16, sheet.board.sources.texts["合计提示"], {**style.HINT, "font_size": 8})
    _pair(sheet, row + 2, "所用评分规则", 2, 4, "自评_规则集", 5, 5)
    _pair(sheet, row + 2, "自动等次", 6, 7, "自评_自动等次", 8, 9)
    _pair(sheet, row + 2, "系统校验结论", 10, 13, "自评_系统结论", 14, EDGE)
    note = {**style.HINT, "indent": 0}
    sheet.put(row + 3, 2, sheet.board.sources.texts["自评表说明"], note, EDGE)
    return row + 5


def _pair(sheet: SheetBoard, row: int, label: str, first: int, to: int, name: str, at: int, end: int) -> None:
    sheet.put(row, first, label, {**style.LABEL, "bold": label.endswith("*")}, to)
    strong = {"bold": True, "font_size": 12} if label.endswith("*") else {"font_size": 9}
    sheet.field(name, row, at, end, **{**CENTRE, **strong})


def level2(sheet: SheetBoard, row: int) -> int:
    """二级指标小计."""
    rows = sheet.board.sources.tables["二级"].rows
    frame.section(sheet, row, "五、二级指标小计", EDGE, "自动计算", 9)
    sheet.heights({row + 1: 22, **{row + 2 + index: 20 for index in range(rows)}})
    for name, first, to in (
        ("二级_一级", 2, 4),
        ("二级_名称", 5, 5),
        ("二级_分值合计", 6, 7),
        ("二级_自评合计", 8, 9),
        ("二级_得分率", 10, 11),
    ):
        sheet.put(row + 1, first, sheet.board.sources.fields[name].label, style.HEADING, to)
        sheet.column(name, row + 2, first, to, **CENTRE)
    return row + 2 + rows
