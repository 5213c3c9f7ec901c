"""The cells of a sheet's rows by looking rows up instead of reading them.

A program writes the same form in the same way: from file to file only the values differ. With its values
taken out, a row (``<row r="7"><c r="B7" s="12"><f>SUM(B2:B6)</f>…</c>``) comes back byte for byte. Each such
row is read once, by the grammar of ``sheet_cells``, and kept as the shape of a block; bytes equal to a proven
row need no other proof. A row that comes back with its values too is kept with them. Nothing that was not
proven is believed: a row that the grammar cannot read leaves the sheet to the next reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import Struct

from toolkit.blocks import Block, BlockCells, Shape
from toolkit.errors import UnusableInput
from toolkit.io.cell_values import number
from toolkit.io.row_memory import Credit, Generations, Sightings
from toolkit.io.sheet_cells import PLACES, Match, cells_of, match_cells
from toolkit.io.text import SharedStrings, decode_escapes, unescape
from toolkit.io.xml_parts import utf8_text
from toolkit.model import ExcelError, Value

SAMPLE_ROWS: Final = 12
"""So many rows, from all over a sheet, tell a program's way of writing."""
MOST_VALUES: Final = 8_000
LONGEST_VALUE: Final = 100

_VALUE = re.compile(rb"<v>([^<]*)</v>")
_VALUE_OR_TEXT = re.compile(rb'<(?:v|is><t(?: xml:space="preserve")?)>([^<]*)</')
"""For rows with texts in the cell; the rest of the end tag, which stays, tells them from values. Whether
spaces are to be preserved makes no difference: they always are."""
_TEXT_TAG: Final = b"<is>"
_HOLE: Final = b"\0"
"""Stands for a value. XML knows no such character, so one that is in the file makes the holes too many."""
_ROW_END: Final = b"</row>"
_PROBES: Final = ((b"\0v>", b"<v>0</v>"), (b"\0t>", b"<is><t>0</t>"), (_HOLE, b"<v>0</v>"))
"""What is put into each hole, so that the grammar can read the row."""
_VALUE_GROUP, _PROBED_VALUE, _TEXT_GROUP, _PROBED_TEXT = 5, "0<", 6, "0"
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
    ("inlineStr", False): TEXT,
    ("str", True): RESULT,
    ("e", False): ERROR,
    ("e", True): ERROR,
}
"""By type and whether the cell has a formula; other types are for the next reader."""


class KnownRow(Struct):
    """What the bytes of a row say beside its values."""

    shape: Shape
    """The cells whose values vary, in the order of these, then the others."""
    kinds: tuple[int, ...]
    """Of each value that varies."""
    others: tuple[Value, ...]
    """What the other cells hold: formulas without result nothing."""
    first: int
    last: int
    """The numbers of the first and of the last row that the cells are in."""
    stored: int = 0
    """Hash of the row's bytes with the values that were met last."""


class RepeatedRow(NamedTuple):
    """What the bytes of a row say, values included, as long as its shared strings are the same texts."""

    block: Block
    first: int
    last: int
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
_repeated: Generations[RepeatedRow] = Generations(2_500_000)
_sightings = Sightings()
_credit = Credit(6_000)
"""Rows of about four forms."""


def read_rows(rows: bytes, strings: SharedStrings) -> BlockCells | None:
    """Every filled cell of the rows, or ``None`` where they are not rows that are known or worth learning."""
    *rows_stored, rest = rows.split(_ROW_END)
    if (
        not _is_worth_it(rows_stored[:: len(rows_stored) // SAMPLE_ROWS + 1])
        or _EMPTY_ROWS.fullmatch(rest) is None
    ):
        return None
    try:
        blocks = _blocks(rows_stored, strings)
    except (UnusableInput, KeyError):
        return None
    return None if blocks is None else BlockCells(blocks)


def _is_worth_it(sample: Sequence[bytes]) -> bool:
    """Whether the program that wrote these rows is known, or has come back often enough to be learned."""
    if 2 * sum(_repeated.get(row) is not None for row in sample) >= len(sample):
        return True
    skeletons = [_HOLE.join(_cut(row)[::2]) for row in sample]
    known = sum(_rows.get(skeleton) is not None for skeleton in skeletons)
    return 2 * known >= len(sample) or _sightings.is_familiar(skeletons)


def _cut(stored: bytes) -> list[bytes]:
    """What stands around the values and the values, in turn."""
    pattern = _VALUE_OR_TEXT if _TEXT_TAG in stored else _VALUE
    return pattern.split(stored)


def _blocks(rows: Sequence[bytes], strings: SharedStrings) -> list[Block] | None:
    """The rows as blocks; ``None`` where they do not follow one another, so that they might share a cell."""
    tables = (_NUMBERS, strings.by_bytes, _LOGICALS, _RESULTS, _TEXTS, _ERRORS)
    text_of, recall = strings.by_bytes.get, _repeated.get
    young = _repeated.young.get
    blocks: list[Block] = []
    end = 0
    for stored in rows:
        row = young(stored) or recall(stored)
        if row is None or list(map(text_of, row.indices)) != row.texts:
            row = _row(stored, tables)
        block, first, last, _, _ = row
        if first <= end:
            if not last:
                continue
            return None
        end = last
        blocks.append(block)
    _credit.found(len(rows))
    return blocks


def _row(stored: bytes, tables: Tables) -> RepeatedRow:
    """The cells of a row that is known but for its values, or that is proven now; kept if it comes again."""
    cut = _cut(stored)
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
    block = Block(row.shape, (*found, *row.others))
    if row.stored != (met := hash(stored)):
        row.stored = met
        return RepeatedRow(block, row.first, row.last, (), [])
    shared = [number for number, kind in enumerate(kinds) if kind == SHARED]
    indices = tuple(values[number] for number in shared)
    repeated = RepeatedRow(block, row.first, row.last, indices, [found[number] for number in shared])
    _repeated.keep(stored, repeated)
    return repeated


def _proven(skeleton: bytes) -> KnownRow:
    """Read a row by the grammar; raises KeyError or UnusableInput where it does not account for all of it."""
    probed = skeleton
    for hole, probe in _PROBES:
        probed = probed.replace(hole, probe)
    text = utf8_text(probed)
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
    held = [match for match in matches if _varies(match)]
    places = [PLACES[match[0]] for match in held]
    found = [cells.pop(place) for place in places]
    kinds = tuple(_KINDS[match[2], cell.formula is not None] for match, cell in zip(held, found, strict=True))
    numbers = [row for row, _ in (*places, *cells)]
    found += cells.values()
    formulas = tuple(cell.formula for cell in found)
    styles = _shared(tuple(cell.style for cell in found))
    others = tuple(cell.value for cell in cells.values())
    shape = Shape((*places, *cells), formulas, styles)
    return KnownRow(shape, _shared(kinds), others, min(numbers, default=0), max(numbers, default=0))


def _varies(match: Match) -> bool:
    """Whether a cell's value or text was a hole."""
    return match[_VALUE_GROUP] == _PROBED_VALUE or match[_TEXT_GROUP] == _PROBED_TEXT


@lru_cache(maxsize=4096)
def _shared(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The same object for equal tuples: the rows of a table are alike."""
    return numbers
