"""Sheet 校验结果: where the toolkit writes its findings."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

HEAD = 8
WIDTHS = {
    "B": 5.5,
    "C": 7,
    "D": 11,
    "E": 12,
    "F": 9,
    "G": 7,
    "H": 25,
    "I": 42,
    "J": 13,
    "K": 13,
    "L": 11,
    "M": 36,
    "N": 28,
}
COLUMNS = (
    "结果_序号", "结果_级别", "结果_规则", "结果_工作表", "结果_单元格", "结果_定位", "结果_对象",
    "结果_问题", "结果_填报数", "结果_应为", "结果_差额", "结果_建议", "结果_说明",
)  # fmt: skip
LAST = 14
CENTRED = ("结果_序号", "结果_级别", "结果_规则", "结果_工作表", "结果_单元格", "结果_定位")
FIGURES = ("结果_填报数", "结果_应为", "结果_差额")


def draw(board: Board) -> None:
    """Draw the empty table of findings."""
    sheet = board.sheet("校验结果")
    sheet.widths(WIDTHS)
    frame.band(sheet, "校验结果", 8, LAST)
    slots = [(2, 3), (4, 4), (5, 5), (6, 7), (8, 8), (9, 9), (10, 11), (12, 12)]
    frame.navigation(sheet, slots, LAST)
    rows = board.sources.tables["结果"].rows
    _summary(sheet)
    sheet.heights({HEAD: 24, **{HEAD + 1 + index: 32 for index in range(rows)}})
    for column, name in enumerate(COLUMNS, start=2):
        look = dict(style.HEADING)
        sheet.put(HEAD, column, board.sources.fields[name].label, look)
        sheet.column(name, HEAD + 1, column, **_look(name))
    _colours(sheet, rows)
    sheet.ws.autofilter(HEAD - 1, 1, HEAD - 1 + rows, LAST - 1)
    frame.page(sheet, HEAD + rows, LAST, landscape=True, repeat=(HEAD, HEAD), freeze=(HEAD + 1, 4))


def _look(name: str) -> style.Look:
    spare = {"bg_color": style.INPUT_SPARE if name == "结果_说明" else style.BACK_SPARE}
    if name == "结果_定位":
        return {**spare, "align": "center", "indent": 0, "font_color": style.ACCENT, "underline": 1}
    if name in CENTRED:
        return {**spare, "align": "center", "indent": 0, "font_size": 9}
    return {**spare, "align": "right" if name in FIGURES else "left", "font_size": 9}


def _summary(sheet: SheetBoard) -> None:
    sheet.heights({5: 15, 6: 26, 7: 6})
    cards = (
        (2, 4, "错误（必须改正）", '=COUNTIF(结果_级别,"错误")'),
        (5, 6, "警告（改正或说明）", '=COUNTIF(结果_级别,"警告")'),
        (7, 8, "提示", '=COUNTIF(结果_级别,"提示")'),
    )
    for first, to, label, formula in cards:
        sheet.put(5, first, label, CARD_LABEL, to)
        sheet.formula(6, first, formula, {**CARD_VALUE, "num_format": '0"  项"'}, to)
    sheet.put(5, 9, "怎么用", CARD_LABEL, LAST)
    sheet.put(6, 9, sheet.board.sources.texts["校验结果说明"], CARD_TEXT, LAST)


CARD_LABEL: style.Look = {
    "font_size": 9, "font_color": style.MUTE, "bg_color": style.CARD, "align": "center",
    "top": 1, "left": 1, "right": 1, "border_color": style.GRID,
}  # fmt: skip
CARD_VALUE: style.Look = {
    "font_size": 15, "bold": True, "font_color": style.INK, "bg_color": style.CARD, "align": "center",
    "bottom": 1, "left": 1, "right": 1, "border_color": style.GRID,
}  # fmt: skip
CARD_TEXT: style.Look = {
    **CARD_VALUE,
    "font_size": 9,
    "bold": False,
    "align": "left",
    "indent": 1,
    "text_wrap": True,
}


def _colours(sheet: SheetBoard, rows: int) -> None:
    """Severities in their colours; a filled row in the colours of its roles, spare rows pale."""
    first = HEAD + 1
    for word, ink, back in (
        ("错误", style.ERROR, style.ERROR_BACK),
        ("警告", style.WARN, style.WARN_BACK),
        ("提示", style.WAIT, style.WAIT_BACK),
    ):
        look = {"font_color": ink, "bg_color": back, "bold": True}
        sheet.when(first, 3, rows, 3, f'=$C{first}="{word}"', look)
    filled = f'=$D{first}<>""'
    sheet.when(first, 4, rows, LAST - 1, filled, {"bg_color": style.BACK})
    sheet.when(first, LAST, rows, LAST, filled, {"bg_color": style.INPUT})
