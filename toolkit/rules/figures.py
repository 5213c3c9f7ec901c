"""Figures at the edge of a rule: doubles become decimals and are compared there."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from toolkit.dates import day_of
from toolkit.decimals import plain, to_decimal
from toolkit.model import ExcelError, Figure, Value

EXACT_DECIMALS = 9
"""Where a rule states its own tolerance, only the noise of binary arithmetic is taken off."""
DATE_UNIT = "日期"
"""Column 单位 of a rule whose figures are days."""
UNIT_DECIMALS = {"万元": 2, "分": 2, "%": 4}


class Comparison(Struct, frozen=True):
    """Whether a relation holds, and left minus right where both are numbers."""

    holds: bool
    difference: Decimal | None = None


def figure_of(value: Value, unit: str, *, exact: bool) -> Figure:
    """A cell's value as a rule compares it: half-up to the unit's decimals, or to nine where exact."""
    if isinstance(value, bool) or value is None or isinstance(value, ExcelError):
        return None if value is None else str(value).upper()
    if isinstance(value, str):
        return value.strip()
    return to_decimal(value, EXACT_DECIMALS if exact else UNIT_DECIMALS.get(unit, EXACT_DECIMALS))


def compare(left: Figure, relation: str, right: Figure, slack: Decimal) -> Comparison:
    """Compare two sides that may be apart by ``slack``. An empty text counts as 0 against a number.

    Raises ValueError for an unknown relation, or one that needs numbers and gets texts.
    """
    if relation == "非空":
        return Comparison(holds=left is not None and (not isinstance(left, str) or bool(left.strip())))
    a, b = _number(left), _number(right)
    if a is None or b is None or (isinstance(left, str) and isinstance(right, str)):
        return Comparison(_relate_text(_text(left), relation, _text(right)))
    return Comparison(_relate(a - b, relation, slack), a - b)


def _relate(difference: Decimal, relation: str, slack: Decimal) -> bool:
    match relation:
        case "＝":
            return abs(difference) <= slack
        case "≤":
            return difference <= slack
        case "≥":
            return difference >= -slack
        case "＜":
            return difference < slack
        case "≠":
            return abs(difference) > slack
    raise ValueError(f"unknown relation {relation!r}")


def _relate_text(left: str, relation: str, right: str) -> bool:
    match relation:
        case "＝":
            return left == right
        case "≠":
            return left != right
    raise ValueError(f"relation {relation!r} needs two numbers, got {left!r} and {right!r}")


def _number(figure: Figure) -> Decimal | None:
    if figure is None or figure == "":
        return Decimal(0)
    return figure if isinstance(figure, Decimal) else None


def _text(figure: Figure) -> str:
    return figure if isinstance(figure, str) else "" if figure is None else plain(figure)


def show(figure: Figure, unit: str) -> str:
    """A figure as it is printed in a message: money with two decimals, a rate as per cent, a date as date."""
    if not isinstance(figure, Decimal):
        return figure or "空"
    if unit == "万元":
        return f"{figure:.2f}"
    if unit == "%":
        return plain((figure * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)) + "%"
    if unit == DATE_UNIT:
        day = day_of(figure)
        return day.isoformat() if day else plain(figure)
    return plain(figure)


def as_read(figure: Figure, unit: str) -> Figure:
    """A figure of a rule as a finding states it beside its unit: a rate in per cent, a date in ISO's form."""
    if isinstance(figure, Decimal) and unit == "%":
        return figure * 100
    return show(figure, unit) if isinstance(figure, Decimal) and unit == DATE_UNIT else figure
