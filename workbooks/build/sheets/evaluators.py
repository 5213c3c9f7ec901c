"""Sheet 评价人员."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 6
BLOCKS = (
    ("评价组", ("评价_组长", "评价_组长日期")),
    ("部门（单位）意见", ("评价_部门意见", "评价_部门负责人", "评价_部门日期")),
    ("财政部门归口业务股室意见（由财政部门填写）", ("评价_财政意见", "评价_财政负责人", "评价_财政日期")),
    ("填报人", ("评价_填报人", "评价_联系电话")),
)


def draw(board: Board) -> None:
    """Draw the table of evaluators and the signature blocks."""
    sheet = board.sheet("评价人员")
    sheet.widths({"B": 26, "C": 22, "D": 34, "E": 22, "F": 34})
    frame.band(sheet, "四、评价人员", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 3), (4, 4)], LAST)
    frame.section(sheet, 5, "评价组成员", LAST, "一人一行", 3)
    columns = ("人员_姓名", "人员_职务", "人员_单位", "人员_签字")
    rows = board.sources.tables["人员"].rows
    sheet.heights({6: 24, **{7 + index: 24 for index in range(rows)}})
    for column, name in enumerate(columns, start=2):
        sheet.put(6, column, board.sources.fields[name].label, style.HEADING)
        sheet.column(name, 7, column)
    sheet.put(6, 6, "签字栏可留空，打印后手签。", style.HINT)
    frame.pale(sheet, 7, rows, 2, [(2, 5)])
    row = 7 + rows
    for title, names in BLOCKS:
        row = _block(sheet, row, title, names)
    frame.page(sheet, row, LAST)


def _block(sheet: SheetBoard, row: int, title: str, names: tuple[str, ...]) -> int:
    sheet.heights({row: 10})
    frame.section(sheet, row + 1, title, LAST)
    row += 2
    for name in names:
        field = sheet.board.sources.fields[name]
        long = field.type == "长文本"
        sheet.heights({row: 72 if long else 24})
        sheet.put(row, 2, field.label + (" *" if field.required else ""), style.LABEL)
        sheet.field(name, row, 3, 5, align="left", indent=1, valign="top" if long else "vcenter")
        sheet.put(row, 6, field.hint, style.HINT)
        row += 1
    return row
