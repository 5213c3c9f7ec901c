"""Proof that a patched copy differs from its original in the cells named, and in nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from msgspec.structs import replace

from toolkit.addresses import CellRef
from toolkit.io.cell_write import stored, stored_result
from toolkit.io.xlsx_patch import NONE_LISTED, print_areas_to
from toolkit.io.xlsx_read import read_book_bytes, read_copy
from toolkit.model import Book, Cell, CellEdit, Sheet, Value

MOST_NAMED = 5


class UnprovenPatch(RuntimeError):
    """A patched copy does not read back as it should: a fault of the toolkit, never of the file."""


def prove_patch(
    before: Book,
    data: bytes,
    edits: Iterable[CellEdit],
    caches: Mapping[CellRef, Value],
    original: bytes | None = None,
    listed: Mapping[str, range] = NONE_LISTED,
) -> Book:
    """Read the patched bytes back; the book that they hold.

    With the ``original`` at hand, parts that are byte for byte the same are not read again.

    Raises UnprovenPatch, naming cells, unless every edit and result is there, every other cell has the
    value, formula and style it had, sheets, names, locks and parts are the same, and so are the print areas
    to the end of the ``listed`` rows.
    """
    after = read_book_bytes(data) if original is None else read_copy(data, original, before)
    framed = replace(before, print_areas=print_areas_to(before, listed))
    wrong = [*_frame_differences(framed, after), *_cell_differences(before, after, dict(edits), caches)]
    if wrong:
        raise UnprovenPatch(f"{len(wrong)} differences, first {', '.join(wrong[:MOST_NAMED])}")
    return after


def _frame_differences(before: Book, after: Book) -> Iterator[str]:
    for field in ("names", "unlocked_styles", "structure_locked", "date1904", "parts", "print_areas"):
        if getattr(before, field) != getattr(after, field):
            yield field
    if [_outside(sheet) for sheet in before.sheets] != [_outside(sheet) for sheet in after.sheets]:
        yield "sheets"


def _outside(sheet: Sheet) -> tuple[str, str, bool]:
    return sheet.title, sheet.state, sheet.protected


def _cell_differences(
    before: Book, after: Book, edits: Mapping[CellRef, Value | Decimal], caches: Mapping[CellRef, Value]
) -> Iterator[str]:
    expected = {sheet.title: dict(sheet.cells) for sheet in before.sheets}
    for at, result in caches.items():
        cell = expected[at.sheet].get((at.row, at.column), _NOTHING)
        expected[at.sheet][at.row, at.column] = cell._replace(value=stored_result(at, result))
    for at, typed in edits.items():
        cell = expected[at.sheet].get((at.row, at.column), _NOTHING)
        expected[at.sheet][at.row, at.column] = Cell(stored(at, typed), None, cell.style)
    for sheet in after.sheets:
        yield from _on_sheet(sheet, expected.pop(sheet.title, {}))


def _on_sheet(sheet: Sheet, expected: dict[tuple[int, int], Cell]) -> Iterator[str]:
    """Cells that are not as expected; ``expected`` is used up."""
    wrong = []
    for place, actual in sheet.cells.items():
        wanted = expected.pop(place, _NOTHING)
        if (wanted != actual or type(wanted.value) is not type(actual.value)) and not _alike(wanted, actual):
            wrong.append(place)
    wrong += [place for place, wanted in expected.items() if not _alike(wanted, _NOTHING)]
    for place in sorted(wrong):
        yield str(CellRef(sheet.title, *place))


def _alike(expected: Cell, actual: Cell) -> bool:
    """Equal in value, type and formula, and in style where both styles are known."""
    styles = {expected.style, actual.style} - {_NOTHING.style}
    same_type = type(expected.value) is type(actual.value)
    return same_type and expected[:2] == actual[:2] and len(styles) < 2


_NOTHING = Cell(None, None, -1)
"""A blank cell: a reader does not know its style."""
