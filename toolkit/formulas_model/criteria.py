"""Excel's criteria (``">=60"``, ``"甲*"``, a number, a blank), counting and summing by them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from toolkit.formulas_model.values import ExcelFault, parse_number, same_number
from toolkit.model import ExcelError, Value

Test = Callable[[Value], bool]
Cache = dict[Any, Any]
"""What one calculation of a model has grouped already, by the numbers of the ranges."""

_OPERATOR = re.compile(r"(>=|<=|<>|>|<|=)(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_ERRORS = frozenset(error.value for error in ExcelError)


def plain_text(criterion: Value) -> str | None:
    """The text, in small letters, that a criterion asks cells to equal; ``None`` for any other criterion."""
    return _plain_text(criterion) if type(criterion) is str else None


@lru_cache(16384)
def _plain_text(criterion: str) -> str | None:
    body = criterion[1:] if criterion.startswith("=") else criterion
    if not body or _OPERATOR.match(body) or has_wildcard(body):
        return None
    if parse_number(body) is not None or body.upper() in ("TRUE", "FALSE", *_ERRORS):
        return None
    return body.lower()


def matcher(criterion: Value) -> Test:
    """Whether a cell meets the criterion; a blank criterion asks for 0, as in Excel."""
    if criterion is None:
        return _number_test(0.0)
    if type(criterion) is str:
        return _text_matcher(criterion)
    if type(criterion) is bool:
        return lambda value: value is criterion
    if isinstance(criterion, ExcelError):
        return lambda value: value is criterion
    return _number_test(float(criterion))


@lru_cache(4096)
def _text_matcher(criterion: str) -> Test:
    match = _OPERATOR.match(criterion)
    if match is None:
        return _equality(criterion) if criterion else _is_empty
    sign, body = match[1], match[2]
    if sign == "=":
        return _equality(body) if body else _is_blank
    if sign == "<>":
        test = _equality(body) if body else _is_blank
        return lambda value: not test(value)
    return _order_test(_ORDERS[sign], body)


def _equality(body: str) -> Test:
    amount = parse_number(body)
    if amount is not None:
        return _number_test(amount)
    word = body.upper()
    if word in ("TRUE", "FALSE"):
        wanted = word == "TRUE"
        return lambda value: value is wanted
    if word in _ERRORS:
        error = ExcelError(word)
        return lambda value: value is error
    if has_wildcard(body):
        found = wildcard(body).fullmatch
        return lambda value: type(value) is str and found(value) is not None
    lowered = body.lower()
    return lambda value: type(value) is str and value.lower() == lowered


def _order_test(holds: Callable[[Any, Any], bool], body: str) -> Test:
    amount = parse_number(body)
    if amount is not None:
        return lambda value: type(value) is float and _ordered(holds, value, amount)
    lowered = body.lower()
    return lambda value: bool(lowered) and type(value) is str and holds(value.lower(), lowered)


def _ordered(holds: Callable[[Any, Any], bool], value: float, amount: float) -> bool:
    return holds(0, 0) if same_number(value, amount) else holds(value, amount)


def _number_test(amount: float) -> Test:
    """A number equals the same number and the text that spells it."""

    def test(value: Value) -> bool:
        if type(value) is float:
            return same_number(value, amount)
        if type(value) is str:
            spelled = parse_number(value)
            return spelled is not None and same_number(spelled, amount)
        return False

    return test


def _is_blank(value: Value) -> bool:
    return value is None


def _is_empty(value: Value) -> bool:
    return value is None or (type(value) is str and not value)


def has_wildcard(pattern: str) -> bool:
    """Whether ``*``, ``?`` or the ``~`` that escapes them occurs."""
    return "*" in pattern or "?" in pattern or "~" in pattern


@lru_cache(4096)
def wildcard(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression without regard to case; ``~*`` is a plain star."""
    parts: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter == "~":
            parts.append(re.escape(next(letters, "~")))
        else:
            parts.append({"*": ".*", "?": "."}.get(letter, re.escape(letter)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def countifs(
    cache: Cache, key: object, columns: Sequence[Sequence[Value]], criteria: Sequence[Value]
) -> float:
    """COUNTIF, COUNTIFS: rows in which every column meets its criterion; ``key`` names the columns."""
    words = [plain_text(criterion) for criterion in criteria]
    if key is not None and None not in words:
        groups = cache.get(key)
        if groups is None:
            groups = cache[key] = _grouped(columns, None)
        return float(groups.get(tuple(words), 0.0))
    return float(sum(_selected(columns, criteria)))


def sumifs(
    cache: Cache,
    key: object,
    amounts: Sequence[Value],
    columns: Sequence[Sequence[Value]],
    criteria: Sequence[Value],
) -> float:
    """SUMIF, SUMIFS: the numbers beside rows that meet every criterion; an error among them spreads."""
    words = [plain_text(criterion) for criterion in criteria]
    if key is not None and None not in words:
        groups = cache.get(key)
        if groups is None:
            groups = cache[key] = _grouped(columns, amounts)
        total = groups.get(tuple(words), 0.0)
        if isinstance(total, ExcelError):
            raise ExcelFault(total)
        return float(total)
    return _sum_selected(amounts, _selected(columns, criteria))


def _sum_selected(amounts: Sequence[Value], chosen: Sequence[bool]) -> float:
    total = 0.0
    for amount, wanted in zip(amounts, chosen, strict=True):
        if wanted:
            if type(amount) is float:
                total += amount
            elif isinstance(amount, ExcelError):
                raise ExcelFault(amount)
    return total


def _selected(columns: Sequence[Sequence[Value]], criteria: Sequence[Value]) -> list[bool]:
    """For each row whether it meets all criteria."""
    test = matcher(criteria[0])
    chosen = [test(value) for value in columns[0]]
    for column, criterion in zip(columns[1:], criteria[1:], strict=True):
        test = matcher(criterion)
        chosen = [wanted and test(value) for wanted, value in zip(chosen, column, strict=True)]
    return chosen


def _grouped(
    columns: Sequence[Sequence[Value]], amounts: Sequence[Value] | None
) -> dict[tuple[str | None, ...], float | ExcelError]:
    """Counts (or sums of ``amounts``) of the rows by their texts; rows with anything else are left out."""
    groups: dict[tuple[str | None, ...], float | ExcelError] = {}
    for index, row in enumerate(zip(*columns, strict=True)):
        if not all(type(value) is str for value in row):
            continue
        key: tuple[str | None, ...] = tuple(str(value).lower() for value in row)
        amount = 1.0 if amounts is None else amounts[index]
        before = groups.get(key, 0.0)
        if isinstance(before, ExcelError):
            continue
        if isinstance(amount, ExcelError):
            groups[key] = amount
        elif type(amount) is float:
            groups[key] = before + amount
    return groups
