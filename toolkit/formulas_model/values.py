"""Excel's conversions between types, its comparison and its arithmetic, on plain Python values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from toolkit.formulas_model.serials import serial_of
from toolkit.model import ExcelError, Value

SNAP = 3.6e-15
"""A difference smaller than this part of its operands counts as zero."""

_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-])?(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?P<power>[eE][+-]?\d+)?"
    r"(?P<percent>%)?(?(open)\))",
    re.ASCII,
)
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII)


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


def same_number(left: float, right: float) -> bool:
    """Equality at 15 significant digits, the precision that Excel keeps for a comparison."""
    if left == right:
        return True
    if abs(left - right) > 1e-14 * abs(left):
        return False
    return f"{left:.15g}" == f"{right:.15g}"


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1 in Excel's order: number < text < logical; a blank suits the other side."""
    if type(left) is float and type(right) is float:
        return _compare_numbers(left, right)
    for value in (left, right):
        if isinstance(value, ExcelError):
            raise ExcelFault(value)
    left = _blank_like(right) if left is None else left
    right = _blank_like(left) if right is None else right
    rank, other = _rank(left), _rank(right)
    if rank != other:
        return -1 if rank < other else 1
    if rank == 0:
        return _compare_numbers(float(left), float(right))
    if rank == 1:
        low, high = str(left).lower(), str(right).lower()
        return (low > high) - (low < high)
    return bool(left) - bool(right)


def _compare_numbers(left: float, right: float) -> int:
    if same_number(left, right):
        return 0
    return -1 if left < right else 1


def _blank_like(value: Value) -> float | str | bool:
    if type(value) is str:
        return ""
    return False if type(value) is bool else 0.0


def _rank(value: Value) -> int:
    return 1 if type(value) is str else 2 if type(value) is bool else 0


def equal(left: Value, right: Value) -> bool:
    """``=``: texts without regard to case, numbers at 15 digits, different types never."""
    if type(left) is str and type(right) is str:
        return left == right or left.lower() == right.lower()
    return compare(left, right) == 0


def equal_text(value: Value, lowered: str) -> bool:
    """``=`` with a text known beforehand, given in small letters and not empty."""
    if type(value) is str:
        return value == lowered or value.lower() == lowered
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    return False


def is_empty(value: Value) -> bool:
    """``=""``: true of a blank cell and of an empty text."""
    if value is None:
        return True
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    return type(value) is str and not value


def different(left: Value, right: Value) -> bool:
    """``<>``."""
    return not equal(left, right)


def less(left: Value, right: Value) -> bool:
    """``<``."""
    return compare(left, right) < 0


def less_or_equal(left: Value, right: Value) -> bool:
    """``<=``: equality at 15 digits counts."""
    return compare(left, right) <= 0


def greater(left: Value, right: Value) -> bool:
    """``>``."""
    return compare(left, right) > 0


def greater_or_equal(left: Value, right: Value) -> bool:
    """``>=``: equality at 15 digits counts."""
    return compare(left, right) >= 0


def finite(result: float) -> float:
    """The result, or ``#NUM!`` where it is too large for a double."""
    if math.isfinite(result):
        return result
    raise ExcelFault(ExcelError.NUM)


def add(left: Value, right: Value) -> float:
    """``+``; a result that cancels to the last bits is 0."""
    first: float = left if type(left) is float else number(left)
    second: float = right if type(right) is float else number(right)
    result = first + second
    if abs(result) < SNAP * abs(first):
        return 0.0
    return result if -1e308 < result < 1e308 else finite(result)


def subtract(left: Value, right: Value) -> float:
    """``-``; a result that cancels to the last bits is 0."""
    first: float = left if type(left) is float else number(left)
    second: float = right if type(right) is float else number(right)
    result = first - second
    if abs(result) < SNAP * abs(first):
        return 0.0
    return result if -1e308 < result < 1e308 else finite(result)


def multiply(left: Value, right: Value) -> float:
    """``*``."""
    first: float = left if type(left) is float else number(left)
    second: float = right if type(right) is float else number(right)
    result = first * second
    return result if -1e308 < result < 1e308 else finite(result)


def divide(left: Value, right: Value) -> float:
    """``/``; by zero or by a blank cell is ``#DIV/0!``."""
    first: float = left if type(left) is float else number(left)
    second: float = right if type(right) is float else number(right)
    if second == 0.0:
        raise ExcelFault(ExcelError.DIV0)
    return finite(first / second)


def power(left: Value, right: Value) -> float:
    """``^``: 0^0 and a root of a negative number are ``#NUM!``, 0 to a negative power ``#DIV/0!``."""
    base, exponent = number(left), number(right)
    if base == 0.0 and exponent <= 0.0:
        raise ExcelFault(ExcelError.NUM if exponent == 0.0 else ExcelError.DIV0)
    try:
        return finite(math.pow(base, exponent))
    except (OverflowError, ValueError):
        raise ExcelFault(ExcelError.NUM) from None


def negate(value: Value) -> float:
    """Unary ``-``, which binds more tightly than ``^``."""
    return 0.0 - number(value)


def percent(value: Value) -> float:
    """``%``."""
    return number(value) / 100


def join(left: Value, right: Value) -> str:
    """``&``."""
    return text(left) + text(right)


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
