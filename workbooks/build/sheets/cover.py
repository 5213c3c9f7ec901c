"""Sheet 封面."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board

LAST = 4


def draw(board: Board) -> None:
    """Draw the cover: one line a field, label, value, hint."""
    sheet = board.sheet("封面")
    sheet.widths({"B": 26, "C": 52, "D": 46})
    frame.band(sheet, "封面", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 3), (4, 4)], LAST)
    frame.section(sheet, 5, "报告封面", LAST, "带 * 的必填", 3)
    row = 6
    for field in (field for field in board.sources.fields.values() if field.sheet == sheet.title):
        sheet.heights({row: 27})
        star = " *" if field.required else ""
        sheet.put(row, 2, field.label + star, style.LABEL)
        sheet.field(field.name, row, 3, align="left", indent=1)
        sheet.put(row, 4, field.hint, style.HINT)
        row += 1
    frame.page(sheet, row, LAST)
