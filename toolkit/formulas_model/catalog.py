"""The functions and operators that the toolkit calculates, with the number of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from toolkit.formulas_model import (
    functions_date,
    functions_math,
    functions_text,
    operators,
    text_format,
    values,
)

ANY = 254
"""As many arguments as Excel takes."""


class Plain(Struct, frozen=True):
    """A function of single values. ``lifts``: inside SUMPRODUCT or LOOKUP it works element by element."""

    compute: Callable[..., Any]
    result: str
    """``number``, ``text``, ``logical``: the type it always returns."""
    lifts: bool = True


def negation(value: Any) -> bool:
    """NOT."""
    return not values.truth(value)


PLAIN: Mapping[str, Plain] = {
    "+": Plain(operators.add, "number"),
    "-": Plain(operators.subtract, "number"),
    "*": Plain(operators.multiply, "number"),
    "/": Plain(operators.divide, "number"),
    "^": Plain(operators.power, "number"),
    "u-": Plain(operators.negate, "number"),
    "--": Plain(values.number, "number"),
    "%": Plain(operators.percent, "number"),
    "&": Plain(operators.join, "text"),
    "=": Plain(operators.equal, "logical"),
    "<>": Plain(operators.different, "logical"),
    "<": Plain(operators.less, "logical"),
    "<=": Plain(operators.less_or_equal, "logical"),
    ">": Plain(operators.greater, "logical"),
    ">=": Plain(operators.greater_or_equal, "logical"),
    "NOT": Plain(negation, "logical"),
    "ROUND": Plain(functions_math.round_half_up, "number"),
    "ROUNDUP": Plain(functions_math.round_up, "number"),
    "ROUNDDOWN": Plain(functions_math.round_down, "number"),
    "INT": Plain(functions_math.integer, "number"),
    "ABS": Plain(functions_math.absolute, "number"),
    "MOD": Plain(functions_math.modulo, "number"),
    "LEN": Plain(functions_text.length, "number"),
    "LEFT": Plain(functions_text.left, "text"),
    "RIGHT": Plain(functions_text.right, "text"),
    "MID": Plain(functions_text.middle, "text"),
    "TRIM": Plain(functions_text.trim, "text"),
    "SUBSTITUTE": Plain(functions_text.substitute, "text"),
    "FIND": Plain(functions_text.find, "number"),
    "SEARCH": Plain(functions_text.search, "number"),
    "EXACT": Plain(functions_text.exact, "logical"),
    "UPPER": Plain(functions_text.upper, "text"),
    "LOWER": Plain(functions_text.lower, "text"),
    "REPT": Plain(functions_text.repeat, "text"),
    "CONCATENATE": Plain(functions_text.concatenate, "text"),
    "VALUE": Plain(functions_text.value, "number"),
    "TEXT": Plain(text_format.format_value, "text"),
    "DATE": Plain(functions_date.date, "number"),
    "YEAR": Plain(functions_date.year, "number"),
    "MONTH": Plain(functions_date.month, "number"),
    "DAY": Plain(functions_date.day, "number"),
    "EDATE": Plain(functions_date.edate, "number", lifts=False),
    "EOMONTH": Plain(functions_date.eomonth, "number", lifts=False),
    "N": Plain(functions_text.as_number, "number", lifts=False),
    "T": Plain(functions_text.as_text, "text", lifts=False),
}

SIGNATURES: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("SUM", "COUNT", "COUNTA", "MIN", "MAX", "AVERAGE", "AND", "OR"), (1, ANY)),
    **dict.fromkeys(("SUMPRODUCT", "CONCATENATE"), (1, ANY)),
    **dict.fromkeys(("ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "COUNTBLANK", "N", "T", "NOT"), (1, 1)),
    **dict.fromkeys(("LEN", "TRIM", "UPPER", "LOWER", "VALUE", "INT", "ABS", "YEAR", "MONTH", "DAY"), (1, 1)),
    **dict.fromkeys(("ROWS", "COLUMNS"), (1, 1)),
    **dict.fromkeys(("ROW", "COLUMN"), (0, 1)),
    **dict.fromkeys(("ROUND", "ROUNDUP", "ROUNDDOWN", "MOD", "EXACT", "TEXT", "REPT"), (2, 2)),
    **dict.fromkeys(("EDATE", "EOMONTH", "IFERROR", "COUNTIF"), (2, 2)),
    **dict.fromkeys(("LEFT", "RIGHT", "HYPERLINK"), (1, 2)),
    **dict.fromkeys(("IF", "SUMIF", "MATCH", "LOOKUP", "INDEX", "FIND", "SEARCH"), (2, 3)),
    **dict.fromkeys(("MID", "DATE"), (3, 3)),
    **dict.fromkeys(("SUBSTITUTE", "VLOOKUP"), (3, 4)),
    "COUNTIFS": (2, ANY),
    "SUMIFS": (3, ANY),
    "IFS": (2, ANY),
    **dict.fromkeys(("u-", "--", "%"), (1, 1)),
    **dict.fromkeys(("+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="), (2, 2)),
}
