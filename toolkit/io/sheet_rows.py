"""The cells of a sheet's rows by looking rows up instead of reading them.

A program writes the same form in the same way: from file to file only the values differ. With its values
taken out, a row (``<row r="7"><c r="B7" s="12"><f>SUM(B2:B6)</f>…</c>``) comes back byte for byte. Each such
row is read once, by the grammar of ``sheet_cells``, and kept with what it says; bytes equal to a proven row
need no other proof. A row that comes back with its values too is kept with them. Nothing that was not proven
is believed: a row that the grammar cannot read leaves the sheet to the next reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import number
from toolkit.io.row_memory import Credit, Generations, Sightings
from toolkit.io.sheet_cells import PLACES, cells_of, match_cells, new_cell
from toolkit.io.sheet_strict import Cells
from toolkit.io.text import SharedStrings, decode_escapes, unescape
from toolkit.io.xml_parts import utf8_text
from toolkit.model import Cell, ExcelError, Value

SAMPLE_ROWS: Final = 12
"""So many rows, from all over a sheet, tell a program's way of writing."""
MOST_VALUES: Final = 8_000
LONGEST_VALUE: Final = 100

_VALUE = re.compile(rb"<v>([^<]*)</v>")
_HOLE: Final = b"\0"
"""Stands for a value. XML knows no such character, so one that is in the file makes the holes too many."""
_ROW_END: Final = b"</row>"
_PROBE: Final = b"<v>0</v>"
"""Put into each hole, so that the grammar can read the row."""
_VALUE_GROUP, _PROBED_VALUE = 5, "0<"
_PROBED: Final = SharedStrings({"0": ""})
_ROW_START = re.compile(r"\s*(?:<row(?: [^<>]*)?/>\s*)*<row(?: [^<>]*[^<>/])?>")
_EMPTY_ROWS = re.compile(rb"\s*(?:<row(?: [^<>]*)?/>\s*)*")
Tables = tuple[Mapping[bytes, Value], ...]
"""From stored bytes to values, a table for each kind."""
NUMBER, SHARED, LOGICAL, RESULT, TEXT, ERROR = range(6)
_KINDS: Final = {
    **{(kind, has_formula): NUMBER for kind in ("", "n") for has_formula in (False, True)},
    ("s", False): SHARED,
    ("s", True): SHARED,
    ("b", False): LOGICAL,
    ("b", True): LOGICAL,
    ("str", False): TEXT,
    ("str", True): RESULT,
    ("e", False): ERROR,
    ("e", True): ERROR,
}
"""By type and whether the cell has a formula; other types are for the next reader."""


@dataclass(slots=True)
class KnownRow:
    """What the bytes of a row say beside its values."""

    places: tuple[tuple[int, int], ...]
    """Row and column of each cell that has a value, in the order of the values."""
    kinds: tuple[int, ...]
    formulas: tuple[str | None, ...]
    styles: tuple[int, ...]
    others: Cells
    """Cells without a value element: formulas without result, texts in the cell."""
    last: tuple[list[Value], Cells]
    """The values that were met last, and all cells of the row with them."""
    stored: int = 0
    """Hash of the row's bytes with them."""

    def filled(self, values: list[Value]) -> Cells:
        """All cells of the row with these values; the same object as last time for the same values."""
        last = self.last
        if values == last[0]:
            return last[1]
        contents = zip(values, self.formulas, self.styles, strict=True)
        cells = dict(zip(self.places, [new_cell(Cell, content) for content in contents], strict=True))
        cells.update(self.others)
        self.last = values, cells
        return cells


class RepeatedRow(NamedTuple):
    """What the bytes of a row say, values included, as long as its shared strings are the same texts."""

    cells: Cells
    indices: tuple[bytes, ...]
    texts: list[Value]


class _Numbers(dict[bytes, Value]):
    """Numbers by their digits; raises UnusableInput for anything else."""

    def __missing__(self, digits: bytes) -> float:
        value = number(utf8_text(digits) or "")
        if len(self) < MOST_VALUES:
            self[digits] = value
        return value


class _Texts(dict[bytes, Value]):
    """Texts by how they stand in XML; raises UnusableInput or KeyError for what XML forbids."""

    def __missing__(self, stored: bytes) -> str:
        text = utf8_text(stored)
        if text is None or "\r" in text:
            raise KeyError(stored)
        value = decode_escapes(unescape(text))
        if len(self) < MOST_VALUES and len(stored) < LONGEST_VALUE:
            self[stored] = value
        return value


class _FilledTexts(_Texts):
    """As ``_Texts``, but an empty text is no value: it is for the next reader."""

    def __missing__(self, stored: bytes) -> str:
        if not stored:
            raise KeyError(stored)
        return super().__missing__(stored)


_NUMBERS, _RESULTS, _TEXTS = _Numbers(), _Texts(), _FilledTexts()
_LOGICALS: Final[Mapping[bytes, Value]] = {b"0": False, b"1": True}
_ERRORS: Final[Mapping[bytes, Value]] = {error.value.encode(): error for error in ExcelError}


_rows: Generations[KnownRow] = Generations(2_500_000)
"""By their bytes without values; one program writes a form in about one megabyte."""
_repeated: Generations[RepeatedRow] = Generations(1_000_000)
_sightings = Sightings()
_credit = Credit(6_000)
"""Rows of about four forms."""


def read_rows(rows: bytes, strings: SharedStrings) -> Cells | None:
    """Every filled cell of the rows, or ``None`` where they are not rows that are known or worth learning."""
    *rows_stored, rest = rows.split(_ROW_END)
    if (
        not _is_worth_it(rows_stored[:: len(rows_stored) // SAMPLE_ROWS + 1])
        or _EMPTY_ROWS.fullmatch(rest) is None
    ):
        return None
    try:
        return _cells(rows_stored, strings)
    except (UnusableInput, KeyError):
        return None


def _is_worth_it(sample: Sequence[bytes]) -> bool:
    """Whether the program that wrote these rows is known, or has come back often enough to be learned."""
    skeletons = [_VALUE.sub(_HOLE, row) for row in sample]
    known = sum(_rows.get(skeleton) is not None for skeleton in skeletons)
    return 2 * known >= len(sample) or _sightings.is_familiar(skeletons)


def _cells(rows: Sequence[bytes], strings: SharedStrings) -> Cells | None:
    """The cells that rows make up; ``None`` where they share one."""
    tables = (_NUMBERS, strings.by_bytes, _LOGICALS, _RESULTS, _TEXTS, _ERRORS)
    text_of, recall = strings.by_bytes.get, _repeated.get
    cells: Cells = {}
    expected = 0
    for stored in rows:
        repeated = recall(stored)
        if repeated is not None and list(map(text_of, repeated.indices)) == repeated.texts:
            found = repeated.cells
        else:
            found = _row(stored, tables)
        cells.update(found)
        expected += len(found)
    _credit.found(len(rows))
    return cells if len(cells) == expected else None


def _row(stored: bytes, tables: Tables) -> Cells:
    """The cells of a row that is known but for its values, or that is proven now."""
    cut = _VALUE.split(stored)
    skeleton, values = _HOLE.join(cut[::2]), cut[1::2]
    row = _rows.get(skeleton)
    if row is None:
        if not _credit.spend():
            raise KeyError(skeleton)
        row = _proven(skeleton)
        _rows.keep(skeleton, row)
    kinds = row.kinds
    if len(values) != len(kinds):
        raise KeyError(skeleton)
    found = [tables[kind][value] for kind, value in zip(kinds, values, strict=True)]
    cells = row.filled(found)
    if row.stored == hash(stored):
        shared = [number for number, kind in enumerate(kinds) if kind == SHARED]
        indices = tuple(values[number] for number in shared)
        _repeated.keep(stored, RepeatedRow(cells, indices, [found[number] for number in shared]))
    row.stored = hash(stored)
    return cells


def _proven(skeleton: bytes) -> KnownRow:
    """Read a row by the grammar; raises KeyError or UnusableInput where it does not account for all of it."""
    text = utf8_text(skeleton.replace(_HOLE, _PROBE))
    if text is None or "\r" in text or "xmlns" in text:
        raise KeyError(skeleton)
    start = _ROW_START.match(text)
    if start is None or text.find("<row", start.end()) >= 0:
        raise KeyError(skeleton)
    rows = text + _ROW_END.decode()
    matches = match_cells(rows)
    cells = cells_of(matches, rows, _PROBED, False)
    if cells is None:
        raise KeyError(skeleton)
    held = [match for match in matches if match[_VALUE_GROUP] == _PROBED_VALUE]
    places = tuple(PLACES[match[0]] for match in held)
    found = [cells.pop(place) for place in places]
    kinds = tuple(_KINDS[match[2], cell.formula is not None] for match, cell in zip(held, found, strict=True))
    styles = tuple(cell.style for cell in found)
    formulas = tuple(cell.formula for cell in found)
    return KnownRow(places, _shared(kinds), formulas, _shared(styles), cells, ([], cells))


@lru_cache(maxsize=4096)
def _shared(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The same object for equal tuples: the rows of a table are alike."""
    return numbers
