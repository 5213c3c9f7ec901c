"""Sheet 基本概况."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard

LAST = 4
LINES = ("概况_联系人", "概况_联络电话", "概况_人员编制", "概况_实有人数", "概况_控制率", "概况_控制率说明")


def draw(board: Board) -> None:
    """Draw the profile: short fields, then the long texts and the list of tasks."""
    sheet = board.sheet("基本概况")
    sheet.widths({"B": 26, "C": 72, "D": 34})
    frame.band(sheet, "一、部门（单位）基本概况", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 3), (4, 4)], LAST)
    frame.section(sheet, 5, "联系人与人员", LAST, "带 * 的必填", 3)
    row = 6
    for name in LINES:
        row = _line(sheet, row, name, 44 if name == "概况_控制率说明" else 24)
    row = _heading(sheet, row, "职能职责")
    row = _line(sheet, row, "概况_职能职责", 130)
    row = _tasks(sheet, _heading(sheet, row, "年度主要工作内容"))
    row = _heading(sheet, row, "总体运行情况")
    row = _line(sheet, row, "概况_总体运行", 130)
    frame.page(sheet, row, LAST)


def _heading(sheet: SheetBoard, row: int, text: str) -> int:
    sheet.heights({row: 8})
    frame.section(sheet, row + 1, text, LAST)
    return row + 2


def _line(sheet: SheetBoard, row: int, name: str, height: float) -> int:
    field = sheet.board.sources.fields[name]
    sheet.heights({row: height})
    sheet.put(row, 2, field.label + (" *" if field.required else ""), style.LABEL)
    sheet.field(name, row, 3, align="left", indent=1, valign="top" if height > 100 else "vcenter")
    unit = f"单位：{field.unit}。" if field.unit and field.unit != "%" else ""
    sheet.put(row, 4, unit + field.hint, style.HINT)
    return row + 1


def _tasks(sheet: SheetBoard, row: int) -> int:
    rows = sheet.board.sources.tables["任务"].rows
    sheet.put(row, 2, "序号", style.HEADING)
    sheet.put(row, 3, "年度主要工作内容", style.HEADING)
    sheet.put(row, 4, "一行一项任务，三级指标从这里来。", style.HINT)
    sheet.heights({row: 22, **{row + 1 + index: 30 for index in range(rows)}})
    sheet.column("任务_序号", row + 1, 2, align="center", indent=0)
    sheet.column("任务_内容", row + 1, 3)
    frame.pale(sheet, row + 1, rows, 3, [(3, 3)])
    return row + 1 + rows
