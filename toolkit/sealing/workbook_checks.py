"""Checks of the workbook as a whole: protection, error values, input cells, the field list and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from toolkit.addresses import Area, CellRef, parse_area
from toolkit.formulas_model.tokens import tokenise
from toolkit.model import ExcelError, FieldType, Role
from toolkit.sealing.draft import TABLE_COLUMNS, Draft, Fault, Record
from toolkit.specification import FIELD_COLUMNS

FIELD_TYPES = tuple(FieldType)
FILLED_BY_PEOPLE = (Role.INPUT.value, Role.AUDIT.value, Role.WRITTEN.value)


def protection_faults(draft: Draft) -> Iterator[Fault]:
    """Sheets that are not protected."""
    for sheet in draft.book.sheets:
        if not sheet.protected:
            yield Fault(None, f"工作表“{sheet.title}”没有保护，请在“审阅”中保护工作表后再封版。")


def error_faults(draft: Draft) -> Iterator[Fault]:
    """Formulas that give an error value on the blank form, follow-on errors left out."""
    for sheet in draft.book.sheets:
        for (row, column), cell in sorted(sheet.cells.items()):
            at = CellRef(sheet.title, row, column)
            value = draft.value(at)
            if isinstance(value, ExcelError) and not _follows(draft, at, cell.formula or ""):
                yield Fault(at, f"空白母版里的结果是 {value}，请改写公式。")


def _follows(draft: Draft, at: CellRef, formula: str) -> bool:
    """Whether a formula reads a cell that is in error itself."""
    for token in tokenise(formula):
        area = parse_area(draft.book.names.get(token.text, "")) if token.kind == "name" else None
        if token.area and token.area.row1 and token.area.column1:
            found = token.area
            area = Area(found.sheet or at.sheet, found.row1, found.column1, found.row2, found.column2)
        if area and any(isinstance(draft.value(cell), ExcelError) for cell in _cells(area) if cell != at):
            return True
    return False


def _cells(area: Area) -> Iterator[CellRef]:
    for row in range(area.row1, area.row2 + 1):
        for column in range(area.column1, area.column2 + 1):
            yield CellRef(area.sheet, row, column)


def field_faults(draft: Draft, rule_ids: frozenset[str]) -> Iterator[Fault]:
    """Rows of the field list that do not resolve, and fields whose cells are not as the list says."""
    tables = {record["名称"]: record for record in draft.records("表", TABLE_COLUMNS, "名称")}
    seen: set[str] = set()
    for record in draft.records("字段", FIELD_COLUMNS, "名称"):
        if record["名称"] in seen:
            yield Fault(record.cells["名称"], f"字段“{record['名称']}”在字段表里出现了两次，请删去一行。")
        seen.add(record["名称"])
        yield from _field_words(draft, record, rule_ids)
        yield from _field_place(draft, record, tables)
    yield from _table_faults(draft, tables, seen)
    yield from beyond(draft, "字段_名称", "字段表")


def _field_words(draft: Draft, record: Record, rule_ids: frozenset[str]) -> Iterator[Fault]:
    def fault(column: str, text: str) -> Fault:
        return Fault(record.cells[column], f"字段“{record['名称']}”的{column}“{record[column]}”{text}")

    if record["角色"] not in {role.value for role in Role}:
        yield fault("角色", f"不在选项内，可选：{'、'.join(role.value for role in Role)}。")
    if record["类型"] not in FIELD_TYPES:
        yield fault("类型", f"不在选项内，可选：{'、'.join(FIELD_TYPES)}。")
    if record["小数"] and not record["小数"].isdecimal():
        yield fault("小数", "应为不小于 0 的整数或留空。")
    if record["尾差"] and not _is_number(record["尾差"]):
        yield fault("尾差", "应为数字或留空。")
    if record["必填"] and record["必填"] not in rule_ids:
        yield fault("必填", "不是校验规则里的编号。")
    if record["清单"] and not (record["清单"].startswith("清单_") and record["清单"] in draft.names):
        yield fault("清单", "不是评分参数里的清单名称。")
    if record["类型"] == FieldType.CHOICE and not record["清单"]:
        yield fault("清单", "不能为空，类型是选项的字段要写明清单。")


def _field_place(draft: Draft, record: Record, tables: dict[str, Record]) -> Iterator[Fault]:
    name, at = record["名称"], record.cells["名称"]
    area = draft.names.get(name)
    if area is None:
        if name not in draft.lost:
            yield Fault(at, f"字段“{name}”没有对应的名称，请在名称管理器中定义它的单元格。")
        return
    if area.sheet != record["工作表"]:
        text = f"字段“{name}”在工作表“{area.sheet}”上，字段表写的是“{record['工作表']}”。"
        yield Fault(record.cells["工作表"], text)
    if area.column1 != area.column2:
        yield Fault(at, f"字段“{name}”应只占一列，现在是 {_shown(area)}，请在名称管理器中改正。")
    table = record["表"]
    if table and table not in tables:
        yield Fault(record.cells["表"], f"字段“{name}”的表“{table}”不在下面的“表”一节里。")
    elif table and str(area.rows) != tables[table]["行数"]:
        text = (
            f"字段“{name}”有 {area.rows} 行，表“{table}”应为 {tables[table]['行数']} 行，请改正名称的区域。"
        )
        yield Fault(at, text)
    elif not table and area.rows != 1:
        yield Fault(at, f"字段“{name}”不属于任何表，应只占一个单元格，现在是 {_shown(area)}。")
    yield from _field_cells(draft, record, area)


def _field_cells(draft: Draft, record: Record, area: Area) -> Iterator[Fault]:
    name = record["名称"]
    for index in range(area.rows):
        at = area.cell(index)
        if record["角色"] in FILLED_BY_PEOPLE:
            cell = draft.cell(at)
            if cell and cell.formula:
                yield Fault(at, f"“{name}”由人填写，母版里不能有公式，请清除。")
            elif cell and cell.value not in (None, ""):
                yield Fault(at, f"“{name}”是填报的单元格，母版里应为空，请清除“{draft.text(at)}”。")
        elif record["角色"] == Role.FORMULA.value and not draft.has_formula(at):
            yield Fault(at, f"“{name}”的公式不见了，请恢复公式。")


def _table_faults(draft: Draft, tables: dict[str, Record], fields: set[str]) -> Iterator[Fault]:
    rows_of: dict[str, tuple[str, tuple[str, int, int]]] = {}
    for record in draft.records("字段", FIELD_COLUMNS, "名称"):
        area = draft.names.get(record["名称"])
        if not record["表"] or area is None:
            continue
        place = (area.sheet, area.row1, area.row2)
        first, expected = rows_of.setdefault(record["表"], (record["名称"], place))
        if place != expected:
            text = f"字段“{record['名称']}”与同表的“{first}”不在相同的行上，请改正名称的区域。"
            yield Fault(record.cells["名称"], text)
    for name, record in tables.items():
        for field in record["行名字段"].split():
            if field not in fields:
                yield Fault(record.cells["行名字段"], f"表“{name}”的行名字段“{field}”不在字段表里。")


def beyond(draft: Draft, name: str, what: str) -> Iterator[Fault]:
    """A value typed right below a named column, where nobody reads it."""
    area = draft.names[name]
    at = CellRef(area.sheet, area.row2 + 1, area.column1)
    if draft.text(at):
        last = area.cell(area.rows - 1).a1
        yield Fault(
            at, f"“{draft.text(at)}”写在{what}的区域之外（到 {last} 为止），请在区域中间插入行后填写。"
        )


def _shown(area: Area) -> str:
    return f"{area.first.a1}:{CellRef(area.sheet, area.row2, area.column2).a1}"


def _is_number(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False
