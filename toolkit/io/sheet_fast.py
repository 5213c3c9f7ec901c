"""A worksheet read with one regular expression, believed only where every tag of it is accounted for.

The rows are cut out; what remains, a few kilobytes, goes through the XML parser, which says that the rows
were the content of the one sheetData element and that unprefixed tags are of the main namespace. In the rows,
the number of ``<`` must equal the tags of the cells matched plus the row tags and blank cells. A comment,
CDATA section, prefix, attribute or spelling that the expression does not know makes that sum fail, and the
part goes to the strict reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import COLUMNS, MAX_ROW, Formulas, number, typed_value
from toolkit.io.recognise import DAMAGED
from toolkit.io.sheet_strict import Cells, SheetContent, is_protected
from toolkit.io.text import decode_escapes, only_named_entities, unescape
from toolkit.io.xml_parts import is_utf8, main_namespace, parse_xml, utf8_text
from toolkit.model import Cell, Value

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,7})")?(?: t="([a-zA-Z]+)")?>'
    r"(?:(<f(?: [^<>]*)?>)(?:([^<]*)</f>)?)?"
    r"(?:<v>([^<]*)</v>|<v ?/>|"
    r'<is><t(?: xml:space="preserve")?>([^<]+)</t></is>)?</c>'
)
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')
_PLAIN_FORMULA: Final = frozenset(("<f>", '<f aca="false">'))
_TAGS: Final = ("<row ", "</row>", "<c ", "<f", "</f>", "<v", "</v>")
_INLINE_TAGS: Final = ("<is>", "</is>", "<t", "</t>")
_OPEN, _CLOSE, _HOLE = b"<sheetData>", b"</sheetData>", b'<sheetData hole=""/>'
_FRAME_MEMO_BYTES: Final = 64 << 10


class _Styles(dict[str, int]):
    """Style numbers by their digits; no digits is style 0."""

    def __missing__(self, digits: str) -> int:
        return self.setdefault(digits, int(digits or "0"))


_STYLES = _Styles()
_new_cell = tuple.__new__
"""A named tuple made without its constructor: the reader makes thousands."""


def read_fast(data: bytes, strings: Mapping[str, str], date1904: bool) -> SheetContent | None:
    """Every cell with a value or a formula, or ``None`` where the strict reader has to look.

    Raises UnusableInput for values that are damaged beyond doubt.
    """
    start, stop = data.find(_OPEN), data.rfind(_CLOSE)
    if start < 0 or stop < start or not is_utf8(data):
        return None
    frame = data[:start] + _HOLE + data[stop + len(_CLOSE) :]
    protected = _frame(frame) if len(frame) <= _FRAME_MEMO_BYTES else _frame.__wrapped__(frame)
    rows = utf8_text(data[start + len(_OPEN) : stop])
    if protected is None or rows is None:
        return None
    cells = _cells(rows, strings, date1904)
    return None if cells is None else SheetContent(cells, protected)


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


def _complete(rows: str, matched: int) -> bool:
    """Whether the matched cells, the rows and the blank cells make up every tag there is.

    Each term counts other tags than the rest, so the sum cannot exceed the total, and falls short of it
    by every tag that is unknown or belongs to a cell that was not matched.
    """
    tags = matched + sum(map(rows.count, _TAGS))
    if "<is>" in rows:
        tags += sum(map(rows.count, _INLINE_TAGS))
    return tags == rows.count("<") and "\r" not in rows and "xmlns" not in rows and only_named_entities(rows)


def _cells(rows: str, strings: Mapping[str, str], date1904: bool) -> Cells | None:
    matches: list[tuple[str, str, str, str, str, str, str, str]] = _CELL.findall(rows)
    if not _complete(rows, len(matches)):
        return None
    cells: Cells = {}
    formulas, blanks = Formulas(), 0
    value: Value
    formula: str | None
    for letters, digits, style, kind, opening, body, text, inline in matches:
        if not opening:
            formula = None
        elif opening in _PLAIN_FORMULA:
            formula = unescape(body) if "&" in body else body or None
        else:
            formula = formulas.text((int(digits), COLUMNS[letters]), _attributes(opening), unescape(body))
        if not text:
            value = _value_without_text(kind, inline, formula)
        elif kind == "s" and text in strings:
            value = strings[text]
        elif not kind:
            value = number(text)
        else:
            value = typed_value(kind, unescape(text), strings, date1904)
        if value is None and formula is None:
            blanks += 1
        else:
            cells[int(digits), COLUMNS[letters]] = _new_cell(Cell, (value, formula, _STYLES[style]))
    return _checked(cells, len(matches) - blanks, formulas)


def _checked(cells: Cells, filled: int, formulas: Formulas) -> Cells:
    """The cells with shared formulas settled; raises UnusableInput for one stated twice or off the sheet."""
    if len(cells) != filled or (cells and max(cells)[0] > MAX_ROW):
        raise UnusableInput(DAMAGED)
    formulas.settle(cells)
    return cells


def _value_without_text(kind: str, inline: str, formula: str | None) -> str | None:
    """The value where the value element is empty or missing: inline text, or a formula's empty text."""
    if kind == "inlineStr":
        return decode_escapes(unescape(inline)) if inline else None
    return "" if kind == "str" and formula is not None else None


def _attributes(opening: str) -> dict[str, str]:
    return {name: unescape(stated) for name, stated in _ATTRIBUTE.findall(opening)}
