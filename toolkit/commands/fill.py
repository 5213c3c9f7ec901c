"""Fill the master from a data file keyed by field names."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from toolkit.dates import serial_of
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
from toolkit.model import CellEdit, Field, Role, Table, Value
from toolkit.submission import bind, edited, formula_results

FILLABLE = (Role.INPUT, Role.AUDIT)


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
    caches = formula_results(edited(bind(book, form), edits))
    filled = patch_workbook(original, edits, caches)
    prove_patch(book, filled, edits, caches)
    return filled


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
    if value is None or isinstance(value, bool):
        if value is None:
            return None
        raise UnusableInput(f"{place}：不能填 true 或 false。")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return serial_of(value)
    if isinstance(value, int | float):
        if field.type == "编码":
            return str(value)
        if is_too_large(value):
            raise UnusableInput(f"{place}：应是一个有限的数字，最多 15 位。")
        return float(value)
    if isinstance(value, str):
        return value.rstrip("\n")
    raise UnusableInput(f"{place}：应是一个数字、文字或日期。")
