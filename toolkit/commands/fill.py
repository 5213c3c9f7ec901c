"""Fill the master from a data file keyed by field names."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from toolkit.dates import is_plausible, serial_of
from toolkit.decimals import is_too_large
from toolkit.errors import UnusableInput
from toolkit.form import Form
from toolkit.io.data_file import read_data
from toolkit.io.files import refuse_source, require_suffix, write_new
from toolkit.io.masters import load_form
from toolkit.io.package import open_package, read_bytes
from toolkit.io.proof import prove_patch
from toolkit.io.workbook_parts import workbook_suffix
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import CellEdit, Field, FieldType, Role, Table, Value
from toolkit.report.write_back import listed_rows
from toolkit.submission import bind, edited, formula_results

FILLABLE = (Role.INPUT, Role.AUDIT)
EXPECTED: Final[Mapping[str, str]] = {
    FieldType.NUMBER: "最多 15 位的数字（没有就留空）",
    FieldType.COUNT: "不小于 0 的整数（没有就留空）",
    FieldType.PERCENT: "数字（如 98.5% 写 0.985，没有就留空）",
    FieldType.DATE: "日期（2000 至 2099 年，如 2024-05-31）",
}
"""The types of fields in which no words will do, and what will."""
WORDS: Final = "文字（日期加引号）或最多 15 位的数字"
MOST_SHOWN: Final = 20


def save_filled(data: Path, master: Path, target: Path, *, overwrite: bool) -> None:
    """Write the filled master; raises OutputRefused where the target is one of the files that are read, has a
    name that does not fit the content, or exists and may not be replaced; else as ``fill_master``."""
    refuse_source(target, data, master)
    filled = fill_master(data, master)
    require_suffix(target, workbook_suffix(open_package(filled)))
    write_new(target, filled, overwrite=overwrite)


def fill_master(data: Path, master: Path) -> bytes:
    """A copy of the master with the data file's values typed in and every formula's result refreshed.

    Raises UnusableInput, naming the entry, for a field that the form does not have, a value of the wrong
    kind, or more rows than the table holds.
    """
    form = load_form(master)
    return fill_workbook(read_data(data), form, read_bytes(master))


def fill_workbook(data: Mapping[str, object], form: Form, original: bytes) -> bytes:
    """A copy of ``original``, the master or a workbook issued from it, with values typed in; see above."""
    book = read_book_bytes(original)
    edits = list(edits_of(data, form))
    filled = edited(bind(book, form), edits)
    caches, listed = formula_results(filled), listed_rows(filled)
    copy = patch_workbook(original, edits, caches, listed=listed)
    prove_patch(book, copy, edits, caches, listed=listed)
    return copy


def edits_of(data: Mapping[str, object], form: Form) -> Iterator[CellEdit]:
    """What the entries are typed into; raises UnusableInput, naming the entry, as ``fill_master`` does."""
    for name, value in data.items():
        if name in form.tables:
            yield from _table_edits(form.tables[name], value, form)
        else:
            field = _fillable(name, form)
            if field.table:
                raise UnusableInput(f"“{name}”是表“{field.table}”的一列，请写在“{field.table}”的各行里。")
            yield CellEdit(field.area.first, _value(field, value, name))


def _table_edits(table: Table, rows: object, form: Form) -> Iterator[CellEdit]:
    if not isinstance(rows, list):
        raise UnusableInput(f"“{table.name}”应是一个列表，一行一项。")
    if len(rows) > table.rows:
        raise UnusableInput(f"“{table.name}”有 {len(rows)} 行，表里只有 {table.rows} 行。")
    for index, row in enumerate(rows):
        place = f"{table.name} 第 {index + 1} 行"
        if not isinstance(row, dict):
            raise UnusableInput(f"{place}应写成“字段名: 值”。")
        for name, value in row.items():
            field = _fillable(str(name), form)
            if field.table != table.name:
                raise UnusableInput(f"{place}：“{name}”不是这张表的字段。")
            yield CellEdit(field.area.cell(index), _value(field, value, f"{place} {name}"))


def _fillable(name: str, form: Form) -> Field:
    field = form.fields.get(name)
    if field is None:
        near = difflib.get_close_matches(name, [*form.fields, *form.tables], n=1, cutoff=0.5)
        hint = f"，是不是“{near[0]}”？" if near else "，请用 jixiao fields 查看字段名。"
        raise UnusableInput(f"没有字段“{name}”{hint}")
    if field.role not in FILLABLE:
        raise UnusableInput(f"“{name}”由系统计算或写入，不能填写。")
    return field


def _value(field: Field, value: object, place: str) -> Value | Decimal:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    typed = _typed(field.type, value)
    if typed is None:
        raise UnusableInput(f"{place}：应填{EXPECTED.get(field.type, WORDS)}，不能填{_shown(value)}。")
    return typed


def _typed(kind: str, value: object) -> float | str | None:
    """The value as a cell of that type holds it; ``None`` where it is of another kind."""
    match value:
        case bool():
            return None
        case datetime():
            return _typed(kind, value.date())
        case date():
            return _typed(kind, serial_of(value)) if kind == FieldType.DATE else None
        case int() | float():
            return str(value) if kind == FieldType.CODE else _number(kind, value)
        case str():
            return _day(value) if kind == FieldType.DATE else None if kind in EXPECTED else value.rstrip("\n")
    return None


def _number(kind: str, value: float) -> float | None:
    if is_too_large(value):
        return None
    if kind == FieldType.COUNT and (value < 0 or value != int(value)):
        return None
    return None if kind == FieldType.DATE and not is_plausible(value) else float(value)


def _day(text: str) -> float | None:
    """The serial of a day written as text, which is how JSON has it."""
    try:
        return _number(FieldType.DATE, serial_of(date.fromisoformat(text.strip())))
    except ValueError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return "列表" if isinstance(value, list) else "一组字段"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"“{text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + '…'}”"
