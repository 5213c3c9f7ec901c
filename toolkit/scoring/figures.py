"""Rounding half-up, and figures as a trace prints them: no exponent, no idle zeros."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

ONE_HUNDRED = Decimal(100)


def half_up(number: Decimal, decimals: int) -> Decimal:
    """``number`` rounded to ``decimals`` places, a tie away from zero; never ``-0``."""
    return number.quantize(unit(decimals), ROUND_HALF_UP) + 0


def unit(decimals: int) -> Decimal:
    """One unit of the last place: 0.01 for two decimals."""
    return Decimal(1).scaleb(-decimals)


def floor_to(number: Decimal, decimals: int) -> Decimal:
    """The greatest number of ``decimals`` places that is not above ``number``."""
    return number.quantize(unit(decimals), ROUND_FLOOR) + 0


def ceil_to(number: Decimal, decimals: int) -> Decimal:
    """The least number of ``decimals`` places that is not below ``number``."""
    return number.quantize(unit(decimals), ROUND_CEILING) + 0


def plain(number: Decimal) -> str:
    """``150``, ``191.18``, ``0.5``: every digit that counts, without exponent or trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(ratio: Decimal) -> str:
    """A ratio as a percentage of at most two decimals: 0.9876 is ``98.76%``."""
    return f"{plain(half_up(ratio * ONE_HUNDRED, 2))}%"


def quotient(dividend: Decimal, divisor: Decimal) -> str:
    """``98÷100=98%``, or with ``≈`` where two decimals of a percentage do not say it exactly."""
    ratio = dividend / divisor
    sign = "=" if half_up(ratio, 4) * divisor == dividend else "≈"
    return f"{plain(dividend)}÷{plain(divisor)}{sign}{percent(ratio)}"
