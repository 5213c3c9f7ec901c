"""Where a returned file departs from its master: sheets, names, fixed cells, formulas, cached results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from operator import itemgetter

from msgspec import Struct

from toolkit.addresses import Area, CellRef, parse_area
from toolkit.blocks import BlockCells
from toolkit.model import Book, Cell, ExcelError, Sheet, Value
from toolkit.sheet_plan import SPELLINGS_KEPT, SheetPlan, canonical_form, shape_reader
from toolkit.submission import Submission, is_blank, is_day_of_1904

SETTINGS_SHEET = "xlwings.conf"
NO_CELL = Cell(None, None, 0)
"""Stands for a cell that the file does not have."""
VALUE, FORMULA, STYLE = itemgetter(0), itemgetter(1), itemgetter(2)
ABSOLUTE, RELATIVE = 1e-9, 1e-12
"""Two programs' results count as equal within these: they may add up in another order."""


class Change(Struct, frozen=True):
    """One cell that is not as the master has it; formulas are given with their ``=``."""

    at: CellRef
    actual: str | Value
    expected: str | Value


class Differences(Struct):
    """All departures, each list in the sheets' order."""

    missing_sheets: list[str] = []
    extra_sheets: list[str] = []
    changed_states: list[tuple[str, str, str]] = []
    """Title, state in the file, state in the master."""
    moved: dict[str, list[str]] = {}
    """Sheet title → names that no longer point where the master has them."""
    formulas: list[Change] = []
    constants: list[Change] = []
    entered_formulas: list[CellRef] = []
    """Input cells that hold a formula of the unit's own."""
    strays: list[CellRef] = []
    """Cells that the master leaves empty and gives to nobody, but the file fills."""
    unlocked: list[CellRef] = []
    unprotected: list[str] = []
    stale: list[Change] = []
    uncached: list[CellRef] = []


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
    if isinstance(sheet.cells, BlockCells) and _is_sound(submission, sheet.cells, plan):
        return
    missing = _compare_formulas(submission, sheet, plan, found)
    absent = _compare_constants(sheet, plan, found)
    entered = list(filter(None, map(sheet.cells.get, plan.entries)))
    if any(map(FORMULA, entered)):
        own = (at for at in sorted(plan.entries) if (cell := sheet.cells.get(at)) and cell.formula)
        found.entered_formulas += [CellRef(sheet.title, *at) for at in own]
    held = len(plan.formulas) - missing + len(plan.constants) + len(plan.own) - absent + len(entered)
    if held < len(sheet.cells):
        found.strays += _strays(sheet, plan)


def _is_sound(submission: Submission, cells: BlockCells, plan: SheetPlan) -> bool:
    """Whether every cell is as it should be; told from blocks, not cell by cell."""
    values, reader = submission.values, shape_reader(plan, submission.book.unlocked_styles)
    stored, expected = list[Value](), list[Value]()
    held = 0
    for shape, found in cells.blocks:
        reading = shape.readings.get(reader) or reader.read(shape)
        if not reading.is_sound:
            return False
        held += reading.held
        stored += reading.stored(found)
        expected += reading.fixed
        expected += reading.results(values)
    return held == plan.held and (
        (stored == expected and [*map(type, stored)] == [*map(type, expected)])
        or (None not in stored and all(map(same_result, stored, expected)))
    )


def _compare_formulas(submission: Submission, sheet: Sheet, plan: SheetPlan, found: Differences) -> int:
    """Compare every formula cell and its stored result; how many the sheet no longer has."""
    values, unlocked = submission.values, submission.book.unlocked_styles
    cells = list(map(sheet.cells.get, plan.formula_places, repeat(NO_CELL)))
    texts, results = list(map(FORMULA, cells)), list(map(VALUE, cells))
    computed = list(map(values.__getitem__, plan.result_slots))
    changed = _respelled(texts, plan)
    differing = {
        *changed,
        *_differing(results, computed),
        *_differing(list(map(type, results)), list(map(type, computed))),
        *_differing(list(map(unlocked.__contains__, map(STYLE, cells))), plan.open_formulas),
    }
    lost = list[Change]()
    for number in sorted(differing):
        cell, (place, text, _, is_open) = cells[number], plan.formulas[number]
        at, result = CellRef(sheet.title, *place), cell.value
        if cell is NO_CELL:
            lost.append(Change(at, None, f"={text}"))
            continue
        if number in changed:
            actual = result if cell.formula is None else f"={cell.formula}"
            found.formulas.append(Change(at, actual, f"={text}"))
        elif result is None:
            found.uncached.append(at)
        elif not (
            same_result(result, computed[number]) or is_day_of_1904(submission.book, result, computed[number])
        ):
            found.stale.append(Change(at, result, computed[number]))
        if cell.style in unlocked and not is_open:
            found.unlocked.append(at)
    found.formulas += lost
    return len(lost)


def _respelled(texts: list[str | None], plan: SheetPlan) -> set[int]:
    """The numbers of the formulas that say something else than the master's."""
    if texts == plan.formula_texts:
        return set()
    return set(_differing([text and canonical_form(text) for text in texts], plan.canonical_texts))


def _differing(one: Sequence[object], other: Sequence[object]) -> list[int]:
    """The numbers of the items in which two sequences differ; mostly there are none."""
    if one == other:
        return []
    return [number for number, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]


def _compare_constants(sheet: Sheet, plan: SheetPlan, found: Differences) -> int:
    """Compare every fixed cell; how many of these and of the copy's own cells the sheet does not have."""
    cells = list(map(sheet.cells.get, plan.constant_places, repeat(NO_CELL)))
    values = list(map(VALUE, cells))
    differing = {
        *_differing(values, plan.constant_values),
        *_differing(list(map(type, values)), plan.constant_types),
        *_differing(list(map(FORMULA, cells)), plan.no_formulas),
    }
    lost, changed = list[Change](), list[Change]()
    absent = 0
    for number in sorted(differing):
        cell, (place, expected) = cells[number], plan.constants[number]
        at = CellRef(sheet.title, *place)
        if cell is NO_CELL:
            absent += 1
            if not is_blank(expected):
                lost.append(Change(at, None, expected))
        elif cell.formula or not same_result(cell.value, expected):
            changed.append(Change(at, f"={cell.formula}" if cell.formula else cell.value, expected))
    for place, identity in plan.own:
        if place not in sheet.cells:
            absent += 1
            if not is_blank(identity):
                lost.append(Change(CellRef(sheet.title, *place), None, identity))
    found.constants += lost + changed
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
