"""Tables that the bureau keeps itself: a heading row and a row a unit, headings matched to field names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from toolkit.decimals import to_decimal
from toolkit.errors import UnusableInput
from toolkit.form import as_text
from toolkit.model import Field, Sheet, Value

MOST_HEAD_ROW = 20
"""The heading row stands within this many rows from the top; titles may stand above it."""
MONEY: Final = {
    "元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10_000),
}  # fmt: skip
"""Units of money, each in 万元, the one of the form."""
MOST_FAULTS: Final = 20
SIDE_HEADS: Final = frozenset({"序号", "备注"})
_UNIT_BEHIND: Final = re.compile(r"(.+?)[（(](?:单位[:：])?([^（()）]{1,3})[）)]")
_UNIT_ABOVE: Final = re.compile(r"单位\s*[:：]\s*(元|千元|万元|亿元)")


class Line(Struct, frozen=True):
    """One filled row below the headings: its number in the sheet and its values by heading."""

    row: int
    values: Mapping[str, Value]

    def text(self, head: str) -> str:
        """A value as trimmed text; empty where blank or where there is no such column."""
        return as_text(self.values.get(head))


class Grid(Struct, frozen=True):
    """A sheet taken as a table."""

    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str = ""
    """The unit of all amounts, where a line above the headings says it: 单位：元."""


class Column(Struct, frozen=True):
    """A column that is a field of the form."""

    head: str
    field: Field
    factor: Decimal
    """By which its numbers come into the field's unit."""

    def value(self, line: Line) -> Value:
        """What stands in a line; a number of another unit in the field's, rounded to its decimals."""
        value = line.values.get(self.head)
        exact = to_decimal(value, None) if isinstance(value, float) and self.factor != 1 else None
        if exact is None:
            return value
        own = to_decimal(float(exact * self.factor), self.field.decimals)
        return value if own is None else float(own)


def read_grid(sheet: Sheet, wanted: Sequence[str]) -> Grid | None:
    """The sheet as a table under the first row that holds one of the ``wanted`` headings; else ``None``."""
    rows: dict[int, dict[int, Value]] = {}
    for (row, column), cell in sheet.cells.items():
        if as_text(cell.value):
            rows.setdefault(row, {})[column] = cell.value
    head = next((row for row in sorted(rows) if row <= MOST_HEAD_ROW and _is_head(rows[row], wanted)), None)
    if head is None:
        return None
    names = {column: as_text(value) for column, value in sorted(rows[head].items())}
    lines = (
        Line(row, {names[column]: value for column, value in sorted(rows[row].items()) if column in names})
        for row in sorted(rows)
        if row > head
    )
    above = (as_text(value) for row in rows if row < head for value in rows[row].values())
    unit = next((told[1] for text in above if (told := _UNIT_ABOVE.search(text))), "")
    return Grid(sheet.title, tuple(names.values()), tuple(line for line in lines if line.values), unit)


def _is_head(row: Mapping[int, Value], wanted: Sequence[str]) -> bool:
    return any(as_text(value) in wanted for value in row.values())


def columns_of(
    grid: Grid, fields: Mapping[str, Field], aliases: Mapping[str, str], where: str
) -> tuple[Column, ...]:
    """The columns whose heading is a field's own name, its label, or an alias; others are left out.

    A unit in brackets behind the heading, or 数 at its end, makes no difference to what it means: 年初预算数,
    年初预算（元）. Raises UnusableInput where two headings mean the same field, or a label belongs to several
    fields.
    """
    found: dict[str, Column] = {}
    for head in grid.heads:
        unit, names = _meant(head, fields, aliases)
        if len(names) > 1:
            raise UnusableInput(
                f"{where}：标题“{head}”对应多个字段（{'、'.join(names)}），请改写成其中一个字段名。"
            )
        if names and names[0] in found:
            other = found[names[0]].head
            pair = f"有两列“{head}”" if other == head else f"“{other}”和“{head}”是同一个字段"
            raise UnusableInput(f"{where}：{pair}，请只留一列。")
        if names:
            is_money = fields[names[0]].unit in MONEY
            told = unit or (grid.unit if is_money else "")
            found[names[0]] = Column(head, fields[names[0]], MONEY[told] if told and is_money else Decimal(1))
    return tuple(found.values())


def unused(grid: Grid, columns: Sequence[Column]) -> tuple[str, ...]:
    """The headings of columns that mean no field, without those that every table has."""
    used = {column.head for column in columns}
    return tuple(head for head in grid.heads if head not in used and head not in SIDE_HEADS)


def fault_list(title: str, lines: Sequence[str]) -> str:
    """A heading with the number of faults, and the first of them a line each."""
    rest = [f"……另有 {len(lines) - MOST_FAULTS} 处"] if len(lines) > MOST_FAULTS else []
    return "\n".join([f"{title}（{len(lines)} 处）：", *lines[:MOST_FAULTS], *rest])


def money_unit(head: str) -> str:
    """The unit of money in brackets behind a heading; empty where there is none."""
    return unit if (unit := _parted(head)[1]) in MONEY else ""


def _meant(head: str, fields: Mapping[str, Field], aliases: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """The unit behind a heading, and the fields that it may mean."""
    base, unit = _parted(head)
    for said, of_unit in ((head, ""), (base, unit), (f"{base}数", unit), (base.removesuffix("数"), unit)):
        names = [aliases[said]] if said in aliases else [said] if said in fields else []
        names = names or [name for name, field in fields.items() if field.label == said and not field.table]
        if names and all(_fits(of_unit, fields[name].unit) for name in names):
            return of_unit, names
    return "", ()


def _parted(head: str) -> tuple[str, str]:
    """A heading without blanks, and the unit in brackets behind it."""
    told = _UNIT_BEHIND.fullmatch("".join(head.split()))
    return (told[1], told[2]) if told else ("".join(head.split()), "")


def _fits(unit: str, own: str) -> bool:
    return not unit or unit == own or (unit in MONEY and own in MONEY)
