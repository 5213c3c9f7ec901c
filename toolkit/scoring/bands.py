"""Band tables of the parameter sheet: coefficients by rate, qualitative tiers, the grade of a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from toolkit.decimals import to_decimal
from toolkit.errors import MasterFault
from toolkit.model import Value
from toolkit.scoring.figures import ONE_HUNDRED, ceil_to, floor_to, half_up, unit

T = TypeVar("T")

Bands = tuple[tuple[Decimal, T], ...]
"""Pairs of lower bound (included) and what applies from there on, lower bounds ascending."""

BandTables = Mapping[str, Sequence[Mapping[str, Value]]]
"""Band tables as the form holds them: rows of short column name and value."""


class Tier(Struct, frozen=True):
    """A qualitative tier as shares of the full score; the lower bound is included."""

    name: str
    lower: Decimal
    upper: Decimal
    upper_included: bool
    default: Decimal
    """Share that applies where the unit claims no score."""

    def range_of(self, max_score: Decimal, decimals: int) -> tuple[Decimal, Decimal]:
        """Lowest and highest score of the tier that ``decimals`` places can express."""
        lowest = ceil_to(self.lower * max_score, decimals)
        top = self.upper * max_score
        highest = floor_to(top, decimals) if self.upper_included else ceil_to(top, decimals) - unit(decimals)
        return lowest, max(lowest, highest)


def look_up(bands: Bands[T], figure: Decimal) -> T:
    """What applies at ``figure``: of the last band whose lower bound it reaches, else of the lowest band."""
    reached = [value for lower, value in bands if lower <= figure]
    return reached[-1] if reached else bands[0][1]


def scaled(total: Decimal, max_total: Decimal) -> Decimal:
    """A total on a scale of 100, half-up to two decimals; ``max_total`` is not 0."""
    return half_up(total * ONE_HUNDRED / max_total, 2)


def rating_of(total: Decimal, max_total: Decimal, bands: Bands[str]) -> str:
    """The grade of a total on a scale of 100."""
    return look_up(bands, scaled(total, max_total))


def read_number_bands(tables: BandTables, table: str, column: str) -> Bands[Decimal]:
    """A table of lower bounds and numbers; raises ``MasterFault`` for a text where a number belongs."""
    return _ascending(
        (_number(row, table, "下限"), _number(row, table, column)) for row in _rows(tables, table)
    )


def read_text_bands(tables: BandTables, table: str, column: str) -> Bands[str]:
    """A table of lower bounds and words."""
    return _ascending((_number(row, table, "下限"), str(row[column])) for row in _rows(tables, table))


def read_tiers(tables: BandTables, table: str) -> tuple[Tier, ...]:
    """The qualitative tiers; an upper bound at which another tier begins belongs to that one."""
    rows = _rows(tables, table)
    lowers = {_number(row, table, "下限") for row in rows}
    return tuple(
        Tier(
            name=str(row["等次"]),
            lower=_number(row, table, "下限"),
            upper=(upper := _number(row, table, "上限")),
            upper_included=upper not in lowers,
            default=_number(row, table, "缺省"),
        )
        for row in rows
    )


def _ascending(bands: Iterable[tuple[Decimal, T]]) -> Bands[T]:
    return tuple(sorted(bands, key=lambda band: band[0]))


def _rows(tables: BandTables, table: str) -> list[Mapping[str, Value]]:
    rows = [row for row in tables.get(table, ()) if row.get("下限") not in (None, "")]
    if not rows:
        raise MasterFault(f"评分参数的“{table}”没有任何一行，请在母版的评分参数表中补上。")
    return rows


def _number(row: Mapping[str, Value], table: str, column: str) -> Decimal:
    number = to_decimal(row.get(column), None)
    if number is None:
        raise MasterFault(
            f"评分参数“{table}_{column}”的“{row.get(column)}”不是数字，请在母版的评分参数表中改正。"
        )
    return number
