"""Sheet 字段表: every field and every table of the workbook."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board, SheetBoard
from workbooks.build.sources import FieldSource

LAST = 14
HEAD = 6
FIRST = HEAD + 1
COLUMNS = {
    "名称": 22, "标签": 30, "工作表": 12, "表": 7, "角色": 7, "类型": 8, "单位": 7,
    "小数": 6, "必填": 8, "清单": 16, "尾差": 8, "填写提示": 52,
}  # fmt: skip
CENTRED = ("工作表", "表", "角色", "类型", "单位", "小数", "必填", "尾差")
COUNT = 16
"""The hidden column that tells whether a required cell is filled."""


def draw(board: Board) -> None:
    """Draw the field list, then the list of tables below it."""
    sheet = board.sheet("字段表")
    for index, width in enumerate(COLUMNS.values(), start=1):
        sheet.ws.set_column(index, index, width)
    sheet.widths({"N": 8, "O": 2})
    sheet.ws.set_column("P:P", 9, None, {"hidden": True})
    frame.band(sheet, "字段表", 3, LAST)
    frame.navigation(sheet, [(2, 2), (3, 3), (4, 8)], LAST)
    frame.section(sheet, 5, "字段", LAST, board.sources.texts["字段读法"], 3)
    for column, name in enumerate(COLUMNS, start=2):
        sheet.put(HEAD, column, name, style.HEADING)
    sheet.put(HEAD, 14, "定位", style.HEADING)
    sheet.heights({HEAD: 24})
    fields = list(board.sources.fields.values())
    for index, field in enumerate(fields):
        _field(sheet, FIRST + index, field)
    for column, name in enumerate(COLUMNS, start=2):
        board.name(f"字段_{name}", sheet.area(FIRST, column, len(fields)))
    board.name("助_字段_计数", sheet.area(FIRST, COUNT, len(fields)), public=False)
    sheet.ws.autofilter(HEAD - 1, 1, HEAD - 1 + len(fields), 12)
    last = _tables(sheet, FIRST + len(fields) + 1)
    frame.page(sheet, last, LAST, landscape=True, repeat=(HEAD, HEAD), freeze=(FIRST, 4))


def _field(sheet: SheetBoard, row: int, field: FieldSource) -> None:
    values: tuple[str | float, ...] = (
        field.name, field.label, field.sheet, field.table, field.role, field.type, field.unit,
        float(field.decimals) if field.decimals else "", field.required, field.choices,
        float(field.half_unit) if field.half_unit else "", field.hint,
    )  # fmt: skip
    for column, (head, value) in enumerate(zip(COLUMNS, values, strict=True), start=2):
        look: style.Look = {**style.BOX, "font_size": 9}
        look.update({"align": "center"} if head in CENTRED else {"indent": 1})
        sheet.put(row, column, value, look)
    sheet.link(
        row,
        14,
        field.name,
        "转到",
        {**style.BOX, "font_size": 9, "align": "center", "font_color": style.ACCENT},
    )
    if field.required and not field.table:
        sheet.formula(row, COUNT, f'=IF({field.name}="",0,1)', style.HIDDEN)


def _tables(sheet: SheetBoard, row: int) -> int:
    frame.section(sheet, row, "表", LAST)
    heads = {"名称": "表", "标签": "表名", "行数": "行数", "行名字段": "行名字段"}
    places = dict(zip(heads, (2, 3, 4, 5), strict=True))
    tables = list(sheet.board.sources.tables.values())
    for key, column in places.items():
        wide = 12 if key == "行名字段" else None
        sheet.put(row + 1, column, heads[key], style.HEADING, wide)
        sheet.board.name(f"表_{key}", sheet.area(row + 2, column, len(tables)))
    for index, table in enumerate(tables):
        values: tuple[str | float, ...] = (table.name, table.label, float(table.rows), table.key_fields)
        for column, value in zip(places.values(), values, strict=True):
            wide = 12 if column == 5 else None
            sheet.put(row + 2 + index, column, value, {**style.BOX, "font_size": 9, "indent": 1}, wide)
    return row + 2 + len(tables)
