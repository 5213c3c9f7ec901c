"""Excel's operators: comparison at 15 digits, arithmetic that cancels cleanly."""

from __future__ import annotations

import math

from toolkit.formulas_model.values import ExcelFault, number, text
from toolkit.model import ExcelError, Value

SNAP = 3.6e-15
"""A difference smaller than this part of its operands counts as zero."""
_PLAIN = frozenset((float, str, bool))
"""Types of values that are neither blank nor an error."""


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
    if type(left) is float and type(right) is float:
        return left == right or same_number(left, right)
    if type(left) is str and type(right) is str:
        return left == right or left.lower() == right.lower()
    if type(left) is not type(right) and type(left) in _PLAIN and type(right) in _PLAIN:
        return False
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
    if type(left) is float and type(right) is float:
        return left < right and not same_number(left, right)
    return compare(left, right) < 0


def less_or_equal(left: Value, right: Value) -> bool:
    """``<=``: equality at 15 digits counts."""
    if type(left) is float and type(right) is float:
        return left <= right or same_number(left, right)
    return compare(left, right) <= 0


def greater(left: Value, right: Value) -> bool:
    """``>``."""
    if type(left) is float and type(right) is float:
        return left > right and not same_number(left, right)
    return compare(left, right) > 0


def greater_or_equal(left: Value, right: Value) -> bool:
    """``>=``: equality at 15 digits counts."""
    if type(left) is float and type(right) is float:
        return left >= right or same_number(left, right)
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
