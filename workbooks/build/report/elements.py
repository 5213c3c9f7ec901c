"""Pieces of WordprocessingML as text, children in schema order: paragraphs, cells, tables, sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHADE = "F2F2F2"

HEAD, CENTRE, LEFT, RIGHT = "表头", "表文居中", "表文居左", "表文居右"


def twips(millimetres: float) -> int:
    """Twentieths of a point, half-up to a whole one."""
    return int(millimetres * 1440 / 25.4 + 0.5)


def run(text: str) -> str:
    """A run of plain text; a tab is kept as one."""
    pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in text.split("\t"))
    return f"<w:r>{'<w:tab/>'.join(pieces)}</w:r>" if text else ""


def p(style: str, text: str = "", *, before: float | None = None, page_break: bool = False) -> str:
    """A paragraph; ``before`` is the space above it in points."""
    properties = f'<w:pStyle w:val="{style}"/>'
    if page_break:
        properties += "<w:pageBreakBefore/>"
    if before is not None:
        properties += f'<w:spacing w:before="{round(before * 20)}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def small(text: str) -> str:
    """A centred paragraph of small print that uses a narrow cell from border to border."""
    margin = -twips(1)
    properties = (
        f'<w:pStyle w:val="{CENTRE}"/><w:spacing w:line="180" w:lineRule="exact"/>'
        f'<w:ind w:left="{margin}" w:right="{margin}"/>'
    )
    size = '<w:rPr><w:sz w:val="15"/><w:szCs w:val="15"/></w:rPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text).replace('<w:r>', f'<w:r>{size}')}</w:p>"


def each(style: str, sequence: str, *body: str, item: str = "段", otherwise: str = "") -> str:
    """Paragraphs repeated for every item of a sequence; ``otherwise`` stands for an empty one."""
    parts = [p(style, f"{{%p for {item} in {sequence} %}}"), *body]
    if otherwise:
        parts += [p(style, "{%p else %}"), otherwise]
    return "".join([*parts, p(style, "{%p endfor %}")])


def when(condition: str, *body: str, otherwise: str = "", style: str = LEFT) -> str:
    """Blocks that are printed only when a text is not empty; ``otherwise`` in the other case."""
    parts = [p(style, f"{{%p if {condition} %}}"), *body]
    if otherwise:
        parts += [p(style, "{%p else %}"), otherwise]
    return "".join([*parts, p(style, "{%p endif %}")])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``text`` becomes a paragraph a line, unless ``blocks`` brings the paragraphs."""

    text: str = ""
    span: int = 1
    style: str = CENTRE
    merge: str = ""
    """``restart`` or ``continue`` of a vertical merge."""
    shaded: bool = False
    borders: str = ""
    """``field`` for a line under the value only, ``none``."""
    align: str = "center"
    blocks: str = ""

    def xml(self, width: int) -> str:
        """The cell, ``width`` twips wide."""
        parts = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
        if self.span > 1:
            parts.append(f'<w:gridSpan w:val="{self.span}"/>')
        if self.merge:
            parts.append('<w:vMerge w:val="restart"/>' if self.merge == "restart" else "<w:vMerge/>")
        if self.borders:
            parts.append(_cell_borders(self.borders))
        if self.shaded:
            parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>')
        parts.append(f'<w:vAlign w:val="{self.align}"/>')
        content = self.blocks or "".join(p(self.style, line) for line in self.text.split("\n"))
        return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{content}</w:tc>"


def _cell_borders(kind: str) -> str:
    bottom = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
    nothing = '<w:{0} w:val="nil"/>'
    sides = [nothing.format("top"), nothing.format("left"), nothing.format("bottom"), nothing.format("right")]
    if kind == "field":
        sides[2] = bottom
    return f"<w:tcBorders>{''.join(sides)}</w:tcBorders>"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of at least ``height`` millimetres; ``head`` repeats on every page, ``split`` lets it break."""

    cells: tuple[Cell, ...]
    height: float = 7
    head: bool = False
    split: bool = False

    def xml(self, widths: Sequence[int]) -> str:
        """The row over a grid of column widths in twips."""
        parts = [] if self.split else ["<w:cantSplit/>"]
        parts.append(f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>')
        if self.head:
            parts.append("<w:tblHeader/>")
        cells, at = [], 0
        for cell in self.cells:
            cells.append(cell.xml(sum(widths[at : at + cell.span])))
            at += cell.span
        if at != len(widths):
            raise ValueError(f"a row covers {at} of {len(widths)} columns: {self.cells[0].text}")
        return f"<w:tr><w:trPr>{''.join(parts)}</w:trPr>{''.join(cells)}</w:tr>"


def row(*cells: Cell, height: float = 7, head: bool = False, split: bool = False) -> Row:
    """A row of the given cells."""
    return Row(cells, height, head, split)


def control(tag: str, columns: int) -> Row:
    """A row that holds nothing but a tag; it vanishes when the report is written."""
    return row(Cell(f"{{%tr {tag} %}}", columns, LEFT))


def rows_of(table: str, *body: Row, columns: int) -> list[Row]:
    """Rows repeated for every filled row of a table; inside, ``行`` is the row."""
    return [control(f"for 行 in {table}", columns), *body, control("endfor", columns)]


def table(
    widths: Sequence[float],
    rows: Iterable[Row],
    caption: str,
    description: str,
    *,
    style: str = "公文表格",
    goes_on: bool = False,
) -> str:
    """A table of fixed column widths in millimetres, with its alternative text.

    ``goes_on`` leaves out the lower line, for a table that another one follows without a gap.
    """
    columns = [twips(width) for width in widths]
    open_end = '<w:tblBorders><w:bottom w:val="nil"/></w:tblBorders>' if goes_on else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/>{open_end}<w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(caption)}/><w:tblDescription w:val={quoteattr(description)}/>"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(item.xml(columns) for item in rows)}</w:tbl>"
    )


def seam(*, page_break: bool = False) -> str:
    """A paragraph one point high, between two tables that are to look like one."""
    return p("接缝", page_break=page_break)


def section(
    margins: tuple[float, float, float, float], *, references: str = "", restart: bool = False
) -> str:
    """Section properties of an A4 page; margins top, right, bottom, left in millimetres."""
    top, right, bottom, left = (twips(margin) for margin in margins)
    numbering = '<w:pgNumType w:start="1"/>' if restart else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        f' w:header="{twips(15)}" w:footer="{twips(min(margins[2] - 7, 28))}" w:gutter="0"/>{numbering}'
        '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    )


def section_end(properties: str) -> str:
    """The paragraph that ends a section."""
    return f'<w:p><w:pPr><w:pStyle w:val="接缝"/>{properties}</w:pPr></w:p>'
