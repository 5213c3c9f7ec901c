"""Values written into a worksheet part by replacing single cell elements; every other byte stays."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct

from toolkit.addresses import CellRef, column_letters
from toolkit.errors import OutputRefused
from toolkit.io.cell_write import EMPTY, Content
from toolkit.io.row_height import list_row_height
from toolkit.io.sheet_map import (
    MOST_WIDTH,
    USUAL_WIDTH,
    CellSpan,
    Rectangle,
    RowSpan,
    SheetMap,
    Span,
    map_sheet,
    rectangle,
)
from toolkit.io.xml_parts import in_utf8, is_true

_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_VALUE_CHILDREN: Final = ("v", "is")
_HEIGHT: Final = (b"ht", b"customHeight")

Texts = Mapping[int, Mapping[int, str]]
"""The texts of rows, by row and column."""
NO_TEXTS: Final[Texts] = {}


class Write(NamedTuple):
    """What one cell is to hold; ``is_result`` where it is the cached result of the formula already there."""

    content: Content
    is_result: bool


Splice = tuple[int, int, bytes]
"""Start and stop of the bytes to replace, and what takes their place."""


def patch_sheet(
    title: str, data: bytes, writes: Mapping[tuple[int, int], Write], listed: Texts = NO_TEXTS
) -> bytes:
    """The worksheet part with these cells, by (row, column), written.

    A cell keeps its style; a new one takes its row's or column's. Missing cells and rows are put in order,
    the stated dimension grows with them. The rows of a list, ``listed`` with all texts in them, get a height
    in which these can be read. Raises OutputRefused, naming the cell, for a value aimed at a formula, an
    array's range or the covered part of a merged cell, and for a result where no formula is.
    """
    return in_utf8(data, lambda utf8: _patched(title, utf8, writes, listed))


def _patched(title: str, data: bytes, writes: Mapping[tuple[int, int], Write], listed: Texts) -> bytes:
    found = map_sheet(data, {row for row, _ in writes} | listed.keys())
    patch = _Patch(title, found, writes, listed)
    patch.refuse_covered()
    splices = sorted([*patch.splices(), *_dimension(found, writes)], key=lambda splice: splice[:2])
    return b"".join(_spliced(data, splices))


def _spliced(data: bytes, splices: list[Splice]) -> Iterator[bytes]:
    at = 0
    for start, stop, replacement in splices:
        yield data[at:start]
        yield replacement
        at = stop
    yield data[at:]


class _Patch(Struct, frozen=True):
    title: str
    found: SheetMap
    writes: Mapping[tuple[int, int], Write]
    listed: Texts

    def refuse_covered(self) -> None:
        """Raises OutputRefused for a value aimed at the covered part of a merged cell or an array's range."""
        rows = sorted({row for row, _ in self.writes})
        merged, arrays = (_by_row(areas, rows) for areas in (self.found.merged, self.found.arrays))
        for at, write in self.writes.items():
            if write.is_result:
                continue
            for area in merged.get(at[0], ()):
                if at != area[:2] and _inside(at, area):
                    anchor = CellRef(self.title, *area[:2]).a1
                    raise OutputRefused(f"{self.name(at)} 被合并在 {anchor} 里，不能写入，请改写 {anchor}。")
            if any(_inside(at, area) for area in arrays.get(at[0], ())):
                raise OutputRefused(f"{self.name(at)} 属于数组公式的区域，不能写入，请核对要写的单元格。")

    def name(self, at: tuple[int, int]) -> str:
        return str(CellRef(self.title, *at))

    @property
    def prefix(self) -> bytes:
        """The prefix of the main namespace in this part, with its colon."""
        assert self.found.table is not None
        return self.found.start_tag(self.found.table)[1].removesuffix(b"sheetData")

    def splices(self) -> Iterator[Splice]:
        by_row: dict[int, dict[int, Write]] = {}
        for (number, column), write in sorted(self.writes.items()):
            by_row.setdefault(number, {})[column] = write
        for number, row in {row.number: row for row in self.found.rows}.items():
            wanted = by_row.pop(number, {})
            if wanted or number in self.listed:
                yield from self.row_splices(row, wanted)
        yield from self.new_row_splices({new: self.new_row(new, wanted) for new, wanted in by_row.items()})

    def row_splices(self, row: RowSpan, writes: Mapping[int, Write]) -> Iterator[Splice]:
        """Replacements inside a row that is there."""
        cells = {cell.column: cell for cell in row.cells}
        added: dict[int, bytes] = {}
        for column, write in writes.items():
            if column in cells:
                cell = cells[column]
                content = self.rewritten((row.number, column), cell, write)
                yield cell.start, self.found.stop(cell), content
            elif (new := self.new_cell((row.number, column), write, row)) is not None:
                added[column] = new
        yield from self.row_tag(row, added)
        if not self.found.start_tag(row)[3]:
            for at, content in _grouped(added, self.places(row)):
                yield at, at, content

    def places(self, row: RowSpan) -> list[tuple[int, int]]:
        """Where a new cell goes: before the first cell of a higher column, or behind the last cell."""
        end = self.found.stop(row.cells[-1]) if row.cells else self.found.start_tag(row).end()
        return [*((cell.column, cell.start) for cell in row.cells), (1 << 30, end)]

    def row_tag(self, row: RowSpan, added: Mapping[int, bytes]) -> Iterator[Splice]:
        """The row's start tag where it must change: ``spans`` outgrown, another height, a row filled."""
        tag = self.found.start_tag(row)
        drop = (b"spans",) if added and not _spans(row, added) else ()
        attributes = self.with_height(row, _attributes(tag[2], drop))
        if tag[3] and added:
            content = b"".join(added[column] for column in sorted(added))
            yield tag.start(), tag.end(), b"<%b%b>%b</%b>" % (tag[1], attributes, content, tag[1])
        elif attributes != tag[2]:
            yield tag.start(), tag.end(), b"<%b%b%b>" % (tag[1], attributes, tag[3])

    def with_height(self, row: RowSpan, attributes: bytes) -> bytes:
        """A row's attributes with the height that its texts need, if it is of a list."""
        if row.number not in self.listed:
            return attributes
        texts = self.listed[row.number].items()
        height = f"{list_row_height((text, self.width(column)) for column, text in texts):g}"
        if row.attributes.get("ht") == height:
            return attributes
        return _attributes(attributes, _HEIGHT) + f' ht="{height}" customHeight="1"'.encode()

    def width(self, column: int) -> float:
        widths = (width for first, last, width in self.found.column_widths if first <= column <= last)
        return next((width for width in widths if width <= MOST_WIDTH), USUAL_WIDTH)

    def rewritten(self, at: tuple[int, int], cell: CellSpan, write: Write) -> bytes:
        """An existing cell with another value: attributes, formula and extensions kept as written."""
        has_formula = any(child.name == "f" for child in cell.children)
        if has_formula and not write.is_result:
            raise OutputRefused(f"{self.name(at)} 含公式，不能用数值覆盖，请核对要写的单元格。")
        if write.is_result and not has_formula:
            raise OutputRefused(f"{self.name(at)} 的公式已不在，计算结果无法写入，请先恢复公式。")
        tag = self.found.start_tag(cell)
        kept = [child for child in cell.children if child.name not in _VALUE_CHILDREN]
        before = b"".join(self.raw(child) for child in kept if child.name == "f")
        after = b"".join(self.raw(child) for child in kept if child.name != "f")
        drop = (b"t", b"vm") if write.is_result else (b"t", b"vm", b"cm")
        return self.cell(tag[1], _attributes(tag[2], drop), write.content, before, after)

    def raw(self, child: Span) -> bytes:
        return self.found.data[child.start : self.found.stop(child)]

    def new_cell(self, at: tuple[int, int], write: Write, row: RowSpan | None) -> bytes | None:
        """A cell that is not there yet, in its row's or column's style; ``None`` to leave it so."""
        if write.is_result:
            raise OutputRefused(f"{self.name(at)} 的公式已不在，计算结果无法写入，请先恢复公式。")
        if write.content == EMPTY:
            return None
        style = self.inherited_style(at[1], row)
        attributes = f' r="{column_letters(at[1])}{at[0]}"'
        if style != "0":
            attributes += f' s="{escape(style)}"'
        return self.cell(self.prefix + b"c", attributes.encode(), write.content)

    def inherited_style(self, column: int, row: RowSpan | None) -> str:
        if row is not None and is_true(row.attributes.get("customFormat")):
            return row.attributes.get("s", "0")
        styles = (style for first, last, style in self.found.column_styles if first <= column <= last)
        return next(styles, "0")

    def cell(
        self, name: bytes, attributes: bytes, content: Content, before: bytes = b"", after: bytes = b""
    ) -> bytes:
        element = content.element
        if self.prefix:
            element = re.sub("<(/?)(?=(?:is|t|v)[ >])", rf"<\1{self.prefix.decode()}", element)
        kind = f' t="{content.kind}"'.encode() if content.kind else b""
        inner = before + element.encode() + after
        return (
            b"<%b%b%b>%b</%b>" % (name, attributes, kind, inner, name)
            if inner
            else (b"<%b%b%b/>" % (name, attributes, kind))
        )

    def new_row(self, number: int, writes: Mapping[int, Write]) -> bytes:
        cells = [self.new_cell((number, column), write, None) for column, write in writes.items()]
        content = b"".join(cell for cell in cells if cell is not None)
        name = self.prefix + b"row"
        return b'<%b r="%d">%b</%b>' % (name, number, content, name) if content else b""

    def new_row_splices(self, rows: Mapping[int, bytes]) -> Iterator[Splice]:
        """New rows, each before the first row of a higher number, or at the end of the table."""
        table = self.found.table
        assert table is not None
        rows = {number: row for number, row in rows.items() if row}
        tag = self.found.start_tag(table)
        if rows and tag[3]:
            content = b"".join(rows[number] for number in sorted(rows))
            yield tag.start(), tag.end(), b"<%b%b>%b</%b>" % (tag[1], tag[2], content, tag[1])
            return
        end = self.found.stop(self.found.rows[-1]) if self.found.rows else tag.end()
        places = [*((row.number, row.start) for row in self.found.rows), (1 << 30, end)]
        for at, content in _grouped(rows, places):
            yield at, at, content


def _grouped(added: Mapping[int, bytes], places: list[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """What to insert at which offset: each number goes to the first place of a higher number."""
    at_offset: dict[int, list[bytes]] = {}
    highest_so_far = list(accumulate((number for number, _ in places), max))
    for number in sorted(added):
        offset = places[bisect_right(highest_so_far, number)][1]
        at_offset.setdefault(offset, []).append(added[number])
    for offset, contents in at_offset.items():
        yield offset, b"".join(contents)


def _spans(row: RowSpan, added: Collection[int]) -> bool:
    """Whether the columns that a row says it spans hold these."""
    first, _, last = row.attributes.get("spans", "").partition(":")
    return first.isdecimal() and last.isdecimal() and int(first) <= min(added) and max(added) <= int(last)


def _attributes(raw: bytes, drop: Collection[bytes]) -> bytes:
    """Attributes as written, without some."""
    found = list(_ATTRIBUTE.finditer(raw))
    kept = [m[0] for m in found if m[1] not in drop]
    return raw if len(kept) == len(found) else b"".join(kept)


def _by_row(areas: Iterable[Rectangle], rows: Sequence[int]) -> dict[int, list[Rectangle]]:
    """For each of some rows, in order, the areas that reach it."""
    found: dict[int, list[Rectangle]] = {}
    for area in areas:
        for row in rows[bisect_left(rows, area[0]) : bisect_right(rows, area[2])]:
            found.setdefault(row, []).append(area)
    return found


def _inside(at: tuple[int, int], area: Rectangle) -> bool:
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


def _dimension(found: SheetMap, writes: Mapping[tuple[int, int], Write]) -> Iterator[Splice]:
    """The stated dimension, widened where a filled cell lies outside it."""
    stated = rectangle(found.dimension.attributes.get("ref", "")) if found.dimension else None
    filled = [at for at, write in writes.items() if write.content != EMPTY]
    if found.dimension is None or stated is None or all(_inside(at, stated) for at in filled):
        return
    rows, columns = [row for row, _ in filled], [column for _, column in filled]
    first = CellRef("", min(stated[0], *rows), min(stated[1], *columns)).a1
    last = CellRef("", max(stated[2], *rows), max(stated[3], *columns)).a1
    tag = found.start_tag(found.dimension)
    attributes = _attributes(tag[2], drop=(b"ref",)) + f' ref="{first}:{last}"'.encode()
    yield tag.start(), tag.end(), b"<%b%b%b>" % (tag[1], attributes, tag[3])
