"""The cells of a sheet's rows by looking up, not by reading, what stands between two values.

A program writes the same form in the same way: from file to file only the values differ, and the bytes
between two values (``</c><c r="B7" s="12"><f>SUM(B2:B6)</f>``) come back. Each such piece is read once, by
the grammar of ``sheet_cells``, and kept with what it says; bytes equal to a proven piece need no other proof.
Nothing that was not proven is believed: a piece that the grammar cannot read leaves the sheet to the next
reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, cast

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import number
from toolkit.io.sheet_cells import new_cell, read_cells
from toolkit.io.sheet_strict import Cells
from toolkit.io.text import decode_escapes, unescape
from toolkit.io.xml_parts import utf8_text
from toolkit.model import Cell, ExcelError, Value

MOST_PIECES: Final = 40_000
"""Pieces in one generation: one program writes a form in about twelve thousand."""
LONGEST_PIECE: Final = 4_000
MOST_VALUES: Final = 20_000
LONGEST_VALUE: Final = 100
MOST_SIGHTINGS: Final = 50_000
MOST_UNKNOWN: Final = 0.3
"""A larger share of unknown pieces is not worth proving one by one."""
SAMPLE_BYTES: Final = 10_000
SMALLEST_SAMPLE: Final = 8
SIGHTINGS_TO_LEARN: Final = 2
HITS_FOR_A_PROOF: Final = 4
"""Proving a piece costs as much as looking up a dozen; of too many programs in turn none is learned."""

_VALUE = re.compile(rb"<v>([^<]*)</v>")
_END, _ENDED = b"</c>", "</c>"
_PROBE: Final = "<v>0</v></c>"
"""Closes the cell that a piece opens, so that the grammar can read it."""
_OPENED = re.compile(r'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?>')
NUMBER, SHARED, LOGICAL, RESULT, TEXT, ERROR = range(6)
_KINDS: Final = {"": NUMBER, "n": NUMBER, "s": SHARED, "b": LOGICAL, "str": TEXT, "e": ERROR}


class Piece(NamedTuple):
    """What the bytes from the end of one value to the beginning of the next say."""

    place: tuple[int, int] | None
    """Row and column of the cell that the next value is of; ``None`` after the last value."""
    kind: int
    formula: str | None
    style: int
    before: tuple[tuple[tuple[int, int], Cell], ...]
    """Cells in between that have no value element: formulas without result, texts in the cell."""


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
_pieces: dict[bytes, Piece] = {}
_older: dict[bytes, Piece] = {}
"""The generation before: what is asked for again moves up, the rest goes when the next one is full."""
_last_strings: list[Any] = [None, {}]
_balance = [MOST_PIECES]
"""How many more pieces may be proven: as many as one generation, and more as pieces are found again."""
_sightings: dict[int, int] = {}
"""In how many files pieces of samples were met that were not known."""


def read_pieces(rows: bytes, strings: Mapping[str, str]) -> Cells | None:
    """Every filled cell of the rows, or ``None`` where they are not made of proven pieces."""
    sample = _sample(rows)
    if not _is_known(sample) and not _is_familiar(sample):
        return None
    cut = _VALUE.split(rows)
    cut[0] = _END + cut[0]
    pieces = _known(cut[::2], sample)
    if pieces is None:
        return None
    try:
        return _cells(pieces, cut[1::2], strings)
    except (UnusableInput, KeyError, ValueError):
        return None


def _cells(pieces: list[Piece], values: Sequence[bytes], strings: Mapping[str, str]) -> Cells | None:
    """The cells that pieces and the values between them make up; ``None`` where they do not fit together."""
    tables = (_NUMBERS, _by_digits(strings), _LOGICALS, _RESULTS, _TEXTS, _ERRORS)
    cells: Cells = {}
    last = pieces.pop()
    expected = len(values) + len(last.before)
    for (place, kind, formula, style, before), value in zip(pieces, values, strict=True):
        if before:
            expected += len(before)
            cells.update(before)
        if place is None:
            return None
        cells[place] = new_cell(Cell, (tables[kind][value], formula, style))
    cells.update(last.before)
    return cells if last.place is None and len(cells) == expected else None


def _by_digits(strings: Mapping[str, str]) -> Mapping[bytes, Value]:
    """The shared strings by index as the bytes of a cell state it; made once for all sheets of a file."""
    if _last_strings[0] is not strings:
        _last_strings[:] = strings, dict(zip(map(str.encode, strings), strings.values(), strict=True))
    found: Mapping[bytes, Value] = _last_strings[1]
    return found


def _sample(rows: bytes) -> list[bytes]:
    """Some pieces from the sheet's beginning, by which a program's way of writing is recognised."""
    sample = _VALUE.split(rows[:SAMPLE_BYTES])[2:-1:2]
    return sample if len(sample) >= SMALLEST_SAMPLE else _VALUE.split(rows)[2:-1:2]


def _is_known(sample: Sequence[bytes]) -> bool:
    return 2 * sum(piece in _pieces or piece in _older for piece in sample) >= len(sample)


def _is_familiar(sample: Sequence[bytes]) -> bool:
    """Whether most of a sample was met in two files before; from now on it was met once more.

    So a single file is not learned, nor are files which all differ, at hardly any cost; a program that comes
    back is.
    """
    if len(_sightings) > MOST_SIGHTINGS:
        _sightings.clear()
    met = 0
    for piece in map(hash, sample):
        before = _sightings.get(piece, 0)
        met += before >= SIGHTINGS_TO_LEARN
        _sightings[piece] = before + 1
    return 2 * met >= len(sample)


def _known(keys: Sequence[bytes], sample: Sequence[bytes]) -> list[Piece] | None:
    """The pieces of these bytes, the unknown ones proven now; ``None`` where that fails or is too much."""
    found = list(map(_pieces.get, keys))
    unknown = 0
    if None in found:
        unknown = sum(piece is None and key not in _older for key, piece in zip(keys, found, strict=True))
    if unknown > MOST_UNKNOWN * len(keys) and not (_balance[0] > 0 and _is_familiar(sample)):
        return None
    _balance[0] = min(_balance[0] - unknown + (len(keys) - unknown) // HITS_FOR_A_PROOF, MOST_PIECES)
    for place in _blanks(found):
        found[place] = _recalled(keys[place]) or _proven(keys[place])
    return None if None in found else cast(list[Piece], found)


def _blanks(found: Sequence[Piece | None]) -> Iterator[int]:
    """Where nothing was found."""
    place = -1
    with suppress(ValueError):
        while True:
            place = found.index(None, place + 1)
            yield place


def _proven(key: bytes) -> Piece | None:
    """Read a piece by the grammar and keep it; ``None`` where the grammar does not account for all of it."""
    text = utf8_text(key)
    if text is None or not text.startswith(_ENDED) or "\r" in text or "xmlns" in text:
        return None
    rows = text.removeprefix(_ENDED)
    try:
        piece = _opening(rows) or _closing(rows)
    except (UnusableInput, KeyError):
        return None
    if piece is not None and len(key) <= LONGEST_PIECE:
        _keep(key, piece)
    return piece


def _recalled(key: bytes) -> Piece | None:
    piece = _older.pop(key, None)
    if piece is not None:
        _keep(key, piece)
    return piece


def _keep(key: bytes, piece: Piece) -> None:
    if len(_pieces) >= MOST_PIECES:
        _older.clear()
        _older.update(_pieces)
        _pieces.clear()
    _pieces[key] = piece


def _opening(rows: str) -> Piece | None:
    """A piece whose last cell is still open: the grammar reads it with a value and an end put behind it."""
    opened = _OPENED.match(rows, max(rows.rfind("<c "), 0))
    kind = _KINDS.get(opened[1] or "") if opened else None
    cells = None if kind is None else read_cells(rows + _PROBE, {"0": ""}, False)
    if kind is None or not cells:
        return None
    place, (_, formula, style) = cells.popitem()
    if kind == TEXT and formula is not None:
        kind = RESULT
    return Piece(place, kind, formula, style, tuple(cells.items()))


def _closing(rows: str) -> Piece | None:
    """What stands behind the last value of a sheet."""
    cells = read_cells(rows, {}, False)
    return None if cells is None else Piece(None, NUMBER, None, 0, tuple(cells.items()))
