"""A value as a cell stores it: what can be stored at all, and the XML of a cell element."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import Final, NamedTuple

from toolkit.addresses import CellRef
from toolkit.errors import OutputRefused
from toolkit.io.text import MAX_TEXT_UNITS, encode_text, storable_text
from toolkit.model import ExcelError, Value


class Content(NamedTuple):
    """The part of a cell element that states its value: attribute ``t`` (or none) and the child elements."""

    kind: str
    element: str


EMPTY: Final = Content("", "")


def stored(at: CellRef, value: Value | Decimal) -> Value:
    """The value that a reader will find after ``value`` is typed into ``at``.

    A Decimal becomes the nearest double; text loses control characters, has ``\\n`` for every line end, and
    is ``None`` if nothing is left. Raises OutputRefused for infinity, not-a-number, and text beyond
    Excel's 32,767 characters.
    """
    if isinstance(value, ExcelError) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return stored_text(at, value) or None
    return _finite(at, value)


def stored_result(at: CellRef, value: Value) -> Value:
    """The value that a reader will find where ``value`` is the result of a formula: its "" stays a text."""
    if isinstance(value, str) and not isinstance(value, ExcelError):
        return stored_text(at, value)
    return stored(at, value)


def stored_text(at: CellRef, text: str) -> str:
    """The text as a cell can hold it; raises OutputRefused where it is too long."""
    text = storable_text(text)
    if len(text.encode("utf-16-le")) > 2 * MAX_TEXT_UNITS:
        raise OutputRefused(f"{at} 的文字超过 32767 个字符，Excel 单元格放不下，请缩短后再试。")
    return text


def typed_content(value: Value) -> Content:
    """A value that is typed in: text goes inline, so that the table of shared strings stays as it is."""
    if isinstance(value, str) and not isinstance(value, ExcelError):
        space = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        return Content("inlineStr", f"<is><t{space}>{encode_text(value)}</t></is>")
    return result_content(value)


def result_content(value: Value) -> Content:
    """A value that a formula gave."""
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Content("b", f"<v>{int(value)}</v>")
    if isinstance(value, ExcelError):
        return Content("e", f"<v>{value.value}</v>")
    if isinstance(value, str):
        return Content("str", f"<v>{encode_text(value)}</v>")
    return Content("", f"<v>{number_text(value)}</v>")


def number_text(value: float) -> str:
    """The shortest digits that read back as the same double; whole numbers without ``.0``."""
    return repr(value).removesuffix(".0")


def _finite(at: CellRef, value: float | Decimal) -> float:
    try:
        number = float(value)
    except (OverflowError, ValueError):
        number = float("inf")
    if not isfinite(number):
        raise OutputRefused(f"{at} 的数值无法写入 Excel（不是有限的数），请检查数据后再试。")
    return number
