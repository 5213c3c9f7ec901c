"""From what a cell element states (type, text, formula attributes) to the value and formula it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from math import isfinite
from typing import Final

from msgspec import Struct

from toolkit.dates import EPOCH, FIRST_SERIAL
from toolkit.errors import UnusableInput
from toolkit.expression import expression
from toolkit.io.recognise import DAMAGED
from toolkit.io.text import decode_escapes
from toolkit.model import Cell, ExcelError, Value

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
TEXT_TYPES: Final = frozenset(("str", "inlineStr"))
_ERRORS: Final[Mapping[str, ExcelError]] = {error.value: error for error in ExcelError}
_TIME_ONLY = expression(r"[0-9]{2}:[0-9]{2}")
_REFERENCE = expression(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DAY = timedelta(days=1)
EPOCH_1900: Final = datetime.combine(EPOCH, time())
EPOCH_1904: Final = datetime(1904, 1, 1)


class _Columns(dict[str, int]):
    """Column numbers by letters, worked out once each; raises UnusableInput beyond the last column."""

    def __missing__(self, letters: str) -> int:
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        if column > MAX_COLUMN:
            raise UnusableInput(DAMAGED)
        self[letters] = column
        return column


COLUMNS: Final = _Columns()


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of ``E24``; raises UnusableInput where it is no cell of a sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or int(match[2]) > MAX_ROW:
        raise UnusableInput(DAMAGED)
    return int(match[2]), COLUMNS[match[1]]


def typed_value(kind: str, text: str, strings: Mapping[str, str], date1904: bool) -> Value:
    """The value of a cell of type ``kind`` (attribute ``t``) whose value element reads ``text``.

    ``strings`` holds the shared strings by index in decimal digits. Numbers are floats, ISO dates their
    serials; errors newer than Excel 2010 count as ``#VALUE!``. Empty text is ``None``, but "" for text types.
    Raises UnusableInput where the text does not fit the type.
    """
    if kind in ("", "n"):
        return number(text) if text else None
    if kind in TEXT_TYPES:
        return decode_escapes(text)
    if not text:
        return None
    if kind == "s":
        return _shared(text.strip(), strings)
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return _ERRORS.get(text, ExcelError.VALUE)
    if kind == "d":
        return _serial(text, date1904)
    raise UnusableInput(DAMAGED)


def number(text: str) -> float:
    """A finite number in plain digits; raises UnusableInput otherwise."""
    try:
        value = float(text)
    except ValueError as fault:
        raise UnusableInput(DAMAGED) from fault
    if text.isascii() and "_" not in text and isfinite(value):
        return value
    raise UnusableInput(DAMAGED)


def _shared(index: str, strings: Mapping[str, str]) -> str:
    if index not in strings:
        raise UnusableInput(DAMAGED)
    return strings[index]


def _serial(text: str, date1904: bool) -> float:
    """An ISO 8601 date, time or both as the workbook's serial number."""
    text = text.strip().removesuffix("Z")
    epoch = EPOCH_1904 if date1904 else EPOCH_1900
    try:
        if _TIME_ONLY.match(text):
            return (datetime.combine(epoch, time.fromisoformat(text)) - epoch) / _DAY
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as fault:
        raise UnusableInput(DAMAGED) from fault
    serial = (moment - epoch) / _DAY
    return serial if date1904 or serial >= FIRST_SERIAL else serial - 1


class Formulas(Struct):
    """Formula texts of one sheet as it is read: shared ones are settled when all masters are known."""

    masters: dict[str, tuple[tuple[int, int], str]] = {}
    followers: list[tuple[tuple[int, int], str]] = []

    def text(self, at: tuple[int, int], attributes: Mapping[str, str], text: str) -> str | None:
        """The formula's text; ``{=…}`` for an array formula or data table, ``""`` for one still to settle.

        ``None`` where the element is empty and shares nothing: that is no formula.
        """
        kind = attributes.get("t", "normal")
        if kind == "array":
            return f"{{={text}}}"
        if kind == "dataTable":
            return f"{{=TABLE({attributes.get('r1', '')},{attributes.get('r2', '')})}}"
        if kind == "shared":
            self._share(at, attributes.get("si", ""), text)
            return text
        return text or None

    def _share(self, at: tuple[int, int], index: str, text: str) -> None:
        if text:
            self.masters.setdefault(index, (at, text))
        else:
            self.followers.append((at, index))

    def settle(self, cells: dict[tuple[int, int], Cell]) -> None:
        """Give every follower of a shared formula its own text; raises UnusableInput without a master."""
        for at, index in self.followers:
            if index not in self.masters:
                raise UnusableInput(DAMAGED)
            origin, text = self.masters[index]
            cells[at] = cells[at]._replace(formula=_translate(text, origin, at))


def _translate(text: str, origin: tuple[int, int], at: tuple[int, int]) -> str:
    from toolkit.formulas_model import translate_shared

    return translate_shared(text, origin, at)
