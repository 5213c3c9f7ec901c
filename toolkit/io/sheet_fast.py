"""A worksheet read without an XML parser, believed only where every byte of it is accounted for.

The rows are cut out; what remains, a few kilobytes, goes through the XML parser, which says that the rows
were the content of the one sheetData element and that unprefixed tags are of the main namespace. The rows are
looked up one by one among those that were proven before, else read by one expression. What neither can
account for goes to the strict reader.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from toolkit.errors import UnusableInput
from toolkit.io.sheet_cells import read_cells
from toolkit.io.sheet_rows import read_rows
from toolkit.io.sheet_strict import Cells, SheetContent, is_protected
from toolkit.io.text import SharedStrings
from toolkit.io.xml_parts import is_utf8, main_namespace, parse_xml, utf8_text

_OPEN, _CLOSE, _HOLE = b"<sheetData>", b"</sheetData>", b'<sheetData hole=""/>'
_FRAME_MEMO_BYTES: Final = 64 << 10


def read_fast(data: bytes, strings: SharedStrings, date1904: bool) -> SheetContent | None:
    """Every cell with a value or a formula, or ``None`` where the strict reader has to look.

    It never raises: what looks damaged here is for the strict reader to judge.
    """
    start, stop = data.find(_OPEN), data.rfind(_CLOSE)
    if start < 0 or stop < start or not is_utf8(data):
        return None
    frame = data[:start] + _HOLE + data[stop + len(_CLOSE) :]
    protected = _frame(frame) if len(frame) <= _FRAME_MEMO_BYTES else _frame.__wrapped__(frame)
    if protected is None:
        return None
    rows = data[start + len(_OPEN) : stop]
    known = read_rows(rows, strings)
    cells = _read_rows(rows, strings, date1904) if known is None else known
    return None if cells is None else SheetContent(cells, protected)


def _read_rows(data: bytes, strings: SharedStrings, date1904: bool) -> Cells | None:
    rows = utf8_text(data)
    if rows is None or "\r" in rows or "xmlns" in rows:
        return None
    try:
        return read_cells(rows, strings, date1904)
    except (UnusableInput, KeyError):
        return None


@lru_cache(maxsize=512)
def _frame(frame: bytes) -> bool | None:
    """Whether the sheet is protected; ``None`` unless the hole is the one sheetData of the worksheet."""
    try:
        root = parse_xml(frame)
        namespace = main_namespace(root, "worksheet")
    except UnusableInput:
        return None
    holes = root.findall(f"{namespace}sheetData")
    if len(holes) != 1 or len(holes[0]) or "hole" not in holes[0].attrib:
        return None
    return is_protected(root, namespace)
