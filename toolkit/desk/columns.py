"""Tables that the bureau keeps itself: a heading row and a row a unit, headings matched to field names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from toolkit.errors import UnusableInput
from toolkit.form import as_text
from toolkit.model import Field, Sheet, Value

MOST_HEAD_ROW = 20
"""The heading row stands within this many rows from the top; titles may stand above it."""


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
    return Grid(sheet.title, tuple(names.values()), tuple(line for line in lines if line.values))


def _is_head(row: Mapping[int, Value], wanted: Sequence[str]) -> bool:
    return any(as_text(value) in wanted for value in row.values())


def heads_to_fields(
    grid: Grid, fields: Mapping[str, Field], aliases: Mapping[str, str], where: str
) -> dict[str, str]:
    """Heading → field name: a field's own name, its label, or an alias; other headings are left out.

    Raises UnusableInput where two headings mean the same field, or a label belongs to several fields.
    """
    found: dict[str, str] = {}
    for head in grid.heads:
        names = list(_meant(head, fields, aliases))
        if len(names) > 1:
            raise UnusableInput(
                f"{where}：标题“{head}”对应多个字段（{'、'.join(names)}），请改写成其中一个字段名。"
            )
        if names and names[0] in found.values():
            other = next(known for known, name in found.items() if name == names[0])
            pair = f"有两列“{head}”" if other == head else f"“{other}”和“{head}”是同一个字段"
            raise UnusableInput(f"{where}：{pair}，请只留一列。")
        if names:
            found[head] = names[0]
    return found


def _meant(head: str, fields: Mapping[str, Field], aliases: Mapping[str, str]) -> Iterator[str]:
    if head in aliases:
        yield aliases[head]
    elif head in fields:
        yield head
    else:
        yield from (name for name, field in fields.items() if field.label == head and not field.table)
