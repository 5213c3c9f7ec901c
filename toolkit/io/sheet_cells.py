"""The cells of a sheet's rows by one regular expression, believed only where every tag is accounted for.

The number of ``<`` must equal the tags of the cells matched plus the row tags and blank cells. A comment,
CDATA section, prefix, attribute or spelling that the expression does not know makes that sum fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from toolkit.blocks import new_cell
from toolkit.errors import UnusableInput
from toolkit.expression import expression
from toolkit.io.cell_values import COLUMNS, MAX_ROW, Formulas, number, typed_value
from toolkit.io.recognise import DAMAGED
from toolkit.io.sheet_strict import Cells
from toolkit.io.text import decode_escapes, unescape
from toolkit.model import Cell, Value

_CELL = expression(
    r'<c r="([A-Z]{1,3}+[1-9][0-9]{0,6}+)"(?: s="([0-9]{1,7}+)")?+(?: t="([a-zA-Z]++)")?+>'
    r"(?:(<f(?:[ /][^<>]*+)?+>)(?:([^<]*+<)/f>)?+)?+"
    r"(?:<v>([^<]*+<)/v>|<v ?/>|"
    r'<is><t(?: xml:space="preserve")?>([^<]++)</t></is>)?+</c>'
)
"""Formula and value are taken with the ``<`` that follows, which tells an empty element from none."""
Match = tuple[str, str, str, str, str, str, str]
"""Address, style, type, start tag of the formula, its text, value, text in the cell."""
_ATTRIBUTE = expression(r' ([\w:]+)="([^"]*)"')
_PLAIN_FORMULA: Final = frozenset(("<f>", '<f aca="false">'))
_ROW_AND_CELL_TAGS: Final = ("<row ", "</row>", "<c ")
_BOOLEANS: Final = {"0<": False, "1<": True}
_EMPTY_VALUES: Final = ("<v/>", "<v />")
_PLACES_KEPT: Final = 100_000
_STYLES_KEPT: Final = 10_000


class _Styles(dict[str, int]):
    """Style numbers by their digits; no digits is style 0. The first ten thousand met are kept."""

    def __missing__(self, digits: str) -> int:
        style = int(digits or "0")
        if len(self) < _STYLES_KEPT:
            self[digits] = style
        return style


class _Places(dict[str, tuple[int, int]]):
    """Row and column by address as ``_CELL`` matches it; the first hundred thousand met are kept."""

    def __missing__(self, address: str) -> tuple[int, int]:
        letters = address.rstrip("0123456789")
        place = int(address[len(letters) :]), COLUMNS[letters]
        if place[0] > MAX_ROW:
            raise UnusableInput(DAMAGED)
        if len(self) < _PLACES_KEPT:
            self[address] = place
        return place


PLACES: Final = _Places()
_STYLES: Final = _Styles()


@lru_cache(maxsize=1 << 15)
def _formula_text(body: str) -> str:
    """A formula's text from what was matched; the same few hundred come back in every return of a form."""
    return unescape(body[:-1])


def read_cells(rows: str, strings: Mapping[str, str], date1904: bool) -> Cells | None:
    """Every filled cell of the rows, or ``None`` unless they are proven to be all.

    Raises UnusableInput or KeyError where a value does not fit its type.
    """
    return cells_of(match_cells(rows), rows, strings, date1904)


def match_cells(rows: str) -> list[Match]:
    """Every cell that has content, as far as the expression knows it."""
    return _CELL.findall(rows)


def cells_of(matches: list[Match], rows: str, strings: Mapping[str, str], date1904: bool) -> Cells | None:
    """What ``read_cells`` gives, from the matches in these rows."""
    cells: Cells = {}
    formulas, styles = Formulas(), _STYLES
    blanks = tags = 0
    value: Value
    for address, style, kind, opening, body, text, inline in matches:
        formula = None
        if opening:
            tags += 2 if body else 1
            formula = _formula_text(body)
            if not formula or opening not in _PLAIN_FORMULA:
                formula = formulas.text(PLACES[address], _attributes(opening), formula)
        if text:
            tags += 2
        if inline:
            tags += 4
        if kind == "inlineStr":
            value = decode_escapes(unescape(inline)) if inline else None
        elif len(text) < 2:
            value = "" if kind == "str" and formula is not None else None
        elif kind == "s":
            value = strings[text[:-1]]
        elif kind == "b" and text in _BOOLEANS:
            value = _BOOLEANS[text]
        elif kind:
            value = typed_value(kind, unescape(text[:-1]), strings, date1904)
        else:
            value = number(text[:-1])
        if value is None and formula is None:
            blanks += 1
        else:
            cells[PLACES[address]] = new_cell(Cell, (value, formula, styles[style]))
    if len(cells) + blanks != len(matches) or not _complete(rows, len(matches), tags):
        return None
    formulas.settle(cells)
    return cells


def _complete(rows: str, matched: int, inner_tags: int) -> bool:
    """Whether the cells matched, the rows and the blank cells make up every tag there is.

    ``inner_tags`` is how many tags stand inside the matched cells, empty value elements aside. Each term
    counts other tags than the rest, so the sum cannot exceed the total; it falls short by every tag that is
    unknown or belongs to a cell that was not matched.
    """
    rest = rows.count("<") - matched - inner_tags - sum(map(rows.count, _ROW_AND_CELL_TAGS))
    return rest == 0 or rest == sum(map(rows.count, _EMPTY_VALUES))


def _attributes(opening: str) -> dict[str, str]:
    return {name: unescape(stated) for name, stated in _ATTRIBUTE.findall(opening)}
