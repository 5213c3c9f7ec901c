"""The formats of TEXT that the toolkit knows: ``0``, ``#,##0.00``, ``0.0%``, ``yyyy年m月d日`` …"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from toolkit.dates import LAST_SERIAL
from toolkit.expression import expression
from toolkit.formulas_model import serials
from toolkit.formulas_model.values import ExcelFault, number_text, parse_number
from toolkit.model import ExcelError, Value

Writer = Callable[[float], str]

_LITERAL = r"""(?:"[^"]*"|\\.|[-+()（） ,，:：¥￥$/]|[^\x00-\x7f])"""
_NUMBER = expression(
    rf"(?P<prefix>{_LITERAL}*)(?P<whole>[#0](?:[#0,]*[#0])?)(?:\.(?P<fraction>0*#*))?"
    rf"(?P<percent>%?)(?P<suffix>{_LITERAL}*)"
)
_DATE_PART = expression(r"""(?P<part>y+|m+|d+)|(?P<literal>"[^"]*"|\\.|[-/. ,:年月日])""", re.IGNORECASE)
_DATE_LETTERS = {"yyyy": 0, "yy": 0, "m": 1, "mm": 1, "d": 2, "dd": 2}
_CONTEXT = Context(prec=400)


def format_value(value: Value, pattern: str) -> str:
    """TEXT: a text that spells no number stays as it is, a blank counts as 0, a logical is spelled out."""
    if type(value) is float:
        return _writer(pattern)(value)
    if value is None:
        return _writer(pattern)(0.0)
    if type(value) is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, ExcelError):
        raise ExcelFault(value)
    spelled = parse_number(str(value))
    return str(value) if spelled is None else _writer(pattern)(spelled)


def is_known(pattern: str) -> bool:
    """Whether the toolkit can write numbers in that format."""
    try:
        _writer(pattern)
    except ValueError:
        return False
    return True


@lru_cache(512)
def _writer(pattern: str) -> Writer:
    """How to write a number; raises ``ValueError`` for a format outside the supported ones."""
    if pattern.upper() in ("GENERAL", "G/通用格式", "@"):
        return number_text
    sections = pattern.split(";")
    if len(sections) > 1:
        return _by_sign([_section_writer(section) for section in sections])
    return _date_writer(pattern) or _number_writer(pattern)


def _by_sign(writers: list[Writer]) -> Writer:
    """Sections for positive; negative (written without sign); zero."""
    if len(writers) > 3:
        raise ValueError("more than three sections")

    def write(value: float) -> str:
        if value < 0:
            return writers[1](-value)
        return writers[2](value) if value == 0 and len(writers) == 3 else writers[0](value)

    return write


def _section_writer(pattern: str) -> Writer:
    """As a number, or a fixed text."""
    if re.fullmatch(f"{_LITERAL}*", pattern):
        return lambda value: _unquoted(pattern)
    return _number_writer(pattern)


def _number_writer(pattern: str) -> Writer:
    match = _NUMBER.fullmatch(pattern)
    if match is None:
        raise ValueError(f"unknown number format {pattern}")
    prefix, suffix = _unquoted(match["prefix"]), _unquoted(match["suffix"])
    digits = match["whole"].replace(",", "").lstrip("#")
    grouped, least = "," in match["whole"], len(digits)
    fraction = match["fraction"]
    longest, fixed = len(fraction or ""), (fraction or "").count("0")
    if "#" in digits or (fraction is not None and not fraction):
        raise ValueError(f"unknown number format {pattern}")

    def write(value: float) -> str:
        amount = Decimal(f"{value:.15g}") * (100 if match["percent"] else 1)
        rounded = amount.quantize(Decimal(1).scaleb(-longest), rounding=ROUND_HALF_UP, context=_CONTEXT)
        body, _, decimals = f"{abs(rounded):f}".partition(".")
        body = body.lstrip("0").rjust(least, "0")
        if grouped:
            body = _with_commas(body)
        decimals = decimals[:fixed] + decimals[fixed:].rstrip("0")
        point = "." if longest else ""
        sign = "-" if value < 0 else ""
        return sign + prefix + body + point + decimals + match["percent"] + suffix

    return write


def _with_commas(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[place : place + 3] for place in range(head, len(digits), 3)]
    return ",".join(groups)


def _date_writer(pattern: str) -> Writer | None:
    """The writer of a format of year, month and day; ``None`` where it is none."""
    parts: list[tuple[str, str]] = []
    place = 0
    while place < len(pattern):
        match = _DATE_PART.match(pattern, place)
        if match is None:
            return None
        letters = match[0].lower()
        if match["part"] and letters not in _DATE_LETTERS:
            return None
        parts.append((letters, "") if match["part"] else ("", _unquoted(match[0])))
        place = match.end()
    if not any(letters for letters, _ in parts):
        return None
    return lambda value: "".join(_date_part(letters, value) or literal for letters, literal in parts)


def _date_part(letters: str, value: float) -> str:
    if not letters:
        return ""
    if not 0 <= value < LAST_SERIAL + 1:
        raise ExcelFault(ExcelError.VALUE)
    amount = serials.parts_of(int(value))[_DATE_LETTERS[letters]]
    if letters == "yy":
        return f"{amount % 100:02d}"
    return f"{amount:0{len(letters)}d}"


def _unquoted(literal: str) -> str:
    """Literal text of a format without its quotes and backslashes."""
    return re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] if match[1] is not None else match[2], literal)
