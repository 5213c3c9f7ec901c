"""Is each value of the kind its field asks for? Numbers typed as text, other units, NULL, error values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.dates import is_plausible
from toolkit.decimals import is_too_large, plain, to_decimal
from toolkit.expression import expression
from toolkit.form import Entry, Form, Rule
from toolkit.model import ExcelError, Field, FieldType, Role, Value
from toolkit.narrative.names import is_character
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.logical_values import logical_values
from toolkit.rules.number_texts import AS_DATE, number_meant_by, text_hit
from toolkit.rules.other_units import in_another_unit
from toolkit.rules.registry import rule
from toolkit.rules.width import normalised
from toolkit.scoring.lines import AT_LEAST, AT_MOST, EQUAL
from toolkit.submission import Submission

NUMBER_TYPES = frozenset({FieldType.NUMBER, FieldType.COUNT, FieldType.PERCENT, FieldType.DATE})
POINTS = "分"
TOLD_BY_AR08 = "指标_自评得分"
"""Scores below 0 of which a rule of the master tells."""
TYPED = NUMBER_TYPES | {FieldType.MIXED, FieldType.CODE}
"""Types of fields in which not every text will do."""
NATURE = "指标_性质"
QUANTITATIVE = (AT_LEAST, AT_MOST, EQUAL)
NULL_WORDS = frozenset({"null", "none", "nan", "n/a", "#n/a", "undefined"})
ODD = expression(r"[*_#@$^~|]|^[-—/\\.]+$|^\s|\s$")
"""Signs that no wording needs, a lone dash, blanks at an end."""


class Typed(Struct, frozen=True):
    """What an input cell holds that is no plain number."""

    at: CellRef
    field: Field
    value: Value
    number: Decimal | None
    """Of a text in a cell for words or numbers: the number that it means."""


@rule("IN04")
def number_as_text(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Text or a logical value where a number belongs, a number where a code belongs, another unit."""
    submission = evidence.submission
    for typed in evidence.kept(_typed):
        at, field, value = typed.at, typed.field, typed.value
        if isinstance(value, str):
            number_meant = field.type in NUMBER_TYPES or _number_meant(submission, typed)
            if number_meant and not _is_null(value):
                yield text_hit(submission, at, field, value)
            elif field.type == FieldType.CODE and (meant := normalised(value).strip()) != value.strip():
                message = f"“{field.label}”填的是全角的“{value.strip()}”，应填 {meant}。"
                yield Hit(at, field.label, message, value.strip())
        elif isinstance(value, float) and field.type == FieldType.CODE:
            message = f"“{field.label}”按数字填写，前面的 0 会丢失。"
            yield Hit(at, field.label, message, to_decimal(value, 0), fix="先输入英文单引号 ' 再填编码。")
        elif isinstance(value, float) and field.type != FieldType.DATE:
            message = f"“{field.label}”填的是 {_written(value)}，不可能有这么大。"
            yield Hit(at, field.label, message, _written(value), fix="核对这个数。")
    yield from _no_dates(submission)
    yield from _no_counts(submission)
    yield from _negative_scores(submission)
    yield from logical_values(submission)
    yield from in_another_unit(evidence)


@rule("IN05")
def null_or_error_value(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """The word NULL, or an Excel error value, typed or pasted into an input cell."""
    for (at, field, _slot), value in evidence.kept(texts):
        if (isinstance(value, ExcelError) or _is_null(value)) and field.role is not Role.WRITTEN:
            yield Hit(at, field.label, f"“{field.label}”填了“{value}”，不是有效内容。", str(value))


@rule("TG11")
def text_on_quantitative_row(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Words on a row that is to be measured, where no number can be made out; a nature that there is not."""
    form = evidence.form
    natures = form.lists[form.fields[NATURE].choices]
    for row in evidence.submission.rows(form.fields[NATURE].table):
        nature = row.text(NATURE)
        if nature and nature not in natures and not isinstance(row.value(NATURE), bool):
            message = f"“{row.name}”的性质填“{nature}”，不在下拉选项里，无法计分。"
            fix = f"从下拉列表选择：{'、'.join(map(str, natures))}。"
            yield Hit(row.cell(NATURE), row.key, message, nature, fix=fix)
    for typed in evidence.kept(_typed):
        at, field, value = typed.at, typed.field, typed.value
        if field.type != FieldType.MIXED or not isinstance(value, str) or typed.number is not None:
            continue
        kind = _nature(evidence.submission, at)
        if kind in QUANTITATIVE and not _is_null(value):
            message = f"“{field.label}”填“{value.strip()}”，性质是“{kind}”，应填数字。"
            yield Hit(at, field.label, message, value.strip())


@rule("IN06")
def odd_characters_in_words(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Stray signs or blanks in what is told in words on an indicator row."""
    for typed in evidence.kept(_typed):
        at, field, value = typed.at, typed.field, typed.value
        if (
            field.type == FieldType.MIXED
            and isinstance(value, str)
            and (ODD.search(value) or _is_spaced(value))
        ):
            message = f"“{field.label}”的内容“{value}”里有特殊符号或多余的空格。"
            yield Hit(at, field.label, message, value)


def _is_spaced(text: str) -> bool:
    """Whether there are blanks between two Chinese characters."""
    return any(is_character(one[-1]) and is_character(other[0]) for one, other in pairwise(text.split()))


def texts(evidence: Evidence) -> list[tuple[Entry, str]]:
    """Every text in a cell that the field list gives to somebody, error values included."""
    filled = evidence.submission.filled_entries
    return [(entry, value) for entry, value in filled if isinstance(value, str)]


def _typed(evidence: Evidence) -> tuple[Typed, ...]:
    """Every filled input cell for numbers, codes or words that holds no plain number of a possible size."""
    return tuple(
        Typed(entry.at, field, value, _meant(field, value))
        for entry, value in evidence.submission.filled_entries
        if type(value) is not float or entry.field.type == FieldType.CODE or is_too_large(value)
        if (field := entry.field).type in TYPED and field.role is not Role.WRITTEN
    )


def _meant(field: Field, value: Value) -> Decimal | None:
    return number_meant_by(value) if field.type == FieldType.MIXED and isinstance(value, str) else None


def _is_null(text: str) -> bool:
    return text.strip().lower() in NULL_WORDS


def _number_meant(submission: Submission, typed: Typed) -> bool:
    """Whether a text in a cell for words or numbers should be a number: its row is not qualitative."""
    return typed.number is not None and _nature(submission, typed.at) in QUANTITATIVE


def _nature(submission: Submission, at: CellRef) -> Value:
    """The nature of the indicator in whose row a cell stands."""
    return submission.at(at._replace(column=submission.form.fields[NATURE].area.column1))


def _no_dates(submission: Submission) -> Iterator[Hit]:
    """Numbers in cells for dates that are the serial of no day that can be meant: 20240531."""
    for field in submission.form.kept(_date_fields):
        for index, value in enumerate(submission.column(field.name)):
            if isinstance(value, float) and not is_plausible(value):
                message = f"“{field.label}”填的是数字 {_written(value)}，不是日期。"
                yield Hit(field.area.cell(index), field.label, message, _written(value), fix=AS_DATE)


def _written(number: float) -> str:
    """Any number in digits; one that is too large to have them all, with an exponent."""
    exact = to_decimal(number, None)
    return f"{number:.15G}" if exact is None else plain(exact)


def _no_counts(submission: Submission) -> Iterator[Hit]:
    """Numbers in cells for whole numbers that are negative or have decimals: a year 2023.5."""
    for field in submission.form.kept(_count_fields):
        for index, value in enumerate(submission.column(field.name)):
            if isinstance(value, float) and not is_too_large(value) and (value < 0 or not value.is_integer()):
                message = f"“{field.label}”填的是 {_written(value)}，应填不小于 0 的整数。"
                yield Hit(
                    field.area.cell(index), field.label, message, to_decimal(value, None), fix="填整数。"
                )


def _date_fields(form: Form) -> tuple[Field, ...]:
    """The fields for dates that people fill in."""
    return _filled_in(form, FieldType.DATE)


def _count_fields(form: Form) -> tuple[Field, ...]:
    """The fields for whole numbers that people fill in."""
    return _filled_in(form, FieldType.COUNT)


def _filled_in(form: Form, kind: str) -> tuple[Field, ...]:
    fields = (field for field in form.fields.values() if field.type == kind)
    return tuple(field for field in fields if field.role in (Role.INPUT, Role.AUDIT))


def _negative_scores(submission: Submission) -> Iterator[Hit]:
    """Points below 0."""
    for field in submission.form.kept(_point_fields):
        for index, value in enumerate(submission.column(field.name)):
            if isinstance(value, float) and value < 0 and not is_too_large(value):
                message = f"“{field.label}”填的是 {_written(value)}，不能小于 0。"
                number = to_decimal(value, None)
                yield Hit(
                    field.area.cell(index), field.label, message, number, unit=POINTS, fix="改正这个数。"
                )


def _point_fields(form: Form) -> tuple[Field, ...]:
    """The fields for points that people fill in."""
    points = (field for field in form.fields.values() if field.unit == POINTS and field.name != TOLD_BY_AR08)
    return tuple(field for field in points if field.role in (Role.INPUT, Role.AUDIT))
