"""Status cards and shortcuts at the top of the grade sheet."""

from __future__ import annotations

from collections.abc import Sequence

from workbooks.build import style
from workbooks.build.canvas import SheetBoard

LABEL: style.Look = {
    "font_size": 9,
    "font_color": style.MUTE,
    "bg_color": style.CARD,
    "align": "center",
    "top": 1,
    "left": 1,
    "right": 1,
    "border_color": style.GRID,
}
VALUE: style.Look = {
    "font_size": 15,
    "bold": True,
    "font_color": style.INK,
    "bg_color": style.CARD,
    "align": "center",
    "bottom": 1,
    "left": 1,
    "right": 1,
    "border_color": style.GRID,
    "shrink": True,
}
STRIP: style.Look = {
    "font_size": 8,
    "font_color": style.MUTE,
    "bg_color": style.NAV,
    "align": "center",
    "shrink": True,
    "top": 1,
    "bottom": 1,
    "border_color": style.GRID,
}
SHORTCUTS = ("年度预算申请", "年度总体目标", "一级指标分值", "绩效指标", "综合得分与等次", "二级指标小计")
SPANS = ((3, 4), (5, 5), (6, 7), (8, 9), (10, 12), (13, 15))


def draw(sheet: SheetBoard, columns: Sequence[str]) -> int:
    """Draw the cards and, kept in sight, the names of the indicator columns; the first row below them."""
    sheet.heights({4: 6, 5: 15, 6: 28, 7: 19, 8: 14})
    plain = {"align": "center", "indent": 0, "locked": True}
    for name, label, first, to in (
        ("状态_总体", "总体状态", 2, 4),
        ("状态_错误", "错误（必须改正）", 10, 11),
        ("状态_警告", "警告", 12, 13),
        ("状态_进度", "填写进度", 14, 16),
    ):
        sheet.put(5, first, label, LABEL, to)
        form = {"num_format": '0"  项"'} if name in ("状态_错误", "状态_警告") else {}
        sheet.field(name, 6, first, to, **{**plain, **VALUE, **form})
    _derived(sheet, "自评得分", 5, 5, '=IF(自评_自动等次="","",自评_得分合计)', '0.##"  分"')
    _derived(sheet, "按得分应为等次", 6, 7, '=IF(自评_自动等次="","—",自评_自动等次)', "General")
    _derived(sheet, "分值合计（应为 100）", 8, 9, "=自评_分值合计", "General")
    _derived(sheet, "系统校验", 17, 18, '=IF(自评_系统结论="","尚未由系统校验",自评_系统结论)', "General")
    _colours(sheet)
    for column, name in enumerate(columns, start=2):
        sheet.put(8, column, sheet.board.sources.fields[name].label, STRIP)
    return 9


def _derived(sheet: SheetBoard, label: str, first: int, to: int, formula: str, form: str) -> None:
    sheet.put(5, first, label, LABEL, to)
    size = {"font_size": 11} if first == 17 else {}
    sheet.formula(6, first, formula, {**VALUE, "num_format": form, **size}, to)


def _colours(sheet: SheetBoard) -> None:
    sheet.states(6, 2, 1, 4)
    bad = {"font_color": style.ERROR, "bg_color": style.ERROR_BACK}
    sheet.when(6, 8, 1, 9, "=AND($H$6<>0,$H$6<>100)", bad)
    sheet.when(6, 10, 1, 11, "=$J$6>0", bad)
    sheet.when(6, 12, 1, 13, "=$L$6>0", {"font_color": style.WARN, "bg_color": style.WARN_BACK})


def shortcuts(sheet: SheetBoard, rows: tuple[int, ...]) -> None:
    """Links to the six parts of the sheet, kept in sight with the cards, and the colours' key."""
    look: style.Look = {"font_size": 9, "font_color": style.ACCENT, "underline": 0, "align": "center"}
    sheet.put(7, 2, "本表", {**style.HINT, "indent": 0, "align": "center"})
    for text, (first, to), row in zip(SHORTCUTS, SPANS, rows, strict=True):
        sheet.link(7, first, f"'{sheet.title}'!B{row}", f"↓ {text}", look, to)


def corner(sheet: SheetBoard, first: int, last: int) -> None:
    """The band's end above the columns that only the screen shows, and the colours' key below it."""
    look = {"font_size": 9, "font_color": style.PALE, "bg_color": style.BAND, "align": "right", "indent": 1}
    sheet.formula(2, first, '="模板 "&模板_版本', look, last)
    key = {"font_size": 9, "font_color": style.MUTE, "bg_color": style.NAV, "align": "right", "indent": 1}
    key |= {"bottom": 1, "bottom_color": style.GRID}
    sheet.put(3, first, sheet.board.sources.texts["颜色图例"], key, last)
