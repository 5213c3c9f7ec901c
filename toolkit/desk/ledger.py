"""The bureau's ledger and the final accounts: what each unit's figures should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from toolkit.decimals import to_decimal
from toolkit.desk.columns import Column, Grid, columns_of, read_grid, unused
from toolkit.desk.vocabulary import AMOUNT_HEADS, CODE, NAME, NAME_HEADS
from toolkit.errors import UnusableInput
from toolkit.form import as_text
from toolkit.model import Book, Field, FieldType

ACCOUNTS_WORD = "决算"
"""A sheet whose title holds this word carries the final accounts; the others are the budget ledger."""
AMOUNTS = frozenset({FieldType.NUMBER, FieldType.COUNT})
TOTAL_WORDS = ("合计", "总计")
WANTED_HEADS = "请把标题写成“年初预算”“全年预算”“执行数”或字段名"

Amounts = Mapping[str, Decimal]
"""Field name → amount in the field's unit and decimals."""


class Ledger(Struct, frozen=True):
    """Amounts by unit code, from the budget ledger and from the final accounts, and their printed totals."""

    budget: Mapping[str, Amounts] = field(default_factory=dict)
    accounts: Mapping[str, Amounts] = field(default_factory=dict)
    totals: Amounts = field(default_factory=dict)
    """The 合计 row of the budget ledger, where it has one."""
    unused: tuple[str, ...] = ()
    """Columns that mean no field of the form, ``台账!备用金``."""


def ledger_from_book(book: Book, fields: Mapping[str, Field]) -> Ledger:
    """The ledger in a workbook: every sheet with a code column.

    Raises UnusableInput, naming sheet and row, where there is none, a code is given twice, an amount is no
    number, or there is no amount at all.
    """
    heads = (*fields, *NAME_HEADS, fields[CODE].label)
    grids = [grid for sheet in book.sheets if (grid := read_grid(sheet, heads))]
    parts: dict[bool, dict[str, Amounts]] = {False: {}, True: {}}
    totals: Amounts = {}
    left = tuple(f"{grid.title}!{head}" for grid in grids for head in unused(grid, _columns(grid, fields)))
    for grid in grids:
        accounts = ACCOUNTS_WORD in grid.title
        for row, code, amounts in _rows(grid, fields):
            if not code:
                totals = totals if accounts else amounts
            elif code in parts[accounts]:
                raise UnusableInput(f"台账“{grid.title}”第 {row} 行：预算编码 {code} 重复。")
            else:
                parts[accounts][code] = amounts
    if not parts[False] and not parts[True]:
        raise UnusableInput("台账里没有找到带“预算编码”的标题行，请核对。")
    if not any(amounts for part in parts.values() for amounts in part.values()):
        raise UnusableInput(f"台账里没有认得出的金额（{_told_unused(left)}），{WANTED_HEADS}。")
    return Ledger(parts[False], parts[True], totals, left)


def _columns(grid: Grid, fields: Mapping[str, Field]) -> tuple[Column, ...]:
    return columns_of(grid, fields, {**NAME_HEADS, **AMOUNT_HEADS}, f"台账“{grid.title}”")


def _told_unused(left: Sequence[str]) -> str:
    return f"没有用到的列：{'、'.join(left)}" if left else "只有编码和名称"


def _rows(grid: Grid, fields: Mapping[str, Field]) -> Iterator[tuple[int, str, Amounts]]:
    where = f"台账“{grid.title}”"
    columns = {column.field.name: column for column in _columns(grid, fields)}
    if CODE not in columns:
        raise UnusableInput(f"{where}缺少“预算编码”列。")
    code_head, name_head = (columns[name].head if name in columns else "" for name in (CODE, NAME))
    amounts = [column for column in columns.values() if column.field.type in AMOUNTS]
    for line in grid.lines:
        code = line.text(code_head)
        total = code in TOTAL_WORDS or (not code and line.text(name_head) in TOTAL_WORDS)
        if not code and not total:
            continue
        found: dict[str, Decimal] = {}
        for column in amounts:
            value = column.value(line)
            amount = to_decimal(value, column.field.decimals)
            if amount is None and as_text(value):
                text = f"“{column.head}”应填数字，现在是“{as_text(value)}”。"
                raise UnusableInput(f"{where}第 {line.row} 行：{text}")
            if amount is not None:
                found[column.field.name] = amount
        yield line.row, "" if total else code, found
