"""Merge pass over a filled report: equal neighbours below each other become one cell."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from toolkit.io.docx_flow import paragraph_text
from toolkit.io.docx_xml import q

MERGE_MARK = "\ufdd0"
"""Put before the text of a cell that may merge; a code point that no text contains."""

_BEFORE_MERGE = frozenset(q(tag) for tag in ("cnfStyle", "tcW", "gridSpan", "hMerge"))

_Key = tuple[str, ...]


def merge_cells(body: etree._Element) -> None:
    """Merge marked cells of every table in place, take the marks away, and give empty cells a paragraph.

    A cell goes on the one above it when both have the same text and so have all marked cells to their left;
    thus a 二级 is never merged across two 一级.
    """
    for table in body.iter(q("tbl")):
        _merge_table(table)
    for cell in body.iter(q("tc")):
        if cell[-1].tag != q("p"):
            etree.SubElement(cell, q("p"))


def _merge_table(table: etree._Element) -> None:
    above: dict[int, tuple[_Key, etree._Element]] = {}
    for row in table.iterchildren(q("tr")):
        current: dict[int, tuple[_Key, etree._Element]] = {}
        key: _Key = ()
        for column, cell in _marked_cells(row):
            key = (*key, paragraph_text(cell))
            current[column] = (key, cell)
            if column in above and above[column][0] == key:
                _start(above[column][1])
                _continue(cell)
        above = current


def _marked_cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Cells with a mark, which is taken away, and their column in the grid."""
    column = 0
    for cell in row.iterchildren(q("tc")):
        if _unmark(cell):
            yield column, cell
        span = cell.find(f"{q('tcPr')}/{q('gridSpan')}")
        column += 1 if span is None else int(span.get(q("val"), "1"))


def _unmark(cell: etree._Element) -> bool:
    marked = False
    for text in cell.iter(q("t")):
        if text.text and MERGE_MARK in text.text:
            text.text, marked = text.text.replace(MERGE_MARK, ""), True
    return marked


def _start(cell: etree._Element) -> None:
    if cell.find(f"{q('tcPr')}/{q('vMerge')}") is None:
        _insert_merge(cell).set(q("val"), "restart")


def _continue(cell: etree._Element) -> None:
    """Make the cell the lower part of a merged one: no text, one paragraph."""
    _insert_merge(cell)
    paragraphs = cell.findall(q("p"))
    for paragraph in paragraphs[1:]:
        cell.remove(paragraph)
    for run in paragraphs[0].findall(q("r")):
        paragraphs[0].remove(run)


def _insert_merge(cell: etree._Element) -> etree._Element:
    """A new ``w:vMerge`` where the schema wants it among the cell's properties."""
    properties = cell.find(q("tcPr"))
    if properties is None:
        properties = etree.Element(q("tcPr"))
        cell.insert(0, properties)
    position = sum(child.tag in _BEFORE_MERGE for child in properties)
    merge = etree.Element(q("vMerge"))
    properties.insert(position, merge)
    return merge
