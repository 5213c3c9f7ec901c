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
from toolkit.io.sheet_patch import Write, patch_sheet
from toolkit.io.workbook_parts import Layout, workbook_layout
from toolkit.io.xlsx_read import read_package
from toolkit.model import Book, Cell, CellEdit, Value

SIGNED = "文件带有数字签名，写入会使签名失效，请先在 Excel 中删除签名并另存副本。"

AS_BEFORE: Mapping[str, int] = {}

SheetWrites = dict[tuple[int, int], Write]


def patch_workbook(
    data: bytes,
    edits: Iterable[CellEdit],
    caches: Mapping[CellRef, Value],
    book: Book | None = None,
    last_rows: Mapping[str, int] = AS_BEFORE,
) -> bytes:
    """A copy with ``edits`` typed in and the results of formula cells, ``caches``, refreshed.

    ``book`` is what ``data`` holds, where it has been read already; ``last_rows`` says of some sheets, by
    title, to which row they are printed.

    Only the parts of sheets in which something changes differ, and in them only the cells named (and the
    stated dimension), and in the workbook's part the print areas; what already holds the value is left
    alone. The same input gives the same bytes.
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
    parts = dict(_patched_parts(package, layout, writes))
    areas = print_areas_to(book, last_rows)
    if areas != book.print_areas:
        parts[layout.part] = with_print_areas(
            package.read(layout.part),
            {number: areas[sheet.title] for number, sheet in enumerate(book.sheets) if sheet.title in areas},
        )
    return replace_parts(package, parts)


def print_areas_to(book: Book, last_rows: Mapping[str, int]) -> dict[str, str]:
    """The workbook's print areas as they are when some sheets, by title, are printed to another row."""
    return {
        title: ending_at(area, last_rows[title]) if title in last_rows else area
        for title, area in book.print_areas.items()
    }


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
    package: Package, layout: Layout, writes: Mapping[str, SheetWrites]
) -> Iterable[tuple[str, bytes]]:
    for entry in layout.workbook.sheets:
        if entry.title in writes:
            part = layout.sheet_part(package, entry)
            if part is None:
                raise UnusableInput(f"“{entry.title}”是图表页，没有单元格，无法写入。")
            yield part, patch_sheet(entry.title, package.read(part), writes[entry.title])
