"""How one value is printed in the report: figures as the form prints them, dates in words, phones masked."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from toolkit.dates import chinese_date, day_of
from toolkit.decimals import plain, to_decimal
from toolkit.model import ExcelError, Field, FieldType, Value

Printable = Value | Decimal

_CENT = Decimal("0.01")
_MOBILE = r"1[3-9][\d*]{9}"
_LANDLINE = r"0\d{2,3}[-－—]?[\d*]{7,8}|0\d{2,3}[-－— ][\d*]{7,8}"
_PHONE = re.compile(rf"(?<![\d.*])(?:{_MOBILE}|{_LANDLINE})(?![\d*]|\.\d|[万亿]?元)")


def print_value(field: Field, value: Printable) -> str:
    """The printed text of a field's value; a blank prints as nothing.

    Money has two decimals unless it is a whole number, scores and counts drop trailing zeros, a percentage is
    the fraction times 100 with at most two decimals, a date reads 2024年5月31日, a number that is
    none as a number; one of more than 15 digits has an exponent. Rounding is half-up.
    """
    if value is None or isinstance(value, ExcelError):
        return str(value or "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value.strip()
    number = _decimal(value)
    return _print_number(field, number) if number is not None else f"{value:.15G}"


def _print_number(field: Field, number: Decimal) -> str:
    if field.type == FieldType.DATE:
        day = day_of(number)
        return chinese_date(day) if day else short(number)
    if field.type == FieldType.PERCENT:
        return f"{short(number * 100)}%"
    if field.unit == "万元":
        return money(number)
    return short(number)


def print_quantity(value: Printable, unit: str) -> str:
    """An indicator's figure with its unit, ``187.90万元``, ``12次``, ``98%``; a text as it stands."""
    if value is None or isinstance(value, str | bool | ExcelError):
        return str(value or "").strip()
    number = _decimal(value)
    if number is None:
        return f"{value:.15G}{unit}"
    return (money(number) if unit == "万元" else short(number)) + unit


def _decimal(value: float | Decimal) -> Decimal | None:
    return value if isinstance(value, Decimal) else to_decimal(value, None)


def money(number: Decimal) -> str:
    """万元 with two decimals half-up; a whole number without any."""
    rounded = number.quantize(_CENT, ROUND_HALF_UP)
    return plain(rounded) if rounded == rounded.to_integral_value() else format(rounded, "f")


def short(number: Decimal) -> str:
    """At most two decimals, half-up, without trailing zeros."""
    return plain(number.quantize(_CENT, ROUND_HALF_UP))


def mask_phone(number: str) -> str:
    """A phone number of which only the first three characters can be read."""
    return number[:3] + re.sub(r"[^-－— ]", "*", number[3:])


def mask_phones(text: str) -> str:
    """A text in which every mobile number and every number with an area code is masked."""
    return _PHONE.sub(lambda match: mask_phone(match.group()), text)
