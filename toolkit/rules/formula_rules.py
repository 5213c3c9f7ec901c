"""The rules that the workbook itself states: two formulas, a relation, a condition, a place to point at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.form import Rule
from toolkit.model import CellRef, ExcelError, Figure, Value
from toolkit.rules.figures import Comparison, compare, figure_of, show
from toolkit.rules.formula_plan import FormulaPlan, plan_of
from toolkit.rules.hit import Hit, NotApplicable, RuleFault
from toolkit.submission import Row, Submission

FIELD_TAG = re.compile(r"\{([^{}]+)\}")
"""A field that a message quotes by name; of a row rule, the field of that row."""
MOST = 1e15
"""Below this, rounding doubles to decimals keeps their order and never fails."""
ZERO = Decimal(0)


@dataclass(slots=True)
class Outcome:
    """What one rule row came to: hits, and the ties that hold by rounding only."""

    hits: list[Hit] = field(default_factory=list)
    tails: list[Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule is evaluated: the whole form, or one row of a table."""

    submission: Submission
    plan: FormulaPlan
    row: Row | None

    @property
    def index(self) -> int:
        return self.row.index if self.row else 0

    def located(self) -> CellRef:
        return self.plan.located.cell(self.index)

    def located_value(self) -> Value:
        return self.submission.values[self.plan.slot + self.index]

    def key(self) -> str:
        return self.row.key if self.row else self.plan.label

    def figure(self, value: Value) -> Figure:
        if isinstance(value, ExcelError):
            raise RuleFault(f"公式结果为 {value}，请先改正它引用的单元格")
        rule = self.plan.rule
        return figure_of(value, rule.unit, exact=rule.tolerance is not None)

    def shown(self, name: str) -> str:
        """A field as a message quotes it; the tag itself where there is no such field."""
        form = self.submission.form
        field = form.fields.get(name)
        if field is None:
            return f"{{{name}}}"
        value = self.submission.values[form.starts[name] + (self.index if field.table else 0)]
        unit = "万元" if field.unit == "万元" else "%" if field.type == "百分比" else ""
        return show(figure_of(value, unit, exact=False), unit)

    def slack(self) -> Decimal:
        """Half a unit for each rounded, non-zero figure that either side is made of."""
        values, down, slack = self.submission.values, self.index, ZERO
        for figure in self.plan.rounded:
            if values[figure.slot + down if figure.moves else figure.slot]:
                slack += figure.half_unit
        return slack


def evaluate(rule: Rule, submission: Submission) -> Outcome:
    """Evaluate one formula rule. Without a tolerance of its own, a tie may be off by rounding.

    A printed figure stands for ± half a unit of its last decimal, so a tie fails only where the intervals
    of its two sides cannot meet; one that holds only so is told as a tail difference.
    Raises NotApplicable where its condition holds nowhere, RuleFault where a formula gives an error value.
    """
    plan = plan_of(rule, submission.form)
    rows, fault = _applied(plan, submission)
    outcome = _compared(plan, submission, rows) if rows else None
    if fault:
        raise RuleFault(f"适用条件的结果为 {fault}，请先改正它引用的单元格")
    if outcome is None:
        raise NotApplicable("不适用")
    return outcome


def _applied(plan: FormulaPlan, submission: Submission) -> tuple[Sequence[Row | None], ExcelError | None]:
    """The rows in which the rule's condition holds, up to the first in which it is an error, and that."""
    rows = submission.filled_rows[plan.table.name] if plan.table else (None,)
    if plan.rule.condition is None:
        return rows, None
    applied = list[Row | None]()
    conditions = plan.condition(submission.values, [row.index if row else 0 for row in rows])
    for row, condition in zip(rows, conditions, strict=True):
        if isinstance(condition, ExcelError):
            return applied, condition
        if condition:
            applied.append(row)
    return applied, None


def _compared(plan: FormulaPlan, submission: Submission, rows: Sequence[Row | None]) -> Outcome:
    relation, outcome = plan.rule.relation, Outcome()
    indexes = [row.index if row else 0 for row in rows]
    left, right = (side(submission.values, indexes) for side in (plan.left, plan.right))
    for row, one, other in zip(rows, left, right, strict=True):
        if not _surely_holds(relation, one, other):
            _compare(_Place(submission, plan, row), one, other, outcome)
    return outcome


def _surely_holds(relation: str, one: Value, other: Value) -> bool:
    """Whether two doubles, or two texts, meet a relation whatever decimals they are rounded to."""
    if type(one) is float and type(other) is float:
        match relation:
            case "＝":
                return one == other
            case "≤":
                return one == other or -MOST < one < other < MOST
            case "≥":
                return one == other or -MOST < other < one < MOST
    return relation == "＝" and type(one) is str and one == other and type(other) is str


def _compare(place: _Place, one: Value, other: Value, outcome: Outcome) -> None:
    """Compare two sides as decimals, and note what is not exactly as the rule says."""
    rule = place.plan.rule
    left, right = place.figure(one), place.figure(other)
    result = compare(left, rule.relation, right, rule.tolerance or ZERO)
    if result.holds:
        return
    if rule.tolerance is None and compare(left, rule.relation, right, place.slack()).holds:
        outcome.tails.append(_tail(place, left, right, result))
    else:
        outcome.hits.append(_hit(place, left, right, result))


def _hit(place: _Place, left: Figure, right: Figure, result: Comparison) -> Hit:
    rule, unit = place.plan.rule, place.plan.rule.unit
    located = figure_of(place.located_value(), unit, exact=False)
    message = rule.message
    for tag, text in (
        ("{左}", show(left, unit)),
        ("{右}", show(right, unit)),
        ("{差}", show(abs(result.difference), unit) if result.difference is not None else ""),
        ("{定位值}", show(located, "万元")),
        ("{行}", place.row.name if place.row else place.key()),
    ):
        message = message.replace(tag, text)
    message = FIELD_TAG.sub(lambda tag: place.shown(tag[1]), message)
    blank = rule.relation == "非空"
    return Hit(
        at=place.located(),
        key=place.key(),
        message=message,
        actual=None if blank else left,
        expected=right if not blank or isinstance(right, Decimal) else None,
        unit=unit,
        also=place.plan.others,
    )


def _tail(place: _Place, left: Figure, right: Figure, result: Comparison) -> Hit:
    rule, unit = place.plan.rule, place.plan.rule.unit
    gap = show(abs(result.difference or Decimal(0)), unit)
    message = f"{rule.title}：{show(left, unit)} 与 {show(right, unit)} 相差 {gap}，在四舍五入范围内。"
    return Hit(place.located(), place.key(), message, left, right, unit, place.plan.others)
