"""A master with some cells typed over, in memory: what the bureau might do to it, right or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tests.support.samples import MASTER, master_form
from toolkit.addresses import CellRef
from toolkit.form import Form
from toolkit.io.xlsx_read import read_book
from toolkit.model import Book, Cell, Sheet
from toolkit.sealing.draft import Draft, Fault
from toolkit.specification import calculated

FORM = master_form()
Typed = str | float | None
"""What is typed: a text beginning with ``=`` is a formula."""


def master_book() -> Book:
    """The master of this source tree."""
    return read_book(MASTER)


SPARE = len(FORM.rules) + 1
"""The first spare row of the rule sheet, counted from 1 at its top."""


def at(name: str, row: int = 1) -> CellRef:
    """A row, counted from 1, of one of the master's names."""
    return FORM.names[name].cell(row - 1)


def told(faults: Iterable[Fault]) -> list[str]:
    """Faults as a user reads them."""
    return [str(fault) for fault in faults]


def draft_of(edits: Mapping[CellRef, Typed]) -> Draft:
    """A draft whose formulas are the master's: only what was typed differs."""
    book = typed_over(master_book(), edits)
    return Draft(book, FORM.names, FORM.model, calculated(book, FORM.model), frozenset())


def rule_row(form: Form, rule_id: str, part: str = "") -> int:
    """The row of a rule, counted from 1 at the rule sheet's top."""
    return next(row for row, rule in enumerate(form.rules, 1) if (rule.id, rule.part) == (rule_id, part))


def typed_over(book: Book, edits: Mapping[CellRef, Typed]) -> Book:
    """The book with some cells typed over; ``None`` empties one."""
    return replace(book, sheets=tuple(_typed(sheet, edits) for sheet in book.sheets))


def _typed(sheet: Sheet, edits: Mapping[CellRef, Typed]) -> Sheet:
    cells = dict(sheet.cells)
    for at, value in edits.items():
        if at.sheet != sheet.title:
            continue
        style = cells[at.row, at.column].style if (at.row, at.column) in cells else 0
        if value is None:
            cells.pop((at.row, at.column), None)
        elif isinstance(value, str) and value.startswith("="):
            cells[at.row, at.column] = Cell(None, value[1:], style)
        else:
            cells[at.row, at.column] = Cell(value, None, style)
    return replace(sheet, cells=cells)


def new_rule(form: Form, row: int, texts: Mapping[str, Typed]) -> dict[CellRef, Typed]:
    """The edits that write a rule into a row of the rule sheet; what is not named is a sound default."""
    defaults: dict[str, Typed] = {
        "级别": "警告",
        "方式": "公式",
        "范围": "全表",
        "名称": "新规则",
        "关系": "≤",
        "问题": "{左} 超过 {右}。",
        "建议": "核对后改正。",
        "依据": "财政部门通知",
        "启用": "是",
    }
    return {
        form.names[f"规则_{column}"].cell(row - 1): text for column, text in {**defaults, **texts}.items()
    }
