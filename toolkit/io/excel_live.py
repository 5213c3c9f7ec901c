"""The open workbook, read as it stands on the screen, saved or not, into the same Book as a file gives."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from toolkit.addresses import column_letters
from toolkit.errors import UnusableInput
from toolkit.io import excel_native as native
from toolkit.io.cell_values import EPOCH_1900, EPOCH_1904
from toolkit.io.package import Package, open_package, read_bytes
from toolkit.io.vba_read import SETTINGS_SHEET, has_shipped_settings
from toolkit.io.xlsx_read import has_own_macros
from toolkit.model import Book, Cell, ExcelError, Sheet, Value

if TYPE_CHECKING:
    import xlwings as xw

LOCKED, UNLOCKED = 0, 1
"""The only two styles that a live reading tells apart."""
MOST_ROWS, MOST_COLUMNS = 20_000, 500
"""What is read of a sheet on which formats were dragged to the end."""
ERROR_CODES: Final = {
    -2146826288: ExcelError.NULL,
    -2146826281: ExcelError.DIV0,
    -2146826273: ExcelError.VALUE,
    -2146826265: ExcelError.REF,
    -2146826259: ExcelError.NAME,
    -2146826252: ExcelError.NUM,
    -2146826246: ExcelError.NA,
}
_DAY = timedelta(days=1)
Cells = dict[tuple[int, int], Cell]


def calling_book() -> xw.Book:
    """The workbook whose button was pressed, also where its name holds ``=``.

    Raises UnusableInput where Excel no longer has it open.
    """
    import xlwings as xw

    name = next((text.partition("=")[2] for text in sys.argv if text.startswith("--wb=")), "")
    if "=" not in name:
        return xw.Book.caller()
    window = next((text.partition("=")[2] for text in sys.argv if text.startswith("--hwnd=")), "")
    for app in xw.apps:
        for book in app.books:
            if str(app.hwnd) == window and book.name.lower() == name.strip().lower():
                return book
    raise UnusableInput(f"Excel 里没有打开“{name}”，请重新打开后再试。")


def read_live(book: xw.Book) -> Book:
    """Every cell with a value or a formula, in one reading a sheet for values and one for formulas.

    Formulas have Excel's own results. Locks and protection are those of the moment; which parts the file
    has (macros, links) is known of the saved file only.
    """
    epoch = EPOCH_1904 if native.date1904(book) else EPOCH_1900
    sheets = tuple(_read_sheet(sheet, epoch) for sheet in book.sheets)
    package = _saved_package(book)
    return Book(
        sheets,
        _names(book),
        frozenset({UNLOCKED}),
        native.structure_locked(book),
        epoch == EPOCH_1904,
        package.parts if package else frozenset(),
        has_own_macros(package, sheets) if package else _settings_shipped(sheets),
    )


def saved_path(book: xw.Book) -> Path | None:
    """Where the workbook is saved on this computer; ``None`` if never saved, or only on the net."""
    import xlwings as xw

    try:
        path = Path(book.fullname)
    except (xw.XlwingsError, OSError, ValueError):
        return None
    return path if path.is_absolute() and path.is_file() else None


def _saved_package(book: xw.Book) -> Package | None:
    path = saved_path(book)
    with contextlib.suppress(UnusableInput):
        return open_package(read_bytes(path)) if path else None
    return None


def _settings_shipped(sheets: tuple[Sheet, ...]) -> bool:
    return any(sheet.title == SETTINGS_SHEET and has_shipped_settings(sheet) for sheet in sheets)


def _names(book: xw.Book) -> Mapping[str, str]:
    """Global names; those of one sheet, and those that Excel keeps for itself, are left out."""
    stated = ((name.name, name.refers_to or "") for name in book.names)
    return {
        name: text.removeprefix("=")
        for name, text in stated
        if "!" not in name and not name.startswith("_xl")
    }


def _read_sheet(sheet: xw.Sheet, epoch: datetime) -> Sheet:
    if not native.is_worksheet(sheet):
        return Sheet(sheet.name, native.state(sheet), {}, False)
    last = sheet.used_range.last_cell
    area = sheet.range((1, 1), (min(last.row, MOST_ROWS), min(last.column, MOST_COLUMNS)))
    cells = _cells(as_rows(area.raw_value), as_rows(area.formula), epoch)
    _mark_unlocked(sheet, cells)
    return Sheet(sheet.name, native.state(sheet), cells, native.is_protected(sheet))


def as_rows(block: Any) -> list[list[Any]]:
    """A block as Excel hands it over, always as rows: one cell comes as a bare value."""
    return [list(row) for row in block] if isinstance(block, tuple | list) else [[block]]


def _cells(values: list[list[Any]], formulas: list[list[Any]], epoch: datetime) -> Cells:
    cells: Cells = {}
    for row, (stored, written) in enumerate(zip(values, formulas, strict=True), start=1):
        for column, (raw, text) in enumerate(zip(stored, written, strict=True), start=1):
            is_formula = isinstance(text, str) and text.startswith("=") and raw != text
            if is_formula:
                value = typed(raw, epoch)
                cells[row, column] = Cell("" if value is None else value, text[1:], LOCKED)
            elif raw is not None and raw != "":
                cells[row, column] = Cell(typed(raw, epoch), None, LOCKED)
    return cells


def typed(raw: Any, epoch: datetime = EPOCH_1900) -> Value:
    """A value as Excel hands it over (dates, currency, error codes) as the value that a file stores."""
    if isinstance(raw, datetime):
        return (raw.replace(tzinfo=None) - epoch) / _DAY
    if isinstance(raw, bool) or raw is None:
        return raw
    if isinstance(raw, int) and raw in ERROR_CODES:
        return ERROR_CODES[raw]
    return float(raw) if isinstance(raw, int | float | Decimal) else str(raw)


def _mark_unlocked(sheet: xw.Sheet, cells: Cells) -> None:
    """Give every formula cell that is not locked the other style."""
    for column, first, last in _runs(at for at, cell in cells.items() if cell.formula):
        letters = column_letters(column)
        locked = native.all_locked(sheet, f"{letters}{first}:{letters}{last}")
        for row in range(first, last + 1) if not locked else ():
            if locked is False or not native.all_locked(sheet, f"{letters}{row}"):
                cells[row, column] = cells[row, column]._replace(style=UNLOCKED)


def _runs(places: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Column, first and last row of every unbroken run of cells in a column."""
    ordered = sorted((column, row) for row, column in places)
    for (column, _), run in groupby(enumerate(ordered), lambda item: (item[1][0], item[1][1] - item[0])):
        rows = [row for _, (_, row) in run]
        yield column, rows[0], rows[-1]
