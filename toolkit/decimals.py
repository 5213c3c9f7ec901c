"""Doubles as the decimals that people see: the noise of binary arithmetic taken off, rounded half-up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from toolkit.model import Value

MOST_DIGITS = 15
"""Excel shows 15 significant digits; figures beyond them are noise of binary arithmetic."""
LARGEST = 10.0**MOST_DIGITS
"""Nothing in a form of this kind is as large, and Excel no longer shows the units of what is."""
NUMBERS_KEPT = 1 << 13
"""Numbers whose decimals are remembered: scores, rates and amounts come again and again."""
QUANTA = tuple(Decimal(1).scaleb(-decimals) for decimals in range(31))
"""One unit of the last decimal, by number of decimals; Excel allows 30."""


def to_decimal(value: Value, decimals: int | None) -> Decimal | None:
    """A double as the decimal that a person sees, half-up to ``decimals`` places.

    ``None`` if it is no number, or one of more than 15 digits before the point.
    """
    if not isinstance(value, float) or is_too_large(value):
        return None
    return _decimal(value, decimals) if value else _rounded(value, decimals)


def plain(number: Decimal) -> str:
    """``150``, ``191.18``, ``0.5``: every digit that counts, without exponent or trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_too_large(number: float) -> bool:
    """Whether a number has more digits before the point than Excel shows."""
    return not -LARGEST < number < LARGEST


def _rounded(number: float, decimals: int | None) -> Decimal:
    exact = Decimal(f"{number:.{MOST_DIGITS}g}")
    return exact if decimals is None else exact.quantize(QUANTA[decimals], rounding=ROUND_HALF_UP)


_decimal = lru_cache(NUMBERS_KEPT)(_rounded)
"""Not for 0, which equals -0 but is printed without a sign."""
