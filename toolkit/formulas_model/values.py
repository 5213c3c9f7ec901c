"""Excel's conversions between types, on plain Python values, and its errors."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from toolkit.expression import expression
from toolkit.formulas_model.serials import serial_of
from toolkit.model import ExcelError, Value

_NUMBER = expression(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<power>[eE][+-]?\d+)?"
    r"(?P<percent>%)?(?(open)\))",
    re.ASCII,
)
_DATE = expression(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)


class ExcelFault(Exception):
    """An Excel error on its way up to the cell; made afresh each time, so that no traceback is kept."""

    def __init__(self, error: ExcelError) -> None:
        super().__init__(error)
        self.error = error


def fail(error: ExcelError) -> Value:
    """Raises that error, where an expression is wanted."""
    raise ExcelFault(error)


@lru_cache(16384)
def parse_number(text: str) -> float | None:
    """The number that Excel reads in a text, ``" 98"``, ``12%``, ``1,234``, ``2025-03-01``; else ``None``."""
    bare = text.strip(" ")
    match = _NUMBER.fullmatch(bare)
    if match is None:
        return _parse_date(bare)
    number = float(match["digits"].replace(",", "") + (match["power"] or ""))
    if match["open"]:
        if match["sign"]:
            return None
        number = -number
    if math.isinf(number):
        return None
    number = -number if match["sign"] == "-" else number
    return number / 100 if match["percent"] else number


def _parse_date(text: str) -> float | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    return serial_of(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))


def number(value: Value) -> float:
    """The value in arithmetic: a blank is 0, a logical 0 or 1, a text what it spells, else ``#VALUE!``."""
    if type(value) is float:
        return value
    if value is None:
        return 0.0
    if type(value) is bool:
        return 1.0 if value else 0.0
    if type(value) is str:
        parsed = parse_number(value)
        if parsed is None:
            raise ExcelFault(ExcelError.VALUE)
        return parsed
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    return float(value)


def whole(value: Value) -> int:
    """The number cut to its integer part, as every counting argument is."""
    return int(number(value))


def text(value: Value) -> str:
    """The value where a text is wanted: a blank is empty, a number has up to 15 significant digits."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if type(value) is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    return number_text(float(value))


def number_text(value: float) -> str:
    """A number in format General: ``3``, ``0.333333333333333``, ``1E+20``."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}".replace("e", "E")


def truth(value: Value) -> bool:
    """The value as a condition: a number is true unless 0, a text must read TRUE or FALSE."""
    if type(value) is bool:
        return value
    if value is None:
        return False
    if type(value) is float:
        return value != 0.0
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    word = str(value).upper()
    if word in ("TRUE", "FALSE"):
        return word == "TRUE"
    raise ExcelFault(ExcelError.VALUE)


def caught(compute: Callable[[], Value]) -> Value:
    """The value of a computation, an error as a value."""
    try:
        return compute()
    except ExcelFault as fault:
        return fault.error


def lift(compute: Callable[..., Value], *columns: Sequence[Value]) -> list[Value]:
    """The computation done element by element, as in SUMPRODUCT; an error stays in its place."""
    try:
        return [compute(*row) for row in zip(*columns, strict=True)]
    except ExcelFault:
        return [_caught_row(compute, row) for row in zip(*columns, strict=True)]


def _caught_row(compute: Callable[..., Value], row: tuple[Value, ...]) -> Value:
    try:
        return compute(*row)
    except ExcelFault as fault:
        return fault.error
