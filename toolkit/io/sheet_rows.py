"""The cells of a sheet's rows by looking rows up instead of reading them.

A program writes the same form in the same way: from file to file only the values differ. With its values
taken out, a row (``<row r="7"><c r="B7" s="12"><f>SUM(B2:B6)</f>…</c>``) comes back byte for byte. Each such
row is read once, by the grammar of ``sheet_cells``, and kept with what it says; bytes equal to a proven row
need no other proof. Nothing that was not proven is believed: a row that the grammar cannot read leaves the
sheet to the next reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import number
from toolkit.io.sheet_cells import PLACES, cells_of, match_cells, new_cell
from toolkit.io.sheet_strict import Cells
from toolkit.io.text import SharedStrings, decode_escapes, unescape
from toolkit.io.xml_parts import utf8_text
from toolkit.model import Cell, ExcelError, Value

MOST_BYTES: Final = 4 << 20
"""Rows in one generation, without their values: one program writes a form in about one megabyte."""
LONGEST_ROW: Final = 64 << 10
SAMPLE_BYTES: Final = 10_000
"""So much of a sheet's beginning tells a program's way of writing."""
MOST_SIGHTINGS: Final = 50_000
SIGHTINGS_TO_LEARN: Final = 2
MOST_VALUES: Final = 20_000
LONGEST_VALUE: Final = 100

_VALUE = re.compile(rb"<v>([^<]*)</v>")
_HOLE: Final = b"\0"
"""Stands for a value. XML knows no such character, so one that is in the file makes the holes too many."""
_ROW_END: Final = "</row>"
_PROBE: Final = b"<v>0</v>"
"""Put into each hole, so that the grammar can read the row."""
_VALUE_GROUP, _PROBED_VALUE = 5, "0<"
_PROBED: Final = SharedStrings({"0": ""})
_ROW_START = re.compile(r"\s*(?:<row(?: [^<>]*)?/>\s*)*<row(?: [^<>]*[^<>/])?>")
_EMPTY_ROWS = re.compile(r"\s*(?:<row(?: [^<>]*)?/>\s*)*")
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


class _Memory(dict[bytes, KnownRow]):
    """Known rows by their bytes without values; what was not asked for during a generation is forgotten."""

    def __init__(self) -> None:
        self.older: dict[bytes, KnownRow] = {}
        self.size = 0
        self.sightings: dict[int, int] = {}
        """In how many sheets rows of samples were met that were not known."""

    def __missing__(self, skeleton: bytes) -> KnownRow:
        """The row, read by the grammar; raises KeyError where the grammar does not account for all of it."""
        row = self.older.get(skeleton) or _proven(skeleton)
        if len(skeleton) <= LONGEST_ROW:
            if self.size + len(skeleton) > MOST_BYTES:
                self.older, self.size = dict(self), 0
                self.clear()
            self[skeleton] = row
            self.size += len(skeleton)
        return row

    def is_known(self, sample: Sequence[bytes]) -> bool:
        """Whether at least half of the rows are known."""
        return 2 * sum(row in self or row in self.older for row in sample) >= len(sample)

    def is_familiar(self, sample: Sequence[bytes]) -> bool:
        """Whether at least half of the rows were met twice before; from now on they were met once more.

        So a single file is not learned, nor are files which all differ, at hardly any cost; a program that
        comes back is.
        """
        if len(self.sightings) > MOST_SIGHTINGS:
            self.sightings.clear()
        met = 0
        for row in map(hash, sample):
            before = self.sightings.get(row, 0)
            met += before >= SIGHTINGS_TO_LEARN
            self.sightings[row] = before + 1
        return 2 * met >= len(sample)


_memory = _Memory()


def read_rows(rows: bytes, strings: SharedStrings) -> Cells | None:
    """Every filled cell of the rows, or ``None`` where they are not rows that are known or worth learning."""
    sample = _skeletons(rows[:SAMPLE_BYTES])[0]
    if not _memory.is_known(sample) and not _memory.is_familiar(sample):
        return None
    skeletons, rest, values = _skeletons(rows)
    text = utf8_text(rest)
    if text is None or _EMPTY_ROWS.fullmatch(text) is None:
        return None
    try:
        return _cells([_memory[skeleton] for skeleton in skeletons], values, strings)
    except (UnusableInput, KeyError):
        return None


def _skeletons(rows: bytes) -> tuple[list[bytes], bytes, list[bytes]]:
    """Each row with holes for its values and without its end tag; what follows the last; the values."""
    cut = _VALUE.split(rows)
    *skeletons, rest = _HOLE.join(cut[::2]).split(_ROW_END.encode())
    return skeletons, rest, cut[1::2]


def _cells(rows: Sequence[KnownRow], values: Sequence[bytes], strings: SharedStrings) -> Cells | None:
    """The cells that rows and the values in them make up; ``None`` where they do not fit together."""
    tables = (_NUMBERS, strings.by_bytes, _LOGICALS, _RESULTS, _TEXTS, _ERRORS)
    cells: Cells = {}
    at = expected = 0
    for row in rows:
        kinds = row.kinds
        stop = at + len(kinds)
        stored = values[at:stop]
        if len(stored) < len(kinds):
            return None
        found = row.filled([tables[kind][value] for kind, value in zip(kinds, stored, strict=True)])
        cells.update(found)
        expected += len(found)
        at = stop
    return cells if at == len(values) and len(cells) == expected else None


def _proven(skeleton: bytes) -> KnownRow:
    """Read a row by the grammar; raises KeyError or UnusableInput where it does not account for all of it."""
    text = utf8_text(skeleton.replace(_HOLE, _PROBE))
    if text is None or "\r" in text or "xmlns" in text:
        raise KeyError(skeleton)
    start = _ROW_START.match(text)
    if start is None or text.find("<row", start.end()) >= 0:
        raise KeyError(skeleton)
    rows = text + _ROW_END
    matches = match_cells(rows)
    cells = cells_of(matches, rows, _PROBED, False)
    if cells is None:
        raise KeyError(skeleton)
    held = [match for match in matches if match[_VALUE_GROUP] == _PROBED_VALUE]
    places = tuple(PLACES[match[0]] for match in held)
    found = [cells.pop(place) for place in places]
    kinds = tuple(_KINDS[match[2], cell.formula is not None] for match, cell in zip(held, found, strict=True))
    formulas, styles = tuple(cell.formula for cell in found), tuple(cell.style for cell in found)
    return KnownRow(places, kinds, formulas, styles, cells, ([], cells))
