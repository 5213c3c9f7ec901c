"""Where everything stands in a worksheet part: byte offsets of rows, cells and their children."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import COLUMNS, place_of
from toolkit.io.recognise import DAMAGED
from toolkit.io.xml_parts import MAIN_NAMESPACES

_START_TAG = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_PLAIN_ROW = re.compile(rb"""<row r="([1-9][0-9]{0,6})"(?: [A-Za-z0-9:]+="[^"<>]*+")*+>""")
USUAL_WIDTH: Final = 8.43
MOST_WIDTH: Final = 255
"""Of a column, in digits of the usual font."""
_ROW_END: Final = b"</row>"
_NOT_PLAIN: Final = (b"<!", b'="array"', b'="dataTable"', b"='array'", b"='dataTable'")
"""Comments and the like, in which a row may only seem to be; formulas whose range reaches other rows."""
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
Rectangle = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


class Span(Struct):
    """An element from its ``<`` to behind its last ``>``; ``mark`` is where the parser saw it end."""

    name: str
    start: int
    attributes: dict[str, str]
    mark: int = -1


class CellSpan(Span):
    """A cell of a wanted row, with its children."""

    column: int = 0
    children: list[Span] = field(default_factory=list)


class RowSpan(Span):
    """A row; its cells are listed only where the row is wanted."""

    number: int = 0
    cells: list[CellSpan] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)


class SheetMap(Struct):
    """The places in a worksheet part that writing a cell has to know."""

    data: bytes
    table: Span | None = None
    rows: list[RowSpan] = field(default_factory=list)
    dimension: Span | None = None
    merged: list[Rectangle] = field(default_factory=list)
    arrays: list[Rectangle] = field(default_factory=list)
    """Ranges that an array formula or data table fills."""
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    """First column, last column, style."""
    column_widths: list[tuple[int, int, float]] = field(default_factory=list)
    """First column, last column, width in digits of the usual font."""

    def start_tag(self, span: Span) -> re.Match[bytes]:
        """Groups: name with its prefix, attributes as written, ``/`` where the element is empty."""
        match = _START_TAG.match(self.data, span.start)
        if match is None:
            raise UnusableInput(DAMAGED)
        return match

    def stop(self, span: Span) -> int:
        """The offset behind the element."""
        tag = self.start_tag(span)
        return tag.end() if tag[3] else self.data.index(b">", span.mark) + 1


def map_sheet(data: bytes, wanted_rows: Container[int]) -> SheetMap:
    """Map a worksheet part in UTF-8; raises UnusableInput where it is unsound or has a cell twice.

    Other rows than those wanted are not looked into where they are plainly written.
    """
    mapper = _Mapper(SheetMap(data), wanted_rows)
    try:
        mapper.parser.Parse(data[_map_rows(mapper, data) :], True)
    except (expat.ExpatError, ValueError) as fault:
        raise UnusableInput(DAMAGED) from fault
    if mapper.found.table is None:
        raise UnusableInput(DAMAGED)
    return mapper.found


def _map_rows(mapper: _Mapper, data: bytes) -> int:
    """Parse up to some place behind the last row that can be skipped; the place."""
    if any(text in data for text in _NOT_PLAIN):
        return 0
    at = 0
    for match in _PLAIN_ROW.finditer(data):
        number = int(match[1])
        if match.start() < at or number in mapper.wanted_rows:
            continue
        mapper.parser.Parse(data[at : match.start()], False)
        at = match.start()
        end = data.find(_ROW_END, match.end())
        if not mapper.is_between_rows or end < 0:
            return at
        mapper.found.rows.append(RowSpan("row", at, {}, end, number))
        mapper.skipped += end + len(_ROW_END) - at
        at = end + len(_ROW_END)
    return at


def rectangle(reference: str) -> Rectangle | None:
    """Corners of ``A1:B5`` or ``A1``; ``None`` for what is no such reference."""
    match = _AREA.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), COLUMNS[match[1]]
    return (row, column, int(match[4] or row), COLUMNS[match[3]] if match[3] else column)


class _LocalNames(dict[str, str]):
    """Names of the main namespace without it, by the names that the parser gives; foreign ones are empty."""

    def __missing__(self, qualified: str) -> str:
        namespace, _, name = qualified.rpartition(" ")
        return self.setdefault(qualified, name if namespace in MAIN_NAMESPACES else "")


class _Mapper:
    """Follows the parser through the part, with the names of the open elements ("" for foreign ones)."""

    def __init__(self, found: SheetMap, wanted_rows: Container[int]) -> None:
        self.found = found
        self.wanted_rows = wanted_rows
        self.skipped = 0
        """How many bytes before the current place the parser has not been given."""
        self.names = _LocalNames()
        self.path: list[str] = []
        self.spans: list[Span | None] = []
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.handlers = {2: self.part_of_sheet, 3: self.row_or_item, 4: self.cell, 5: self.child_of_cell}

    @property
    def is_between_rows(self) -> bool:
        """Whether the parser stands in the table itself."""
        return self.path[1:] == ["sheetData"]

    def start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = self.names[qualified]
        self.path.append(name)
        handler = self.handlers.get(len(self.path))
        self.spans.append(handler(name, attributes) if handler else None)

    def end(self, _: str) -> None:
        self.path.pop()
        span = self.spans.pop()
        if span is not None:
            span.mark = self.parser.CurrentByteIndex + self.skipped

    def part_of_sheet(self, name: str, attributes: dict[str, str]) -> Span | None:
        if name not in ("sheetData", "dimension"):
            return None
        span = Span(name, self.parser.CurrentByteIndex + self.skipped, attributes)
        if name == "dimension":
            self.found.dimension = span
        else:
            self.found.table = span
        return span

    def row_or_item(self, name: str, attributes: dict[str, str]) -> Span | None:
        parent = self.path[1]
        if parent == "sheetData" and name == "row":
            last = self.found.rows[-1].number if self.found.rows else 0
            row = RowSpan(name, self.parser.CurrentByteIndex + self.skipped, attributes)
            row.number = int(attributes.get("r", last + 1))
            self.found.rows.append(row)
            return row
        if parent == "mergeCells" and name == "mergeCell":
            _add(self.found.merged, attributes.get("ref", ""))
        elif parent == "cols" and name == "col":
            first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
            self.found.column_styles.append((first, last, attributes.get("style", "0")))
            self.found.column_widths.append((first, last, float(attributes.get("width", USUAL_WIDTH))))
        return None

    def cell(self, name: str, attributes: dict[str, str]) -> Span | None:
        row = self.spans[2]
        if name != "c" or not isinstance(row, RowSpan) or row.number not in self.wanted_rows:
            return None
        cell = CellSpan(name, self.parser.CurrentByteIndex + self.skipped, attributes)
        place = (row.number, row.cells[-1].column + 1 if row.cells else 1)
        if "r" in attributes:
            place = place_of(attributes["r"])
        cell.column = place[1]
        if place[0] != row.number or cell.column in row.columns:
            raise UnusableInput(DAMAGED)
        row.columns.add(cell.column)
        row.cells.append(cell)
        return cell

    def child_of_cell(self, name: str, attributes: dict[str, str]) -> Span | None:
        if name == "f" and "ref" in attributes and attributes.get("t") in ("array", "dataTable"):
            _add(self.found.arrays, attributes["ref"])
        cell = self.spans[3]
        if not isinstance(cell, CellSpan):
            return None
        child = Span(name, self.parser.CurrentByteIndex + self.skipped, attributes)
        cell.children.append(child)
        return child


def _add(rectangles: list[Rectangle], reference: str) -> None:
    corners = rectangle(reference)
    if corners is not None:
        rectangles.append(corners)
