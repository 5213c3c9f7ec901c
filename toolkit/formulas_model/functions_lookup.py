"""Excel's look-ups in ranges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from toolkit.formulas_model.criteria import has_wildcard, wildcard
from toolkit.formulas_model.values import ExcelFault, number, truth, whole
from toolkit.model import ExcelError, Value


def match(wanted: Value, cells: Sequence[Value], kind: Value) -> float:
    """MATCH: 0 the first equal cell (texts with wildcards), 1 the last not above, -1 the last not below."""
    mode = number(kind)
    if mode == 0:
        return float(_first_equal(wanted, cells) + 1)
    if mode > 0:
        return float(_last_not_above(wanted, cells) + 1)
    return float(_last_not_below(wanted, cells) + 1)


def lookup(wanted: Value, cells: Sequence[Value], results: Sequence[Value] | None) -> Value:
    """LOOKUP in vector form: beside the last cell not above, among those of the wanted type."""
    return (cells if results is None else results)[_last_not_above(wanted, cells)]


def vlookup(wanted: Value, columns: Sequence[Sequence[Value]], column: Value, nearest: Value) -> Value:
    """VLOOKUP: by equality, or (also by default) the last first-column cell not above."""
    place = whole(column)
    if place < 1:
        raise ExcelFault(ExcelError.VALUE)
    if place > len(columns):
        raise ExcelFault(ExcelError.REF)
    find = _last_not_above if truth(nearest) else _first_equal
    return columns[place - 1][find(wanted, columns[0])]


def index(values: Sequence[Value], start: int, rows: int, columns: int, stride: int, *place: Value) -> Value:
    """INDEX of one cell: ``start`` is the slot of the top left one, ``stride`` that between columns."""
    first = whole(place[0])
    if len(place) == 2:
        row, column = first, whole(place[1])
        if rows == 1 and row == 0:
            row = 1
        if columns == 1 and column == 0:
            column = 1
    else:
        row, column = (1, first) if rows == 1 else (first, 1)
    if row < 1 or column < 1:
        raise ExcelFault(ExcelError.VALUE)
    if row > rows or column > columns:
        raise ExcelFault(ExcelError.REF)
    return values[start + (column - 1) * stride + row - 1]


def _first_equal(wanted: Value, cells: Sequence[Value]) -> int:
    key = _key(wanted)
    if type(key) is str and has_wildcard(key):
        found = wildcard(key).fullmatch
        for position, value in enumerate(cells):
            if type(value) is str and found(value):
                return position
    elif type(key) is str:
        for position, value in enumerate(cells):
            if type(value) is str and value.lower() == key:
                return position
    else:
        kind = type(key)
        for position, value in enumerate(cells):
            if type(value) is kind and value == key:
                return position
    raise ExcelFault(ExcelError.NA)


def _last_not_above(wanted: Value, cells: Sequence[Value]) -> int:
    """Binary search among the cells of the wanted type, which must ascend."""
    key = _key(wanted)
    positions, keys = _same_type(key, cells)
    place = bisect_right(keys, key)
    if not place:
        raise ExcelFault(ExcelError.NA)
    return positions[place - 1]


def _last_not_below(wanted: Value, cells: Sequence[Value]) -> int:
    key: Any = _key(wanted)
    best = -1
    for position, candidate in zip(*_same_type(key, cells), strict=True):
        if candidate < key:
            break
        best = position
        if candidate == key:
            break
    if best < 0:
        raise ExcelFault(ExcelError.NA)
    return best


def _same_type(key: float | str | bool, cells: Sequence[Value]) -> tuple[list[int], list[float | str | bool]]:
    kind = type(key)
    positions = [position for position, value in enumerate(cells) if type(value) is kind]
    return positions, [_key(cells[position]) for position in positions]


def _key(value: Value) -> float | str | bool:
    """What is compared: texts in small letters, a blank as 0."""
    if value is None:
        return 0.0
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    return value.lower() if type(value) is str else value
