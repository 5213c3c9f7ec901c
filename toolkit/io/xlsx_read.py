"""Read a returned workbook once, whole, into a Book: values, formulas, locks, names; nothing interpreted."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolkit.errors import UnusableInput
from toolkit.io.package import Package, open_package, read_bytes
from toolkit.io.sheet_fast import read_fast
from toolkit.io.sheet_strict import SheetContent, read_strict
from toolkit.io.text import SharedStrings, shared_strings
from toolkit.io.vba_read import SETTINGS_SHEET, is_own_project
from toolkit.io.workbook_parts import Layout, SheetEntry, unlocked_styles, workbook_layout
from toolkit.model import Book, Sheet

PROJECT_PART = "xl/vbaProject.bin"
SHEETS = "xl/worksheets/"
NO_CELLS = SheetContent({}, False)
NOTHING_KNOWN: Mapping[str, Sheet | None] = {}


def read_book(path: Path) -> Book:
    """The workbook at ``path``; raises UnusableInput, one Chinese sentence led by the file's name."""
    data = read_bytes(path)
    try:
        return read_book_bytes(data)
    except UnusableInput as fault:
        raise UnusableInput(f"{path.name}：{fault}") from fault


def read_book_bytes(data: bytes) -> Book:
    """Every cell with a value or a formula, and what guards them.

    Numbers and dates are floats (serials), a formula's value is the cached one. Shared formulas are given
    to each cell, an array formula reads ``{=…}``. Chart and dialogue sheets are there without cells.
    Raises UnusableInput where the bytes are no workbook, are damaged, encrypted or unreasonably large.
    """
    package = open_package(data)
    return read_package(package, workbook_layout(package))


def read_copy(data: bytes, original: bytes, book: Book) -> Book:
    """The workbook in a copy of ``original``, which holds ``book``.

    Sheets whose part is byte for byte the original's are not read again: they hold what they held, where the
    two workbooks have the same sheets and dates.
    """
    package, source = open_package(data), open_package(original)
    layout = workbook_layout(package)
    same = frozenset(part for part in package.parts if package.packed(part) == source.packed(part))
    others = {part for part in package.parts if not part.startswith(SHEETS)} - {layout.part}
    if not (same >= others and _reads_alike(layout, workbook_layout(source))):
        return read_package(package, layout)
    known = {layout.sheet_part(package, entry): entry.title for entry in layout.workbook.sheets}
    sheets = {title: book.sheet(title) for part, title in known.items() if part in same}
    with _collector_paused():
        return _read(package, layout, sheets)


def _reads_alike(one: Layout, other: Layout) -> bool:
    """Whether all that a sheet's content depends on in the workbook part is the same."""
    return (one.part, one.relations, one.workbook.sheets, one.workbook.date1904) == (
        other.part, other.relations, other.workbook.sheets, other.workbook.date1904,
    )  # fmt: skip


def read_package(package: Package, layout: Layout) -> Book:
    """The workbook in an open package; see ``read_book_bytes``."""
    with _collector_paused():
        return _read(package, layout)


def _read(package: Package, layout: Layout, known: Mapping[str, Sheet | None] = NOTHING_KNOWN) -> Book:
    strings_part = layout.part_of_kind(package, "sharedStrings")
    strings = SharedStrings() if strings_part is None else shared_strings(package.read(strings_part))
    sheets = tuple(
        known.get(entry.title) or _sheet(package, layout, entry, strings) for entry in layout.workbook.sheets
    )
    return Book(
        sheets,
        layout.workbook.names,
        unlocked_styles(package, layout),
        layout.workbook.structure_locked,
        layout.workbook.date1904,
        package.parts,
        has_own_macros(package, sheets),
        layout.workbook.print_areas,
    )


def has_own_macros(package: Package, sheets: Sequence[Sheet]) -> bool:
    """Whether macros and settings sheet are exactly those of a button workbook that the toolkit ships."""
    if PROJECT_PART not in package.parts:
        return False
    settings = next((sheet for sheet in sheets if sheet.title == SETTINGS_SHEET), None)
    return settings is not None and is_own_project(package.read(PROJECT_PART), settings)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Thousands of small tuples, no cycle among them: collecting meanwhile costs a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _sheet(package: Package, layout: Layout, entry: SheetEntry, strings: SharedStrings) -> Sheet:
    part = layout.sheet_part(package, entry)
    content = NO_CELLS
    if part is not None:
        data, date1904 = package.read(part), layout.workbook.date1904
        content = read_fast(data, strings, date1904) or read_strict(data, strings, date1904)
    return Sheet(entry.title, entry.state, content.cells, content.protected)
