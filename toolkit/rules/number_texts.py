"""Texts that stand for a number: which one they mean, in the unit of the cell that they stand in."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from toolkit.addresses import CellRef
from toolkit.decimals import QUANTA, plain, to_decimal
from toolkit.expression import expression
from toolkit.model import Field, FieldType
from toolkit.narrative.units import MULTIPLES, PERCENT, Unit, compatibility, parse_unit
from toolkit.rules.hit import Hit
from toolkit.rules.other_units import NATURE, TARGET_AND_ACHIEVED, is_fraction
from toolkit.rules.width import normalised
from toolkit.scoring.lines import AT_LEAST, EQUAL
from toolkit.submission import Submission

NUMBER = expression(r"(?:[≥≤<>]=?|=)?([+-]?\d+(?:\.\d+)?)\s*(%|[^\d\s.%]{0,4})")
AS_DATE = "按 2024-05-31 的样子填写日期。"
WHICH_UNIT = "核对是哪个单位，只填数字。"
UNIT = "指标_单位"
ONE, HUNDRED = Decimal(1), Decimal(100)


def number_meant_by(text: str) -> Decimal | None:
    """The number that a text means: full-width digits, thousands commas, ≥ before, a unit behind."""
    match = _match(text)
    return Decimal(match[1]) if match else None


def text_hit(submission: Submission, at: CellRef, field: Field, text: str) -> Hit:
    """The finding of a text in a cell for a number or a date, with what to type in its place."""
    told, fix, number = "应填日期，如 2024-5-31", AS_DATE, None
    unit = _unit_of(submission, at, field)
    if field.type != FieldType.DATE:
        number, told, fix = _number_to_type(text, unit, field)
    bare = number if field.type == FieldType.MIXED and PERCENT not in normalised(text) else None
    if bare is not None and _is_hundredth(submission, at, field, bare):
        number = bare * HUNDRED
        told = f"应填 {plain(number)}"
    message = f"“{field.label}”填的是文字“{text.strip()}”，{told}。"
    return Hit(at, field.label, message, text.strip(), number, field.unit, fix=fix)


def _number_to_type(text: str, unit: str, field: Field) -> tuple[Decimal | None, str, str]:
    """The number to type, where it is certain; what the finding says of it; what to do."""
    match = _match(text)
    if match is None:
        return None, "应填数字", ""
    number, stated = Decimal(match[1]), match[2]
    ratio = _ratio(stated, unit)
    if ratio is None:
        return None, f"应填以“{unit}”为单位的数字", ""
    if field.type == FieldType.PERCENT:
        number *= HUNDRED if number <= ONE and not stated else ONE
        return number, f"应填 {plain(number)}%", ""
    meant = number * ratio
    if ratio < ONE <= abs(number) and abs(meant) < ONE:
        other = f"如果本来就是 {plain(number)} {unit}，应填 {plain(number)}"
        return None, f"合 {plain(meant)} {unit}；{other}", WHICH_UNIT
    if ratio != ONE and field.decimals is not None:
        meant = meant.quantize(QUANTA[field.decimals], ROUND_HALF_UP)
    return meant, f"应填 {plain(meant)}", ""


def _ratio(stated: str, unit: str) -> Decimal | None:
    """How many of a cell's unit one of the unit behind a number is; ``None`` where that cannot be said."""
    if not stated or not unit or stated == unit:
        return ONE
    own, other = parse_unit(unit), parse_unit(stated)
    if other is None and stated.startswith(unit):
        return ONE
    if own is not None and own.family != PERCENT and stated in MULTIPLES:
        other = Unit(stated, own.family, MULTIPLES[stated])
    if own is None or other is None or not compatibility(own.family, other.family):
        return None
    return other.multiple / own.multiple


def _unit_of(submission: Submission, at: CellRef, field: Field) -> str:
    """The unit in which a cell is filled in: its field's, or on an indicator row the row's."""
    if field.type != FieldType.MIXED:
        return field.unit
    return submission.texts[UNIT][at.row - field.area.row1]


def _is_hundredth(submission: Submission, at: CellRef, field: Field, number: Decimal) -> bool:
    """Whether 0.98 was typed as text on a row in per cent and means 98."""
    row = submission.row(submission.form.tables[field.table], at.row - field.area.row1)
    if row.text(UNIT) != PERCENT or row.text(NATURE) not in (AT_LEAST, EQUAL):
        return False
    (beside,) = [row.value(name) for name in TARGET_AND_ACHIEVED if name != field.name]
    other = number_meant_by(beside) if isinstance(beside, str) else to_decimal(beside, None)
    return other is not None and is_fraction(row.name, number, other)


def _match(text: str) -> re.Match[str] | None:
    return NUMBER.fullmatch(re.sub(r"[,\s]", "", normalised(text)))
