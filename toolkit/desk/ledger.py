"""The bureau's ledger and the final accounts: what each unit's figures should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct, field

from toolkit.decimals import to_decimal
from toolkit.desk.columns import Grid, heads_to_fields, read_grid
from toolkit.desk.vocabulary import AMOUNT_HEADS, CODE, NAME, NAME_HEADS
from toolkit.errors import UnusableInput
from toolkit.form import as_text
from toolkit.model import Book, Field, FieldType

ACCOUNTS_WORD = "决算"
"""A sheet whose title holds this word carries the final accounts; the others are the budget ledger."""
AMOUNTS = frozenset({FieldType.NUMBER, FieldType.COUNT})
TOTAL_WORDS = ("合计", "总计")

Amounts = Mapping[str, Decimal]
"""Field name → amount in the field's unit and decimals."""


class Ledger(Struct, frozen=True):
    """Amounts by unit code, from the budget ledger and from the final accounts, and their printed totals."""

    budget: Mapping[str, Amounts] = field(default_factory=dict)
    accounts: Mapping[str, Amounts] = field(default_factory=dict)
    totals: Amounts = field(default_factory=dict)
    """The 合计 row of the budget ledger, where it has one."""


def ledger_from_book(book: Book, fields: Mapping[str, Field]) -> Ledger:
    """The ledger in a workbook: every sheet with a code column.

    Raises UnusableInput, naming sheet and row, where there is none, a code is given twice, or an amount is
    no number.
    """
    heads = (*fields, *NAME_HEADS, fields[CODE].label)
    grids = [grid for sheet in book.sheets if (grid := read_grid(sheet, heads))]
    parts: dict[bool, dict[str, Amounts]] = {False: {}, True: {}}
    totals: Amounts = {}
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
    return Ledger(parts[False], parts[True], totals)


def _rows(grid: Grid, fields: Mapping[str, Field]) -> Iterator[tuple[int, str, Amounts]]:
    where = f"台账“{grid.title}”"
    columns = heads_to_fields(grid, fields, {**NAME_HEADS, **AMOUNT_HEADS}, where)
    code_head = next((head for head, name in columns.items() if name == CODE), "")
    name_head = next((head for head, name in columns.items() if name == NAME), "")
    if not code_head:
        raise UnusableInput(f"{where}缺少“预算编码”列。")
    amounts = {head: name for head, name in columns.items() if fields[name].type in AMOUNTS}
    for line in grid.lines:
        code = line.text(code_head)
        total = code in TOTAL_WORDS or (not code and line.text(name_head) in TOTAL_WORDS)
        if not code and not total:
            continue
        found: dict[str, Decimal] = {}
        for head, name in amounts.items():
            value = line.values.get(head)
            amount = to_decimal(value, fields[name].decimals)
            if amount is None and as_text(value):
                raise UnusableInput(f"{where}第 {line.row} 行：“{head}”应填数字，现在是“{as_text(value)}”。")
            if amount is not None:
                found[name] = amount
        yield line.row, "" if total else code, found
