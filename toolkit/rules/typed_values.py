"""Is each value of the kind its field asks for? Numbers typed as text, other units, NULL, error values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from toolkit.form import Rule
from toolkit.model import CellRef, ExcelError, Field, Role, Value
from toolkit.rules.figures import plain
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.scoring.lines import AT_LEAST, AT_MOST, EQUAL
from toolkit.submission import Submission, to_decimal

NUMBER_TYPES = frozenset({"数值", "整数", "百分比", "日期"})
MIXED, CODE, MONEY = "混合", "编码", "万元"
NATURE = "指标_性质"
QUANTITATIVE = (AT_LEAST, AT_MOST, EQUAL)
NULL_WORDS = frozenset({"null", "none", "nan", "n/a", "#n/a", "undefined"})
NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(%|[^\d\s.%]{0,4})")
ODD = re.compile(r"[*_#@$^~|]|^[-—/\\.]+$|^\s|\s$|[一-龥]\s+[一-龥]")
"""Signs that no wording needs, a lone dash, blanks at an end or between two characters."""
YUAN_RATIO = "参数_元万元倍数"
LEAST_YUAN = Decimal(1)
"""Figures below 1 万元 are too small to tell one unit from the other."""


@rule("IN04")
def number_as_text(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Text where a number belongs, a number where a code belongs, yuan where ten thousand yuan are meant."""
    submission = evidence.submission
    for at, field, value in _entries(submission):
        if isinstance(value, str) and not _is_null(value):
            if field.type in NUMBER_TYPES or (field.type == MIXED and _number_meant(submission, at, value)):
                yield _text_hit(at, field, value)
        elif isinstance(value, float) and field.type == CODE:
            message = f"“{field.label}”按数字填写，前面的 0 会丢失。"
            yield Hit(at, field.label, message, to_decimal(value, 0), fix="先输入英文单引号 ' 再填编码。")
    yield from _in_yuan(submission)


@rule("IN05")
def null_or_error_value(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """The word NULL, or an Excel error value, typed or pasted into an input cell."""
    for at, field, value in _entries(evidence.submission):
        if isinstance(value, ExcelError) or (isinstance(value, str) and _is_null(value)):
            yield Hit(at, field.label, f"“{field.label}”填了“{value}”，不是有效内容。", str(value))


@rule("TG11")
def text_on_quantitative_row(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Words on a row that is to be measured, where no number can be made out."""
    submission = evidence.submission
    nature = submission.form.fields[NATURE].area
    for at, field, value in _entries(submission):
        if field.type != MIXED or not isinstance(value, str) or parse_number(value) is not None:
            continue
        kind = submission.at(at._replace(column=nature.column1))
        if kind in QUANTITATIVE and not _is_null(value):
            message = f"“{field.label}”填“{value.strip()}”，性质是“{kind}”，应填数字。"
            yield Hit(at, field.label, message, value.strip())


@rule("IN06")
def odd_characters_in_words(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Stray signs or blanks in what is told in words on an indicator row."""
    for at, field, value in _entries(evidence.submission):
        if field.type == MIXED and isinstance(value, str) and ODD.search(value):
            message = f"“{field.label}”的内容“{value}”里有特殊符号或多余的空格。"
            yield Hit(at, field.label, message, value)


def _entries(submission: Submission) -> Iterator[tuple[CellRef, Field, Value]]:
    """Every filled input cell of the return, with its field."""
    for (at, field, _), value in submission.filled_entries:
        if field.role is not Role.WRITTEN:
            yield at, field, value


def _is_null(text: str) -> bool:
    return text.strip().lower() in NULL_WORDS


def _number_meant(submission: Submission, at: CellRef, text: str) -> bool:
    """Whether a text in a cell for words or numbers should be a number: its row is not qualitative."""
    nature = submission.form.fields[NATURE].area
    row = at._replace(column=nature.column1)
    return parse_number(text) is not None and submission.at(row) in QUANTITATIVE


def _text_hit(at: CellRef, field: Field, value: str) -> Hit:
    number = parse_number(value)
    meant = f"，应填 {plain(number)}" if number is not None else "，应填数字"
    message = f"“{field.label}”填的是文字“{value.strip()}”{meant}。"
    return Hit(at, field.label, message, value.strip(), number, field.unit)


def parse_number(text: str) -> Decimal | None:
    """The number that a text means: full-width digits, thousands commas, a unit behind; else ``None``."""
    match = NUMBER.fullmatch(re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text)))
    return Decimal(match[1]) if match else None


def _in_yuan(submission: Submission) -> Iterator[Hit]:
    """Money cells that hold exactly the parameter's multiple of another money cell of the return."""
    ratio = to_decimal(submission.form.parameters.get(YUAN_RATIO), None)
    if not ratio:
        return
    money = [
        (at, field, number)
        for at, field, value in _entries(submission)
        if field.unit == MONEY and (number := to_decimal(value, field.decimals)) and abs(number) >= LEAST_YUAN
    ]
    figures = {number for _, _, number in money}
    for at, field, number in money:
        meant = to_decimal(float(number / ratio), field.decimals)
        if meant in figures and abs(number) >= ratio:
            message = f"“{field.label}”{plain(number)} 疑似以元填报，应为 {plain(meant)} 万元。"
            yield Hit(at, field.label, message, number, meant, MONEY)
