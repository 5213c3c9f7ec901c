"""Where a returned file departs from its master: sheets, names, fixed cells, formulas, cached results."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.formulas_model import normalise
from toolkit.model import Area, Book, CellRef, ExcelError, Sheet, Value, parse_area
from toolkit.sheet_plan import SheetPlan
from toolkit.submission import Submission, is_blank

SETTINGS_SHEET = "xlwings.conf"
SPELLINGS_KEPT = 1 << 14
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
            _compare_cells(submission, sheet, found)
    return found


def _has_own_settings(book: Book) -> bool:
    """Whether there is the hidden settings sheet of a button workbook that the toolkit ships."""
    settings = book.sheet(SETTINGS_SHEET)
    return book.own_macros and settings is not None and settings.state != "visible"


def _compare_names(submission: Submission, found: Differences) -> None:
    for name, area in submission.form.names.items():
        text = submission.book.names.get(name)
        if text is None or _area(text) != area:
            found.moved.setdefault(area.sheet, []).append(name)


@lru_cache(maxsize=SPELLINGS_KEPT)
def _area(text: str) -> Area | None:
    return parse_area(text)


def _compare_cells(submission: Submission, sheet: Sheet, found: Differences) -> None:
    plan = submission.form.plans[sheet.title]
    missing = _compare_formulas(submission, sheet, plan, found)
    absent = _compare_constants(sheet, plan, found)
    entered = [at for at in plan.entries if at in sheet.cells]
    found.entered_formulas += [CellRef(sheet.title, *at) for at in entered if sheet.cells[at].formula]
    held = len(plan.formulas) - missing + len(plan.constants) + len(plan.own) - absent + len(entered)
    if held < len(sheet.cells):
        found.strays += _strays(sheet, plan)


def _compare_formulas(submission: Submission, sheet: Sheet, plan: SheetPlan, found: Differences) -> int:
    """Compare every formula cell and its stored result; how many the sheet no longer has."""
    title, get, values = sheet.title, sheet.cells.get, submission.values
    unlocked, lost = submission.book.unlocked_styles, list[Change]()
    for at, text, slot, is_open in plan.formulas:
        cell = get(at)
        if cell is None:
            lost.append(Change(CellRef(title, *at), None, f"={text}"))
            continue
        result, formula, style = cell
        if formula != text and (formula is None or canonical_form(formula) != canonical_form(text)):
            actual = result if formula is None else f"={formula}"
            found.formulas.append(Change(CellRef(title, *at), actual, f"={text}"))
        elif result is None:
            found.uncached.append(CellRef(title, *at))
        else:
            computed = values[slot]
            if (result != computed or type(result) is not type(computed)) and not same_result(
                result, computed
            ):
                found.stale.append(Change(CellRef(title, *at), result, computed))
        if style in unlocked and not is_open:
            found.unlocked.append(CellRef(title, *at))
    found.formulas += lost
    return len(lost)


@lru_cache(maxsize=SPELLINGS_KEPT)
def canonical_form(formula: str) -> str:
    """``normalise``, kept for the next return: a program spells a formula in one way."""
    return normalise(formula)


def _compare_constants(sheet: Sheet, plan: SheetPlan, found: Differences) -> int:
    """Compare every fixed cell; how many of these and of the copy's own cells the sheet does not have."""
    title, get, absent, changed = sheet.title, sheet.cells.get, 0, list[Change]()
    for at, expected in plan.constants:
        cell = get(at)
        if cell is None:
            absent += 1
            if not is_blank(expected):
                found.constants.append(Change(CellRef(title, *at), None, expected))
            continue
        value, formula, _ = cell
        if formula or (
            (value != expected or type(value) is not type(expected)) and not same_result(value, expected)
        ):
            changed.append(Change(CellRef(title, *at), f"={formula}" if formula else value, expected))
    for at, identity in plan.own:
        if at not in sheet.cells:
            absent += 1
            if not is_blank(identity):
                found.constants.append(Change(CellRef(title, *at), None, identity))
    found.constants += changed
    return absent


def _strays(sheet: Sheet, plan: SheetPlan) -> list[CellRef]:
    """Filled cells for which the plan has no place."""
    return [
        CellRef(sheet.title, *at)
        for at, cell in sheet.cells.items()
        if at not in plan.places and (cell.formula or not is_blank(cell.value))
    ]


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
