"""The rules that the workbook itself states: two formulas, a relation, a condition, a place to point at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import compress

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.expression import expression
from toolkit.form import Rule
from toolkit.model import ExcelError, FieldType, Figure, Value
from toolkit.rules.figures import Comparison, as_read, compare, figure_of, show
from toolkit.rules.formula_plan import FormulaPlan, plan_of
from toolkit.rules.hit import Hit, NotApplicable, RuleFault
from toolkit.submission import Row, Submission

FIELD_TAG = expression(r"\{([^{}]+)\}")
"""A field that a message quotes by name; of a row rule, the field of that row."""
MOST = 1e15
"""Below this, rounding doubles to decimals keeps their order and never fails."""
ZERO = Decimal(0)
WHOLE_FORM = (0,)
"""The one place at which a rule for the whole form is evaluated."""


class Outcome(Struct):
    """What one rule row came to: hits, and the ties that hold by rounding only."""

    hits: list[Hit] = []
    tails: list[Hit] = []


class _Place(Struct, frozen=True):
    """Where a rule is evaluated: the whole form, or one row of a table."""

    submission: Submission
    plan: FormulaPlan
    index: int
    """The row, counted from 0; 0 for the whole form."""

    @property
    def located(self) -> CellRef:
        return self.plan.located.cell(self.index)

    @property
    def located_value(self) -> Value:
        return self.submission.values[self.plan.slot + self.index]

    @property
    def row(self) -> Row | None:
        return self.submission.row(self.plan.table, self.index) if self.plan.table else None

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
        unit = "万元" if field.unit == "万元" else "%" if field.type == FieldType.PERCENT else ""
        return show(figure_of(value, unit, exact=False), unit)

    def slack(self) -> Decimal:
        """Half a unit for each rounded, non-zero figure that either side is made of."""
        values, down, slack = self.submission.values, self.index, ZERO
        for figure in self.plan.rounded():
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


def _applied(plan: FormulaPlan, submission: Submission) -> tuple[Sequence[int], ExcelError | None]:
    """The rows in which the rule's condition holds, up to the first in which it is an error, and that."""
    rows = submission.filled_indexes[plan.table.name] if plan.table else WHOLE_FORM
    if plan.rule.condition is None:
        return rows, None
    conditions = plan.condition(submission.values, rows)
    for number, condition in enumerate(conditions):
        if type(condition) is ExcelError:
            return list(compress(rows, conditions[:number])), condition
    return list(compress(rows, conditions)), None


def _compared(plan: FormulaPlan, submission: Submission, rows: Sequence[int]) -> Outcome:
    relation, outcome, values = plan.rule.relation, Outcome(), submission.values
    for index, one, other in zip(rows, plan.left(values, rows), plan.right(values, rows), strict=True):
        if not _surely_holds(relation, one, other):
            _compare(_Place(submission, plan, index), one, other, outcome)
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
    plan, row, unit = place.plan, place.row, place.plan.rule.unit
    key = row.key if row else plan.label
    blank = plan.rule.relation == "非空"
    return Hit(
        at=place.located,
        key=key,
        message=_message(place, left, right, result, row.name if row else key),
        actual=None if blank else as_read(left, unit),
        expected=as_read(right, unit) if not blank or isinstance(right, Decimal) else None,
        unit=unit,
        also=plan.others(),
    )


def _message(place: _Place, left: Figure, right: Figure, result: Comparison, name: str) -> str:
    """The rule's message with its tags filled in; ``name`` is that of the row."""
    message, unit = place.plan.rule.message, place.plan.rule.unit
    located = figure_of(place.located_value, unit, exact=False)
    if "{左}" in message:
        message = message.replace("{左}", show(left, unit))
    if "{右}" in message:
        message = message.replace("{右}", show(right, unit))
    if "{差}" in message:
        gap = result.difference
        message = message.replace("{差}", "" if gap is None else show(abs(gap), unit))
    if "{定位值}" in message:
        message = message.replace("{定位值}", show(located, "万元"))
    message = message.replace("{行}", name)
    return FIELD_TAG.sub(lambda tag: place.shown(tag[1]), message) if "{" in message else message


def _tail(place: _Place, left: Figure, right: Figure, result: Comparison) -> Hit:
    rule, unit, row = place.plan.rule, place.plan.rule.unit, place.row
    gap = show(abs(result.difference or ZERO), unit)
    message = f"{rule.title}：{show(left, unit)} 与 {show(right, unit)} 相差 {gap}，在四舍五入范围内。"
    key = row.key if row else place.plan.label
    stated, meant = as_read(left, unit), as_read(right, unit)
    return Hit(place.located, key, message, stated, meant, unit, place.plan.others())
