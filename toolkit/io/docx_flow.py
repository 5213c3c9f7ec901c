"""The text of a document in reading order, and a template's text as a plain Jinja source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from toolkit.io.docx_xml import q

ROW, CELL, PARAGRAPH = "\x1e", "\x1f", "\x1d"
"""Begin a row, a cell, a paragraph; no printed text contains them."""

_ROW_TAG = re.compile(r"(\{%)tr\b(.*?%\})")
_PARAGRAPH_TAG = re.compile(r"(\{%)p\b(.*?%\})")


def flow_of(root: etree._Element, *, template: bool = False) -> str:
    """Every paragraph, row and cell below ``root`` in order; a merged cell repeats its text.

    Of a template, rows and paragraphs that exist for a tag alone are that tag: rendered as plain text the
    source gives the flow of the report.
    """
    return "".join(_blocks(root, template))


def _blocks(parent: etree._Element, template: bool) -> Iterator[str]:
    for block in parent:
        if block.tag == q("p"):
            yield _paragraph(block, template)
        elif block.tag == q("tbl"):
            yield from _rows(block, template)
        elif block.tag in (q("sdt"), q("sdtContent")):
            yield from _blocks(block, template)


def _rows(table: etree._Element, template: bool) -> Iterator[str]:
    above: dict[int, str] = {}
    for row in table.iterchildren(q("tr")):
        tag = _ROW_TAG.search(paragraph_text(row)) if template else None
        if tag:
            yield tag[1] + tag[2]
            continue
        yield ROW
        for column, _, cell in grid_cells(row):
            text = above.get(column, "") if is_continued(cell) else "".join(_blocks(cell, template))
            above[column] = text
            yield CELL + text


def _paragraph(paragraph: etree._Element, template: bool) -> str:
    text = paragraph_text(paragraph)
    tag = _PARAGRAPH_TAG.search(text) if template else None
    return tag[1] + tag[2] if tag else PARAGRAPH + text


def grid_cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """The cells of a row with the grid column where each starts and how many it covers."""
    column = 0
    for cell in row.iterchildren(q("tc")):
        span = cell.find(f"{q('tcPr')}/{q('gridSpan')}")
        width = 1 if span is None else int(span.get(q("val"), "1"))
        yield column, width, cell
        column += width


def is_continued(cell: etree._Element) -> bool:
    """Whether the cell is a lower part of a vertically merged one."""
    merge = cell.find(f"{q('tcPr')}/{q('vMerge')}")
    return merge is not None and merge.get(q("val"), "continue") == "continue"


def paragraph_text(element: etree._Element) -> str:
    """All text below an element; a line break is one, a tab is one."""
    marks = {q("br"): "\n", q("tab"): "\t"}
    runs = element.iter(q("t"), q("br"), q("tab"))
    return "".join(marks.get(item.tag) or item.text or "" for item in runs if not _is_tab_stop(item))


def _is_tab_stop(item: etree._Element) -> bool:
    parent = item.getparent()
    return parent is not None and parent.tag == q("tabs")
