"""Excel's criteria (``">=60"``, ``"甲*"``, a number, a blank), counting and summing by them."""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

from toolkit.expression import expression
from toolkit.formulas_model.operators import same_number
from toolkit.formulas_model.values import ExcelFault, parse_number
from toolkit.model import ExcelError, Value

Test = Callable[[Value], bool]
Cache = dict[Any, Any]
"""What one calculation of a model has grouped already, by the numbers of the ranges."""

_OPERATOR = expression(r"(>=|<=|<>|>|<|=)(.*)", re.DOTALL)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_ERRORS = frozenset(error.value for error in ExcelError)


class NoKey(Struct, frozen=True):
    """Stands for a criterion that is more than an equality."""


NO_KEY = NoKey()
Key = float | str | tuple[bool] | ExcelError
"""What equal cells have in common: numbers and texts that spell them, texts in small letters, blanks."""


def cell_key(value: Value) -> Key:
    """The key of a cell: two cells that meet the same equality criteria have the same."""
    if type(value) is str:
        return _text_key(value)
    if type(value) is float:
        return value if value == int(value) else float(f"{value:.15g}")
    if value is None:
        return ""
    return value if isinstance(value, ExcelError) else (bool(value),)


@lru_cache(16384)
def _text_key(text: str) -> Key:
    spelled = parse_number(text)
    return text.lower() if spelled is None else float(f"{spelled:.15g}")


def criterion_key(criterion: Value) -> Key | NoKey:
    """The key of the cells that meet an equality criterion; a blank criterion asks for 0."""
    if type(criterion) is str:
        return _text_criterion_key(criterion)
    return 0.0 if criterion is None else cell_key(criterion)


@lru_cache(16384)
def _text_criterion_key(criterion: str) -> Key | NoKey:
    if not criterion:
        return ""
    body = criterion[1:] if criterion.startswith("=") else criterion
    if not body or body.startswith(("<", ">")) or has_wildcard(body):
        return NO_KEY
    if body.upper() in ("TRUE", "FALSE"):
        return (body.upper() == "TRUE",)
    return ExcelError(body.upper()) if body.upper() in _ERRORS else _text_key(body)


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
        return _wildcard_test(body)
    if is_caseless(body):
        return lambda value: value == body
    lowered = body.lower()
    return lambda value: type(value) is str and value.lower() == lowered


def _wildcard_test(body: str) -> Test:
    beginning = body.removesuffix("*")
    if is_caseless(beginning) and not has_wildcard(beginning):
        return lambda value: type(value) is str and value.startswith(beginning)
    found = wildcard(body).fullmatch
    return lambda value: type(value) is str and found(value) is not None


def is_caseless(text: str) -> bool:
    """Whether no letter of the text has capital and small forms, as in Chinese: then case can be ignored."""
    return text.lower() == text.upper() == text


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
    cache: Cache, name: object, columns: Sequence[Sequence[Value]], criteria: Sequence[Value]
) -> float:
    """COUNTIF, COUNTIFS: rows in which every column meets its criterion; ``name`` tells the columns apart.

    Where all criteria are equalities the answer comes from a count made once a calculation.
    """
    keys = tuple(map(criterion_key, criteria))
    if name is not None and NO_KEY not in keys:
        counts = cache.get(name)
        if counts is None:
            counts = cache[name] = Counter(_row_keys(columns))
        return float(counts[keys])
    return float(sum(_selected(columns, criteria)))


def sumifs(
    cache: Cache,
    name: object,
    amounts: Sequence[Value],
    columns: Sequence[Sequence[Value]],
    criteria: Sequence[Value],
) -> float:
    """SUMIF, SUMIFS: the numbers beside rows that meet every criterion; an error among them spreads.

    Where all criteria are equalities the answer comes from sums made once a calculation.
    """
    keys = tuple(map(criterion_key, criteria))
    if name is not None and NO_KEY not in keys:
        sums = cache.get(("sums", name))
        if sums is None:
            sums = cache["sums", name] = _sums(amounts, columns)
        total = sums.get(keys, 0.0)
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
    chosen = list(map(test, columns[0]))
    for column, criterion in zip(columns[1:], criteria[1:], strict=True):
        test = matcher(criterion)
        chosen = [wanted and test(value) for wanted, value in zip(chosen, column, strict=True)]
    return chosen


def _row_keys(columns: Sequence[Sequence[Value]]) -> Iterator[tuple[Key | NoKey, ...]]:
    return zip(*(map(cell_key, column) for column in columns), strict=True)


def _sums(
    amounts: Sequence[Value], columns: Sequence[Sequence[Value]]
) -> dict[tuple[Key | NoKey, ...], float | ExcelError]:
    """The sum of the amounts beside equal rows; of a group with an error its first error."""
    sums: dict[tuple[Key | NoKey, ...], float | ExcelError] = {}
    for amount, keys in zip(amounts, _row_keys(columns), strict=True):
        before = sums.get(keys, 0.0)
        if isinstance(before, ExcelError):
            continue
        if isinstance(amount, ExcelError):
            sums[keys] = amount
        elif type(amount) is float:
            sums[keys] = before + amount
    return sums
