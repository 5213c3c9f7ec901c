"""Where a returned file departs from its master: sheets, names, fixed cells, formulas, cached results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.form import Form
from toolkit.formulas_model import normalise
from toolkit.model import Book, Cell, CellRef, ExcelError, Sheet, Value, parse_area
from toolkit.submission import Submission, is_blank

SETTINGS_SHEET = "xlwings.conf"
ABSOLUTE, RELATIVE = 1e-9, 1e-12
"""Two programs' results count as equal within these: they may add up in another order."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is not as the master has it; formulas are given with their ``=``."""

    at: CellRef
    actual: str | Value
    expected: str | Value


@dataclass(slots=True)
class Differences:
    """All departures, each list in the sheets' order."""

    missing_sheets: list[str] = field(default_factory=list)
    extra_sheets: list[str] = field(default_factory=list)
    changed_states: list[tuple[str, str, str]] = field(default_factory=list)
    """Title, state in the file, state in the master."""
    moved: dict[str, list[str]] = field(default_factory=dict)
    """Sheet title → names that no longer point where the master has them."""
    formulas: list[Change] = field(default_factory=list)
    constants: list[Change] = field(default_factory=list)
    entered_formulas: list[CellRef] = field(default_factory=list)
    """Input cells that hold a formula of the unit's own."""
    strays: list[CellRef] = field(default_factory=list)
    """Cells that the master leaves empty and gives to nobody, but the file fills."""
    unlocked: list[CellRef] = field(default_factory=list)
    unprotected: list[str] = field(default_factory=list)
    stale: list[Change] = field(default_factory=list)
    uncached: list[CellRef] = field(default_factory=list)


def compare_with_master(submission: Submission) -> Differences:
    """Compare a returned file with its master, cell by cell."""
    form, book, found = submission.form, submission.book, Differences()
    masters = {sheet.title: sheet for sheet in form.book.sheets}
    returned = {sheet.title: sheet for sheet in book.sheets}
    found.missing_sheets = [title for title in masters if title not in returned]
    found.extra_sheets = [title for title in returned if title not in masters]
    if _has_own_settings(book):
        found.extra_sheets.remove(SETTINGS_SHEET)
    _compare_names(submission, found)
    for title, master in masters.items():
        sheet = returned.get(title)
        if sheet is None:
            continue
        if (sheet.state == "visible") != (master.state == "visible"):
            found.changed_states.append((title, sheet.state, master.state))
        if master.protected and not sheet.protected:
            found.unprotected.append(title)
        if title not in found.moved:
            _compare_cells(submission, sheet, master, found)
    return found


def _has_own_settings(book: Book) -> bool:
    """Whether there is the hidden settings sheet of a button workbook that the toolkit ships."""
    settings = book.sheet(SETTINGS_SHEET)
    return book.own_macros and settings is not None and settings.state != "visible"


def _compare_names(submission: Submission, found: Differences) -> None:
    for name, area in submission.form.names.items():
        text = submission.book.names.get(name)
        if text is None or parse_area(text) != area:
            found.moved.setdefault(area.sheet, []).append(name)


def _compare_cells(submission: Submission, sheet: Sheet, master: Sheet, found: Differences) -> None:
    form, title = submission.form, sheet.title
    formulas, entries = form.canonical_formulas[title], form.entry_fields[title]
    unlocked = submission.book.unlocked_styles
    open_fixed = form.open_cells[title]
    for at, cell in sheet.cells.items():
        if at in formulas:
            _compare_formula(submission, CellRef(title, *at), cell, formulas[at], found)
            if cell.style in unlocked and at not in open_fixed:
                found.unlocked.append(CellRef(title, *at))
        elif at in entries:
            if cell.formula:
                found.entered_formulas.append(CellRef(title, *at))
        elif (
            at not in master.cells
            and CellRef(title, *at) not in form.identity_cells
            and (cell.formula or not is_blank(cell.value))
        ):
            found.strays.append(CellRef(title, *at))
    for at, expected in _lost(sheet, master, form):
        where = CellRef(title, *at)
        if at in formulas:
            found.formulas.append(Change(where, None, f"={expected.formula}"))
        else:
            found.constants.append(Change(where, None, expected.value))
    found.constants += _changed_constants(sheet, master, form)


def _compare_formula(
    submission: Submission, at: CellRef, cell: Cell, canonical: str, found: Differences
) -> None:
    if cell.formula is None or (cell.formula != canonical and normalise(cell.formula) != canonical):
        master = submission.form.book.sheet(at.sheet)
        assert master is not None
        expected = master.cells[at.row, at.column].formula
        actual = cell.value if cell.formula is None else f"={cell.formula}"
        found.formulas.append(Change(at, actual, f"={expected}"))
    elif cell.value is None:
        found.uncached.append(at)
    elif not same_result(cell.value, submission.at(at)):
        found.stale.append(Change(at, cell.value, submission.at(at)))


def _lost(sheet: Sheet, master: Sheet, form: Form) -> Iterator[tuple[tuple[int, int], Cell]]:
    entries = form.entry_fields[sheet.title]
    for at, cell in master.cells.items():
        if at not in sheet.cells and at not in entries and (cell.formula or not is_blank(cell.value)):
            yield at, cell


def _changed_constants(sheet: Sheet, master: Sheet, form: Form) -> Iterator[Change]:
    entries, free = form.entry_fields[sheet.title], form.identity_cells
    for at, cell in master.cells.items():
        where = CellRef(sheet.title, *at)
        if cell.formula or at in entries or at not in sheet.cells or where in free:
            continue
        actual = sheet.cells[at]
        if actual.formula or not same_result(actual.value, cell.value):
            value = f"={actual.formula}" if actual.formula else actual.value
            yield Change(where, value, cell.value)


def same_result(one: Value, other: Value) -> bool:
    """Whether two programs' results are the same: numbers within 1e-9 or 1e-12 of their size."""
    if isinstance(one, float) and isinstance(other, float):
        gap = abs(one - other)
        return gap <= ABSOLUTE or gap <= RELATIVE * abs(other)
    if is_blank(one) and is_blank(other):
        return True
    if isinstance(one, ExcelError) or isinstance(other, ExcelError):
        return one == other and type(one) is type(other)
    return type(one) is type(other) and one == other
