"""Excel's functions over ranges. In a range only true numbers count: no text that spells one, no logical.

Each takes ``cells`` (the contents of all range arguments) and ``scalars`` (arguments written as expressions,
which are converted as in arithmetic).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.formulas_model.operators import finite
from toolkit.formulas_model.values import ExcelFault, number, truth
from toolkit.model import ExcelError, Value


def numbers_of(cells: Iterable[Value]) -> list[float]:
    """The true numbers of a range; an error in it spreads."""
    found: list[float] = []
    for value in cells:
        if type(value) is float:
            found.append(value)
        elif isinstance(value, ExcelError):
            raise ExcelFault(value)
    return found


def total(cells: Iterable[Value]) -> float:
    """SUM of range contents: text and logicals are passed over."""
    result = 0.0
    for value in cells:
        if type(value) is float:
            result += value
        elif isinstance(value, ExcelError):
            raise ExcelFault(value)
    return finite(result)


def sum_of(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """SUM: ``SUM("5",TRUE)`` is 6, while text and logicals in cells are passed over."""
    result = total(cells)
    for scalar in scalars:
        result += number(scalar)
    return finite(result)


def _all_numbers(cells: Sequence[Value], scalars: Sequence[Value]) -> list[float]:
    return numbers_of(cells) + [number(scalar) for scalar in scalars]


def maximum(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """MAX: 0 where there is no number."""
    return max(_all_numbers(cells, scalars), default=0.0)


def minimum(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """MIN: 0 where there is no number."""
    return min(_all_numbers(cells, scalars), default=0.0)


def average(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """AVERAGE: ``#DIV/0!`` where there is no number."""
    found = _all_numbers(cells, scalars)
    if not found:
        raise ExcelFault(ExcelError.DIV0)
    return finite(total(found) / len(found))


def count(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """COUNT: true numbers in cells; of expressions also logicals and texts that spell a number."""
    in_cells = list(map(type, cells)).count(float)
    return float(in_cells + sum(map(_countable, scalars)))


def _countable(scalar: Value) -> bool:
    try:
        number(scalar)
    except ExcelFault:
        return False
    return True


def count_filled(cells: Sequence[Value], scalars: Sequence[Value]) -> float:
    """COUNTA: everything but blank cells; an empty text and an error count."""
    return float(sum(value is not None for value in cells) + len(scalars))


def count_blank(cells: Sequence[Value]) -> float:
    """COUNTBLANK: blank cells and empty texts."""
    return float(sum(value is None or (type(value) is str and not value) for value in cells))


def sum_of_products(*arrays: Sequence[Value]) -> float:
    """SUMPRODUCT: anything but a number counts as 0 (also a logical: hence ``--(…)``); an error spreads."""
    if len(arrays) == 1:
        return total(arrays[0])
    result = 0.0
    for row in zip(*arrays, strict=True):
        product = 1.0
        for value in row:
            if isinstance(value, ExcelError):
                raise ExcelFault(value)
            product *= value if type(value) is float else 0.0
        result += product
    return finite(result)


def _logicals(cells: Sequence[Value], scalars: Sequence[Value]) -> list[bool]:
    """What AND and OR judge: of cells the logicals and numbers; ``#VALUE!`` where there is none at all."""
    found: list[bool] = []
    for value in cells:
        if type(value) is bool or type(value) is float:
            found.append(bool(value))
        elif isinstance(value, ExcelError):
            raise ExcelFault(value)
    found.extend(truth(scalar) for scalar in scalars)
    if not found:
        raise ExcelFault(ExcelError.VALUE)
    return found


def all_true(cells: Sequence[Value], scalars: Sequence[Value]) -> bool:
    """AND: every argument is computed, texts and blanks in cells are passed over."""
    return all(_logicals(cells, scalars))


def any_true(cells: Sequence[Value], scalars: Sequence[Value]) -> bool:
    """OR: every argument is computed, texts and blanks in cells are passed over."""
    return any(_logicals(cells, scalars))
