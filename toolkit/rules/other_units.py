"""Figures that are right in another unit: yuan for 万元, 0.98 for 98%."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.addresses import CellRef
from toolkit.decimals import plain, to_decimal
from toolkit.expression import expression
from toolkit.model import Field, Role
from toolkit.narrative.subjects import Kind
from toolkit.narrative.units import PERCENT
from toolkit.rules.hit import Evidence, Hit
from toolkit.scoring.lines import AT_LEAST, EQUAL
from toolkit.submission import Submission

MONEY, PER_CENT = "万元", "%"
NATURE = "指标_性质"
TARGET_AND_ACHIEVED = ("指标_年度指标值", "指标_实际完成值")
YUAN_RATIO = "参数_元万元倍数"
ONE, HALF, HUNDRED = Decimal(1), Decimal("0.5"), Decimal(100)
LEAST_PERCENT = Decimal(2)
"""From here on a figure is taken for a percentage that is really meant."""
RATE = expression(
    r"(?<![不未])(?:满意|合格|覆盖|及时|办结|达标|到位|整改|完好|准确|有效|通过|成活|结案|完成|公开|执行|知晓|"
    r"无差错|巩固|普及|参保|优良)(?:率|度)$"
)
"""Rates of which less than one per cent is never meant."""
LEAST_YUAN = Decimal(1)
"""Figures below 1 万元 are too small to tell one unit from the other."""
COST_LEVEL2, BUDGET = "参数_成本二级", "预算_全年预算"
AS_WHOLE = "百分数只填 % 前面的数，不要连 % 一起填。"


def in_another_unit(evidence: Evidence) -> Iterator[Hit]:
    """Figures of the tables that were typed in another unit than their field's or row's."""
    submission = evidence.submission
    ratio = to_decimal(submission.form.parameters.get(YUAN_RATIO), None)
    if ratio:
        yield from _in_yuan(submission, ratio)
        yield from _indicators_in_yuan(submission, ratio)
    yield from _as_fractions(submission)
    yield from _told_as_per_cent(evidence)


def _in_yuan(submission: Submission, ratio: Decimal) -> Iterator[Hit]:
    """Money cells that hold exactly the parameter's multiple of another money cell of the return."""
    least = float(ratio) - 1  # before it is rounded
    large = [
        (at, field, number)
        for at, field, value in submission.kept(_money)
        if abs(value) > least and (number := to_decimal(value, field.decimals)) and abs(number) >= ratio
    ]
    for at, field, number in large:
        meant = to_decimal(float(number / ratio), field.decimals)
        if meant is not None and meant in submission.kept(_money_figures):
            message = f"“{field.label}”{plain(number)} 疑似以元填报，应为 {plain(meant)} 万元。"
            yield Hit(at, field.label, message, number, meant, MONEY)


def _money(submission: Submission) -> tuple[tuple[CellRef, Field, float], ...]:
    """Every number in a cell for 万元 that is not the toolkit's own."""
    return tuple(
        (at, field, value)
        for (at, field, _), value in submission.filled_entries
        if field.unit == MONEY and isinstance(value, float) and field.role is not Role.WRITTEN
    )


def _money_figures(submission: Submission) -> frozenset[Decimal]:
    """What the money cells hold that are large enough to tell one unit from the other."""
    found = (to_decimal(value, field.decimals) for _, field, value in submission.kept(_money))
    return frozenset(number for number in found if number is not None and abs(number) >= LEAST_YUAN)


def _indicators_in_yuan(submission: Submission, ratio: Decimal) -> Iterator[Hit]:
    """Indicators in 万元 that hold the multiple of the row's other figure, or of a money cell of the return.

    A cost is never beyond a hundred budgets; what a department brings in may be.
    """
    cost, budget = submission.form.parameters.get(COST_LEVEL2), submission.decimal(BUDGET)
    for row in submission.filled_rows["指标"]:
        if row.text("指标_单位") != MONEY:
            continue
        target, achieved = [(name, to_decimal(row.value(name), None)) for name in TARGET_AND_ACHIEVED]
        for (name, figure), (_, other) in ((target, achieved), (achieved, target)):
            if figure is None or figure < ratio:
                continue
            beyond = budget and figure > HUNDRED * budget and row.text("指标_二级") == cost
            known = figure / ratio in submission.kept(_money_figures)
            if beyond or known or _is_like(figure / ratio, other):
                label, meant = submission.form.fields[name].label, figure / ratio
                message = f"“{row.name}”的“{label}”{plain(figure)} 疑似以元填报，应为 {plain(meant)} 万元。"
                yield Hit(row.cell(name), row.key, message, figure, meant, MONEY)


def _is_like(figure: Decimal, other: Decimal | None) -> bool:
    return other is not None and HALF * other <= figure <= 2 * other


def _told_as_per_cent(evidence: Evidence) -> Iterator[Hit]:
    """Indicators in per cent, of any name, of which the narrative says a hundred times the table's figure."""
    submission = evidence.submission
    told = {
        pair.subject.at: pair.subject
        for pair in evidence.narrative.pairs
        if pair.subject.kind is Kind.INDICATOR
        and pair.subject.unit.family == PERCENT
        and 0 < pair.subject.value < ONE
        and pair.figure.value == pair.subject.value * HUNDRED
    }
    known = {hit.at for hit in _as_fractions(submission)} if told else set[CellRef | None]()
    label = submission.form.fields[TARGET_AND_ACHIEVED[1]].label
    for at, subject in told.items():
        if at not in known:
            figure, meant = subject.value, subject.value * HUNDRED
            message = (
                f"“{subject.name}”的“{label}”填的是 {plain(figure)}，单位是 %，综述写的是 {plain(meant)}%，"
                f"疑似应填 {plain(meant)}。"
            )
            yield Hit(at, subject.key, message, figure, meant, fix=AS_WHOLE)


def _as_fractions(submission: Submission) -> Iterator[Hit]:
    """Indicators in per cent that hold 0.98, as a spreadsheet stores a typed ``98%``; not ≤ ones."""
    for row in submission.filled_rows["指标"]:
        if row.text("指标_单位") != PER_CENT or row.text(NATURE) not in (AT_LEAST, EQUAL):
            continue
        target, achieved = [(name, to_decimal(row.value(name), None)) for name in TARGET_AND_ACHIEVED]
        for (name, figure), (_, other) in ((target, achieved), (achieved, target)):
            if figure is not None and other is not None and is_fraction(row.name, figure, other):
                label, meant = submission.form.fields[name].label, figure * HUNDRED
                message = (
                    f"“{row.name}”的“{label}”填的是 {plain(figure)}，单位是 %，疑似应填 {plain(meant)}。"
                )
                yield Hit(row.cell(name), row.key, message, figure, meant, fix=AS_WHOLE)


def is_fraction(name: str, figure: Decimal, other: Decimal) -> bool:
    """Whether a figure is a hundredth of what is meant: beside the other one, or for a rate of this name."""
    if not 0 < figure < LEAST_PERCENT:
        return False
    if other >= HALF * HUNDRED:
        return HALF * other <= figure * HUNDRED <= 2 * other
    return figure >= HALF and bool(RATE.search(name))
