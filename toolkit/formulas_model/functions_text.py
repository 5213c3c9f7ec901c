"""Excel's text functions; positions count from 1."""

from __future__ import annotations

import re

from toolkit.formulas_model.criteria import has_wildcard, wildcard
from toolkit.formulas_model.values import ExcelFault, number, text, whole
from toolkit.model import ExcelError, Value

LONGEST = 32_767
"""Characters that a cell may hold."""


def length(value: Value) -> float:
    """LEN."""
    return float(len(text(value)))


def left(value: Value, size: Value = 1.0) -> str:
    """LEFT: one character where no size is given; a negative size is ``#VALUE!``."""
    return text(value)[: _size(size)]


def right(value: Value, size: Value = 1.0) -> str:
    """RIGHT: one character where no size is given; a negative size is ``#VALUE!``."""
    whole_text, wanted = text(value), _size(size)
    return whole_text[max(len(whole_text) - wanted, 0) :]


def middle(value: Value, start: Value, size: Value) -> str:
    """MID: empty where it starts past the end."""
    first = whole(start)
    if first < 1:
        raise ExcelFault(ExcelError.VALUE)
    return text(value)[first - 1 : first - 1 + _size(size)]


def _size(size: Value) -> int:
    wanted = whole(size)
    if wanted < 0:
        raise ExcelFault(ExcelError.VALUE)
    return wanted


def trim(value: Value) -> str:
    """TRIM: outer blanks go, inner ones become single; only the plain blank (code 32) counts."""
    return " ".join(part for part in text(value).split(" ") if part)


def substitute(value: Value, old: Value, new: Value, which: Value = None) -> str:
    """SUBSTITUTE: all occurrences, or only the ``which``-th; case matters."""
    source, wanted, replacement = text(value), text(old), text(new)
    if not wanted:
        return source
    if which is None:
        return source.replace(wanted, replacement)
    place = whole(which)
    if place < 1:
        raise ExcelFault(ExcelError.VALUE)
    parts = source.split(wanted)
    if place >= len(parts):
        return source
    return wanted.join(parts[:place]) + replacement + wanted.join(parts[place:])


def find(wanted: Value, within: Value, start: Value = 1.0) -> float:
    """FIND: case matters, no wildcards; ``#VALUE!`` where there is none."""
    source, first = _from(within, start)
    return _found(source.find(text(wanted), first))


def search(wanted: Value, within: Value, start: Value = 1.0) -> float:
    """SEARCH: case does not matter, ``*`` and ``?`` are wildcards; ``#VALUE!`` where there is none."""
    source, first = _from(within, start)
    pattern = text(wanted)
    if has_wildcard(pattern):
        match = wildcard(pattern).search(source, first)
        return _found(match.start() if match else -1)
    match = re.compile(re.escape(pattern), re.IGNORECASE).search(source, first)
    return _found(match.start() if match else -1)


def _from(within: Value, start: Value) -> tuple[str, int]:
    source, first = text(within), whole(start)
    if not 1 <= first <= len(source) + 1:
        raise ExcelFault(ExcelError.VALUE)
    return source, first - 1


def _found(position: int) -> float:
    if position < 0:
        raise ExcelFault(ExcelError.VALUE)
    return position + 1.0


def exact(one: Value, other: Value) -> bool:
    """EXACT: case matters."""
    return text(one) == text(other)


def upper(value: Value) -> str:
    """UPPER."""
    return text(value).upper()


def lower(value: Value) -> str:
    """LOWER."""
    return text(value).lower()


def repeat(value: Value, times: Value) -> str:
    """REPT: ``#VALUE!`` for a negative count or a result longer than a cell holds."""
    piece, wanted = text(value), whole(times)
    if wanted < 0 or len(piece) * wanted > LONGEST:
        raise ExcelFault(ExcelError.VALUE)
    return piece * wanted


def concatenate(*values: Value) -> str:
    """CONCATENATE."""
    return "".join(map(text, values))


def value(spelled: Value) -> float:
    """VALUE: the number that a text spells (``1,234``, ``12%``, a date); a logical is ``#VALUE!``."""
    if type(spelled) is bool:
        raise ExcelFault(ExcelError.VALUE)
    return number(spelled)


def as_number(content: Value) -> float:
    """N: a number or logical as number, a text as 0; an error spreads."""
    if type(content) is float:
        return content
    return 0.0 if type(content) is str else number(content)


def as_text(content: Value) -> str:
    """T: a text as it is, anything else empty; an error spreads."""
    if isinstance(content, ExcelError):
        raise ExcelFault(content)
    return content if type(content) is str else ""
