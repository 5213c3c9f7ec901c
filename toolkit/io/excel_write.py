"""Writes cells of the open workbook in blocks, reads them back, and takes everything back on a fault; sets
what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.io import excel_native as native
from toolkit.io.excel_live import as_rows, typed
from toolkit.io.print_area import ending_at
from toolkit.model import Book, CellEdit, ExcelError, Value

if TYPE_CHECKING:
    import xlwings as xw

TEXT_FORMAT: Final = "@"
PLAIN_FORMAT: Final = "General"
_READ_AS_SOMETHING_ELSE = re.compile(
    r"\s*[-+=@'#$￥¥€£(.,\d%]|(true|false|yes|no)$|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
"""Texts that Excel might take for a formula, number, date or truth value unless the cell is a text cell."""


class FormulaText(Struct, frozen=True):
    """A formula to write, with its ``=``: only ever one that stood there before."""

    text: str


Content = Value | FormulaText


class WriteMismatch(Exception):
    """Excel holds something else than what was written."""


class Block(Struct, frozen=True):
    """A rectangle of contents, all its cells to be written at once."""

    sheet: str
    row: int
    column: int
    contents: tuple[tuple[Content, ...], ...]

    @property
    def cells(self) -> Iterator[tuple[CellRef, Content]]:
        """Every cell with its content."""
        for down, line in enumerate(self.contents):
            for across, content in enumerate(line):
                yield CellRef(self.sheet, self.row + down, self.column + across), content


def contents_of(book: Book, places: Iterable[CellRef]) -> dict[CellRef, Content]:
    """What stands in some cells, formulas as formulas."""
    sheets = {sheet.title: sheet.cells for sheet in book.sheets}
    found: dict[CellRef, Content] = {}
    for at in places:
        cell = sheets[at.sheet].get((at.row, at.column))
        if cell is None:
            found[at] = None
        else:
            found[at] = FormulaText(f"={cell.formula}") if cell.formula else cell.value
    return found


def new_contents(edits: Iterable[CellEdit]) -> dict[CellRef, Content]:
    """What some edits put into their cells: numbers as doubles."""
    return {at: float(value) if isinstance(value, Decimal) else value for at, value in edits}


@contextmanager
def writing(book: xw.Book, titles: Iterable[str]) -> Iterator[ExitStack]:
    """Open some sheets for writing; what is pushed on the stack is undone if anything goes wrong.

    Raises OutputRefused, before anything is written, where a password guards one of them.
    """
    with ExitStack() as protection:
        for title in titles:
            protection.enter_context(native.opened(book.sheets[title]))
        with ExitStack() as undo:
            yield undo
            undo.pop_all()


def write_contents(
    book: xw.Book,
    contents: Mapping[CellRef, Content],
    before: Mapping[CellRef, Content],
    undo: ExitStack,
    spare: Callable[[CellRef], bool] = lambda _: False,
) -> None:
    """Write cells and read them back; ``undo`` gets what puts ``before`` back.

    Cells for which ``spare`` is true may be rewritten as they are in ``before``, to make blocks whole.
    Raises WriteMismatch where Excel made something else of a content.
    """
    for block in blocks(contents, before, spare):
        old = {at: before[at] for at, _ in block.cells}
        for back in blocks(old, old, lambda _: False):
            undo.callback(_write_block, book, back)
        for area in _numbers_in_text_cells(book, block):
            undo.callback(setattr, area, "number_format", TEXT_FORMAT)
            area.number_format = PLAIN_FORMAT
        _write_block(book, block)
        _compare(book, block)


def show_rows(book: xw.Book, listed: Mapping[str, range]) -> None:
    """Give the rows of a list the height of their text, by the sheet's title, and print to the last of them.

    Excel may refuse either, printing where there is no printer; the rows then stay as they are.
    """
    for title, rows in listed.items():
        sheet = book.sheets[title]
        with suppress(native.ComError):
            sheet.range((rows[0], 1), (rows[-1], 1)).rows.autofit()
        with suppress(native.ComError):
            setup = sheet.page_setup
            before = setup.print_area or ""
            if (area := ending_at(before, rows[-1])) != before:
                setup.print_area = area


def blocks(
    contents: Mapping[CellRef, Content], before: Mapping[CellRef, Content], spare: Callable[[CellRef], bool]
) -> Iterator[Block]:
    """Rectangles that cover exactly the contents, and spare cells where that joins columns."""
    by_sheet: dict[str, dict[int, list[int]]] = {}
    for at in contents:
        by_sheet.setdefault(at.sheet, {}).setdefault(at.column, []).append(at.row)
    for sheet, columns in by_sheet.items():
        for group in _neighbours(sorted(columns)):
            rows = [row for column in group for row in columns[column]]
            top, bottom = min(rows), max(rows)
            area = [[CellRef(sheet, row, column) for column in group] for row in range(top, bottom + 1)]
            if all(at in contents or (spare(at) and at in before) for line in area for at in line):
                filled = tuple(
                    tuple(contents[at] if at in contents else before[at] for at in line) for line in area
                )
                yield Block(sheet, top, group[0], filled)
            else:
                for column in group:
                    yield from _column_blocks(sheet, column, sorted(columns[column]), contents)


def _column_blocks(
    sheet: str, column: int, rows: Sequence[int], contents: Mapping[CellRef, Content]
) -> Iterator[Block]:
    for run in _neighbours(rows):
        yield Block(sheet, run[0], column, tuple((contents[CellRef(sheet, row, column)],) for row in run))


def _neighbours(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Unbroken runs of increasing numbers."""
    for _, run in groupby(enumerate(numbers), lambda item: item[1] - item[0]):
        yield [number for _, number in run]


def _area(book: xw.Book, block: Block) -> xw.Range:
    last = (block.row + len(block.contents) - 1, block.column + len(block.contents[0]) - 1)
    return book.sheets[block.sheet].range((block.row, block.column), last)


def _numbers_in_text_cells(book: xw.Book, block: Block) -> Iterator[xw.Range]:
    """The text cells of a block that are to hold a number: Excel would make a text of it."""
    sheet = book.sheets[block.sheet]
    for across in range(len(block.contents[0])):
        column = block.column + across
        rows = [
            block.row + down
            for down, line in enumerate(block.contents)
            if isinstance(line[across], bool | float)
        ]
        for run in _neighbours(rows):
            area = sheet.range((run[0], column), (run[-1], column))
            shared = area.number_format
            cells = [area] if shared else [sheet.range((row, column)) for row in run]
            yield from (cell for cell in cells if cell.number_format == TEXT_FORMAT)


def _write_block(book: xw.Book, block: Block) -> None:
    sheet = book.sheets[block.sheet]
    lines = [[_raw(content) for content in line] for line in block.contents]
    for at, content in block.cells:
        if _needs_care(content) and sheet.range((at.row, at.column)).number_format != TEXT_FORMAT:
            lines[at.row - block.row][at.column - block.column] = f"'{content}"
    _area(book, block).value = lines


def _raw(content: Content) -> Value:
    return content.text if isinstance(content, FormulaText) else content


def _needs_care(content: Content) -> bool:
    """Whether it is a text that Excel might take for something else."""
    plain = isinstance(content, str) and not isinstance(content, ExcelError)
    return plain and bool(_READ_AS_SOMETHING_ELSE.match(str(content)))


def _compare(book: xw.Book, block: Block) -> None:
    found = as_rows(_area(book, block).raw_value)
    for at, content in block.cells:
        if isinstance(content, FormulaText):
            continue
        stands = typed(found[at.row - block.row][at.column - block.column])
        if not _same(stands, content):
            raise WriteMismatch(f"{at}: wrote {content!r}, Excel holds {stands!r}")


def _same(stands: Value, content: Any) -> bool:
    if content is None or content == "":
        return stands is None or stands == ""
    return type(stands) is type(content) and bool(stands == content)
