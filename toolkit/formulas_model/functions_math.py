"""Excel's rounding and plain arithmetic functions."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal

from toolkit.formulas_model.operators import finite
from toolkit.formulas_model.values import ExcelFault, number, whole
from toolkit.model import ExcelError, Value

_POWERS = tuple(10.0**exponent for exponent in range(13))
_CONTEXT = Context(prec=400)


def round_half_up(value: Value, digits: Value) -> float:
    """ROUND: half away from zero, judged on the 15 significant digits that Excel shows (1.005 gives 1.01)."""
    amount: float = value if type(value) is float else number(value)
    places = whole(digits)
    if 0 <= places <= 12:
        scaled = amount * _POWERS[places]
        if -1e12 < scaled < 1e12:
            below = math.floor(scaled)
            if abs(scaled - below - 0.5) > 0.02:
                return (below + 1 if scaled - below > 0.5 else below) / _POWERS[places]
    return _rounded(amount, places, ROUND_HALF_UP)


def round_up(value: Value, digits: Value) -> float:
    """ROUNDUP: away from zero, on 15 significant digits."""
    return _rounded(number(value), whole(digits), ROUND_UP)


def round_down(value: Value, digits: Value) -> float:
    """ROUNDDOWN: towards zero, on 15 significant digits."""
    return _rounded(number(value), whole(digits), ROUND_DOWN)


def _rounded(amount: float, places: int, mode: str) -> float:
    if places > 300:
        return amount
    if places < -310:
        return 0.0
    exact = Decimal(f"{amount:.15g}")
    if exact.adjusted() + places >= 15:
        return amount
    return finite(float(exact.quantize(Decimal(1).scaleb(-places), rounding=mode, context=_CONTEXT))) + 0.0


def integer(value: Value) -> float:
    """INT: down to the next whole number, also below zero."""
    return float(math.floor(number(value)))


def absolute(value: Value) -> float:
    """ABS."""
    return abs(number(value))


def modulo(value: Value, divisor: Value) -> float:
    """MOD: the sign is the divisor's."""
    amount, by = number(value), number(divisor)
    if by == 0.0:
        raise ExcelFault(ExcelError.DIV0)
    return amount - by * math.floor(amount / by) + 0.0
