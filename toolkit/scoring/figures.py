"""Rounding half-up, and rates as a trace prints them."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from toolkit.decimals import QUANTA, plain

ONE_HUNDRED = Decimal(100)
MOST_DECIMALS = 12


def half_up(number: Decimal, decimals: int) -> Decimal:
    """``number`` rounded to ``decimals`` places, a tie away from zero; never ``-0``."""
    return number.quantize(unit(decimals), ROUND_HALF_UP) + 0


def unit(decimals: int) -> Decimal:
    """One unit of the last place: 0.01 for two decimals."""
    return QUANTA[decimals]


def floor_to(number: Decimal, decimals: int) -> Decimal:
    """The greatest number of ``decimals`` places that is not above ``number``."""
    return number.quantize(unit(decimals), ROUND_FLOOR) + 0


def ceil_to(number: Decimal, decimals: int) -> Decimal:
    """The least number of ``decimals`` places that is not below ``number``."""
    return number.quantize(unit(decimals), ROUND_CEILING) + 0


def percent(ratio: Decimal) -> str:
    """A ratio as a percentage: 0.9876 is ``98.76%``.

    Two decimals, and more only where two would show a whole percentage, hence a bound, that is not reached.
    """
    exact = ratio * ONE_HUNDRED
    rounded = half_up(exact, 2)
    for decimals in range(3, MOST_DECIMALS + 1):
        if rounded == exact or rounded != rounded.to_integral_value():
            break
        rounded = half_up(exact, decimals)
    return f"{plain(rounded)}%"


def quotient(dividend: Decimal, divisor: Decimal) -> str:
    """``98÷100=98%``, or with ``≈`` where the percentage shown is a rounded one."""
    shown = percent(dividend / divisor)
    sign = "=" if Decimal(shown.rstrip("%")) * divisor == dividend * ONE_HUNDRED else "≈"
    return f"{plain(dividend)}÷{plain(divisor)}{sign}{shown}"
