"""Figures at the edge of a rule: doubles become decimals, ties are compared by what they were rounded from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toolkit.model import ExcelError, Figure, Value
from toolkit.submission import is_blank, to_decimal

EXACT_DECIMALS = 9
"""Where a rule states its own tolerance, only the noise of binary arithmetic is taken off."""
UNIT_DECIMALS = {"万元": 2, "分": 2, "%": 4}
EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its figure, and by how much a printed figure may be off by rounding."""

    figure: Figure
    slack: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a relation holds; ``tail`` where it holds only because of rounding."""

    holds: bool
    difference: Decimal | None = None
    tail: bool = False


def figure_of(value: Value, unit: str, *, exact: bool) -> Figure:
    """A cell's value as a rule compares it: half-up to the unit's decimals, or to nine where exact."""
    if isinstance(value, bool) or value is None or isinstance(value, ExcelError):
        return None if value is None else str(value).upper()
    if isinstance(value, str):
        return value.strip()
    return to_decimal(value, EXACT_DECIMALS if exact else UNIT_DECIMALS.get(unit, EXACT_DECIMALS))


def compare(left: Side, relation: str, right: Side, tolerance: Decimal | None) -> Comparison:
    """Compare two sides. Without a tolerance of its own a tie holds while both intervals can meet.

    An empty text counts as 0 against a number. Raises ValueError for an unknown relation.
    """
    if relation == "非空":
        return Comparison(holds=not is_blank(left.figure if isinstance(left.figure, str) else _truth(left)))
    if isinstance(left.figure, str) and isinstance(right.figure, str):
        return Comparison(holds=_relate_text(left.figure, relation, right.figure))
    a, b = _number(left.figure), _number(right.figure)
    if a is None or b is None:
        return Comparison(holds=_relate_text(str(left.figure or ""), relation, str(right.figure or "")))
    difference = a - b
    slack = left.slack + right.slack if tolerance is None else tolerance
    strict = _relate(difference, relation, Decimal(0))
    holds = strict or _relate(difference, relation, slack)
    return Comparison(holds, difference, tail=holds and not strict and tolerance is None)


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


def _truth(side: Side) -> Value:
    return None if side.figure is None else 1.0


def show(figure: Figure, unit: str) -> str:
    """A figure as it is printed in a message: money with two decimals, a rate as per cent, a date as date."""
    if not isinstance(figure, Decimal):
        return figure or "空"
    if unit == "万元":
        return f"{figure:.2f}"
    if unit == "%":
        return plain(figure * 100) + "%"
    if unit == "日期":
        return (EPOCH + timedelta(days=int(figure))).isoformat()
    return plain(figure)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
