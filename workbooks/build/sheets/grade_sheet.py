"""Sheet 绩效自评表: status cards above, then budget, targets, weights, indicators, totals."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard
from workbooks.build.sheets import grade_blocks as blocks
from workbooks.build.sheets import grade_cards as cards

LAST = 18
EDGE = 16
"""Last printed column; what only the screen needs stands to its right."""
WIDTHS = {
    "B": 6,
    "C": 12,
    "D": 16,
    "E": 26,
    "F": 7,
    "G": 14,
    "H": 7.5,
    "I": 14,
    "J": 10,
    "K": 9.5,
    "L": 8.5,
    "M": 8.5,
    "N": 8.5,
    "O": 8.5,
    "P": 38,
    "Q": 28,
    "R": 22,
    "S": 2,
}
HELP = 20
"""First hidden helper column."""

INDICATORS = (
    ("指标_序号", "自动"),
    ("指标_一级", "下拉"),
    ("指标_二级", "下拉，随一级"),
    ("指标_三级", "具体、可衡量"),
    ("指标_性质", "下拉"),
    ("指标_年度指标值", "目标"),
    ("指标_单位", "下拉"),
    ("指标_实际完成值", "年末实绩"),
    ("指标_完成等次", "定性填"),
    ("指标_完成率", "自动"),
    ("指标_分值", "合计 100"),
    ("指标_自动得分", "系统"),
    ("指标_自评得分", "≤ 分值"),
    ("指标_审核得分", "财政"),
    ("指标_偏差原因", "扣分、超支或偏差大时必填"),
    ("指标_计分说明", "系统"),
    ("指标_填报校验", "自动"),
)
HELPERS = (
    "填数",
    "缺名",
    "缺值",
    "缺",
    "超支",
    "扣分",
    "满分",
    "越界",
    "分错",
    "因错",
    "异级",
    "类错",
    "错",
    "偏差",
    "重复",
    "警",
    "结论",
    "全文",
    "完整",
)
SIDE = ("指标_自动得分", "指标_审核得分", "指标_计分说明", "指标_填报校验", "指标_完成率", "指标_序号")


def draw(board: Board) -> None:
    """Draw the grade sheet."""
    sheet = board.sheet("绩效自评表")
    sheet.widths(WIDTHS)
    sheet.ws.set_column(HELP - 1, HELP + len(HELPERS) - 2, 9, None, {"hidden": True})
    title = '=IF(封面_评价年度="","",封面_评价年度&"年度")&"部门整体支出绩效自评表"'
    frame.band(sheet, title, 9, EDGE)
    cards.corner(sheet, EDGE + 1, LAST)
    slots = [(2, 3), (4, 4), (5, 5), (6, 7), (8, 9), (10, 11), (12, 13), (14, 15)]
    frame.navigation(sheet, slots, EDGE)
    first = cards.draw(sheet, [name for name, _ in INDICATORS])
    row, budget = blocks.budget(sheet, first), first
    targets = row
    row = blocks.targets(sheet, row)
    weights = row
    row = blocks.weights(sheet, row)
    indicators = row
    row = _indicators(sheet, row)
    totals = row
    row = blocks.totals(sheet, row)
    level2 = row
    row = blocks.level2(sheet, row)
    cards.shortcuts(sheet, (budget, targets, weights, indicators, totals, level2))
    head = indicators + 1
    frame.page(sheet, row - 1, EDGE, landscape=True, repeat=(head, head + 1), freeze=(first, 6))
    sheet.ws.autofilter(head, 1, head + board.sources.tables["指标"].rows, LAST - 1)


def _indicators(sheet: SheetBoard, row: int) -> int:
    """The flat table of indicators: two header rows, then the rows, nothing merged."""
    note = "每行一个三级指标，一级、二级每行都选"
    frame.section(sheet, row, "四、绩效指标", EDGE, note, 9)
    rows = sheet.board.sources.tables["指标"].rows
    sheet.heights({row + 1: 26, row + 2: 16})
    first = row + 3
    for column, (name, hint) in enumerate(INDICATORS, start=2):
        side = {"font_color": style.INK2, "bg_color": style.WAIT_BACK} if name in SIDE else {}
        label = sheet.board.sources.fields[name].label
        sheet.put(row + 1, column, label, {**style.HEADING, **side, "top": 2, "top_color": style.INK})
        sheet.put(row + 2, column, hint, {**style.SUBHEAD, **side})
        sheet.column(name, first, column, **_look(name))
    for offset, part in enumerate(HELPERS):
        sheet.helper(f"助_指标_{part}", first, HELP + offset, rows)
    sheet.heights({first + index: 24 for index in range(rows)})
    _group(sheet, first, rows)
    sheet.states(first, LAST, rows)
    return first + rows


def _look(name: str) -> style.Look:
    if name in ("指标_一级", "指标_二级"):
        return {"align": "center", "font_size": 9}
    if name == "指标_三级":
        return {"align": "left", "indent": 1}
    if name in ("指标_偏差原因", "指标_计分说明", "指标_填报校验"):
        return {"align": "left", "indent": 1, "font_size": 9, "text_wrap": True}
    if name == "指标_完成率":
        return {"align": "center", "indent": 0, "font_color": style.MUTE, "num_format": "0.0%"}
    return {"align": "center", "indent": 0}


def _group(sheet: SheetBoard, first: int, rows: int) -> None:
    """Repeats of 一级 and 二级 are greyed and group starts ruled, so that flat rows read like merged ones."""
    rule = {"top": 1, "top_color": style.LINE, "bottom": 1, "left": 1, "right": 1}
    rule |= {f"{edge}_color": style.GRID for edge in ("bottom", "left", "right")}
    new1 = f'AND($C{first}<>"",$C{first}<>$C{first - 1})'
    same2 = f'AND($D{first}<>"",$D{first}=$D{first - 1},$C{first}=$C{first - 1})'
    sheet.when(first, 3, rows, 3, f"={new1}", {"bold": True, "font_color": style.INK, **rule})
    sheet.when(first, 3, rows, 3, f'=AND($C{first}<>"",$C{first}=$C{first - 1})', {"font_color": style.FAINT})
    sheet.when(first, 4, rows, 4, f"={same2}", {"font_color": style.FAINT})
    sheet.when(first, 4, rows, 4, f"={new1}", rule)
    bad = f'LEFT($R{first},1)="✖"'
    sheet.when(first, 14, rows, 14, f"={bad}", {"font_color": style.ERROR, "bold": True})
    missing = f'AND($P{first}="",SUM(N($X{first}),N($Y{first}))>0)'
    sheet.when(first, 16, rows, 16, f"={missing}", {"bg_color": style.WARN_BACK})
    for start, to in ((2, 2), (5, 13), (14, 14), (15, 15), (16, 16), (17, 17)):
        sheet.when(first, start, rows, to, f"={new1}", rule)
    frame.pale(sheet, first, rows, 5, [(5, 13), (14, 14), (16, 16)], [(3, 3), (4, 4)])
