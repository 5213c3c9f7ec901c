"""The cells of a sheet's rows by looking up, not by reading, what stands between two values.

A program writes the same form in the same way: from file to file only the values differ, and the bytes
between two values (``</c><c r="B7" s="12"><f>SUM(B2:B6)</f>``) come back. Each such piece is read once, by
the grammar of ``sheet_cells``, and kept with what it says; bytes equal to a proven piece need no other proof.
Nothing that was not proven is believed: a piece that the grammar cannot read leaves the sheet to the next
reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from toolkit.errors import UnusableInput
from toolkit.io.cell_values import number
from toolkit.io.sheet_cells import new_cell, read_cells
from toolkit.io.sheet_strict import Cells
from toolkit.io.text import decode_escapes, unescape
from toolkit.io.xml_parts import utf8_text
from toolkit.model import Cell, ExcelError, Value

MOST_PIECES: Final = 30_000
"""Pieces in one generation: one program writes a form in about twelve thousand."""
LONGEST_PIECE: Final = 4_000
MOST_VALUES: Final = 20_000
LONGEST_VALUE: Final = 100
MOST_TITLES: Final = 256
MOST_UNKNOWN: Final = 0.3
"""A larger share of unknown pieces is not worth proving one by one."""
SAMPLE_BYTES: Final = 10_000
FIRST_LEARNED: Final = 4

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
_failures: dict[str, int] = {}
"""How often in a row a sheet of that title consisted of unknown pieces."""


def read_pieces(rows: bytes, strings: Mapping[str, str], title: str) -> Cells | None:
    """Every filled cell of the rows, or ``None`` where they are not made of proven pieces."""
    if not _promising(rows, title):
        return None
    cut = _VALUE.split(rows)
    cut[0] = _END + cut[0]
    pieces = _known(cut[::2], title)
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


def _promising(rows: bytes, title: str) -> bool:
    """Whether looking up is worth while: not where this sheet was unknown before and still looks it.

    The first files are not learned, for there may be no others; then the 4th, 8th, 16th … unknown one is, so
    that files which are all different cost little, and a program that comes back is known soon.
    """
    failures = _failures.get(title, 0)
    if failures == 0 or _is_to_learn(failures + 1):
        return True
    sample = _VALUE.split(rows[:SAMPLE_BYTES])[2:-1:2]
    if sum(piece in _pieces or piece in _older for piece in sample) * 2 > len(sample):
        return True
    _count_failure(title)
    return False


def _is_to_learn(failures: int) -> bool:
    return failures >= FIRST_LEARNED and failures & (failures - 1) == 0


def _count_failure(title: str) -> int:
    if len(_failures) > MOST_TITLES:
        _failures.clear()
    _failures[title] = _failures.get(title, 0) + 1
    return _failures[title]


def _known(keys: Sequence[bytes], title: str) -> list[Piece] | None:
    """The pieces of these bytes, the unknown ones proven now; ``None`` where that fails or is too much."""
    found = list(map(_pieces.get, keys))
    unknown = sum(key not in _older for key, piece in zip(keys, found, strict=True) if piece is None)
    if unknown > MOST_UNKNOWN * len(keys):
        if not _is_to_learn(_count_failure(title)):
            return None
    else:
        _failures.pop(title, None)
    if None in found:
        found = [piece or _recalled(key) or _proven(key) for piece, key in zip(found, keys, strict=True)]
    pieces = [piece for piece in found if piece is not None]
    return pieces if len(pieces) == len(keys) else None


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
