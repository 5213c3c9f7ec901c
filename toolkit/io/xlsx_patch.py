"""Write single cells into a copy of a workbook; the parts of other sheets keep every byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.addresses import CellRef
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io.cell_values import MAX_COLUMN, MAX_ROW
from toolkit.io.cell_write import result_content, stored, stored_result, typed_content
from toolkit.io.package import Package, open_package
from toolkit.io.package_write import replace_parts
from toolkit.io.print_area import ending_at, with_print_areas
from toolkit.io.sheet_patch import NO_TEXTS, Texts, Write, patch_sheet
from toolkit.io.workbook_parts import Layout, workbook_layout
from toolkit.io.xlsx_read import read_package
from toolkit.model import Book, Cell, CellEdit, Value

SIGNED = "文件带有数字签名，写入会使签名失效，请先在 Excel 中删除签名并另存副本。"

NONE_LISTED: Mapping[str, range] = {}

SheetWrites = dict[tuple[int, int], Write]


def patch_workbook(
    data: bytes,
    edits: Iterable[CellEdit],
    caches: Mapping[CellRef, Value],
    book: Book | None = None,
    listed: Mapping[str, range] = NONE_LISTED,
) -> bytes:
    """A copy with ``edits`` typed in and the results of formula cells, ``caches``, refreshed.

    ``book`` is what ``data`` holds, where it has been read already; ``listed`` are rows of some
    sheets, by title, that a list now fills: the sheet is printed to the last of them, and each is high enough
    for its texts.

    Only the parts of sheets in which something changes differ, and in them only the cells named, the stated
    dimension and the height of listed rows, and in the workbook's part the print areas; what already holds
    the value is left alone. The same input gives the same bytes.
    An edit of ``None`` or "" empties a cell; of several edits of a cell the last counts.

    Raises OutputRefused, naming the cell, for a value that Excel cannot hold, an edit of a formula, of an
    array's range or of the covered part of a merged cell, a cache where no formula is, and for a signed
    file; UnusableInput where the file is damaged or has no sheet of that title.
    """
    package = open_package(data)
    if any(part.startswith("_xmlsignatures/") for part in package.parts):
        raise OutputRefused(SIGNED)
    layout = workbook_layout(package)
    book = book or read_package(package, layout)
    typed: dict[CellRef, Value | Decimal] = dict(edits)
    writes: dict[str, SheetWrites] = {}
    for at, result in caches.items():
        _add_result(book, at, result, writes)
    for at, value in typed.items():
        _add_edit(book, at, value, writes)
    texts = {title: _texts(book, title, rows, typed) for title, rows in listed.items()}
    parts = dict(_patched_parts(package, layout, writes, texts))
    areas = print_areas_to(book, listed)
    if areas != book.print_areas:
        parts[layout.part] = with_print_areas(
            package.read(layout.part),
            {number: areas[sheet.title] for number, sheet in enumerate(book.sheets) if sheet.title in areas},
        )
    return replace_parts(package, parts)


def print_areas_to(book: Book, listed: Mapping[str, range]) -> dict[str, str]:
    """The workbook's print areas as they are when some sheets, by title, are printed to the end of a list."""
    return {
        title: ending_at(area, listed[title][-1]) if title in listed else area
        for title, area in book.print_areas.items()
    }


def _texts(book: Book, title: str, rows: range, typed: Mapping[CellRef, Value | Decimal]) -> Texts:
    """The texts that are in some rows of a sheet once all is typed."""
    sheet = book.sheet(title)
    found: dict[int, dict[int, str]] = {row: {} for row in rows}
    cells = sheet.cells.items() if sheet else ()
    values: dict[tuple[int, int], Value | Decimal] = {at: cell.value for at, cell in cells}
    values |= {(at.row, at.column): value for at, value in typed.items() if at.sheet == title}
    for (row, column), value in values.items():
        if row in found and isinstance(value, str):
            found[row][column] = value
    return found


def _add_result(book: Book, at: CellRef, result: Value, writes: dict[str, SheetWrites]) -> None:
    value = stored_result(at, result)
    cell = _cell(book, at)
    if cell is None or cell.formula is None or not _same(cell.value, value):
        writes.setdefault(at.sheet, {})[at.row, at.column] = Write(result_content(value), True)


def _add_edit(book: Book, at: CellRef, typed: Value | Decimal, writes: dict[str, SheetWrites]) -> None:
    value = stored(at, typed)
    cell = _cell(book, at) or Cell(None, None, 0)
    if cell.formula is not None or not _same(cell.value, value):
        writes.setdefault(at.sheet, {})[at.row, at.column] = Write(typed_content(value), False)


def _cell(book: Book, at: CellRef) -> Cell | None:
    sheet = book.sheet(at.sheet)
    if sheet is None:
        raise UnusableInput(f"工作簿里没有工作表“{at.sheet}”，无法写入，请使用下发的工作簿。")
    if not (0 < at.row <= MAX_ROW and 0 < at.column <= MAX_COLUMN):
        raise ValueError(f"no such cell: row {at.row}, column {at.column}")
    return sheet.cells.get((at.row, at.column))


def _same(old: Value, new: Value) -> bool:
    return type(old) is type(new) and old == new


def _patched_parts(
    package: Package, layout: Layout, writes: Mapping[str, SheetWrites], listed: Mapping[str, Texts]
) -> Iterable[tuple[str, bytes]]:
    for entry in layout.workbook.sheets:
        if entry.title in writes or entry.title in listed:
            part = layout.sheet_part(package, entry)
            if part is None:
                raise UnusableInput(f"“{entry.title}”是图表页，没有单元格，无法写入。")
            texts = listed.get(entry.title, NO_TEXTS)
            yield part, patch_sheet(entry.title, package.read(part), writes.get(entry.title, {}), texts)
