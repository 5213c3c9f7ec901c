"""The rules that the workbook itself states: two formulas, a relation, a condition, a place to point at."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.form import Rule
from toolkit.model import CellRef, ExcelError, Figure, Table, Value
from toolkit.rules.figures import Comparison, compare, figure_of, show
from toolkit.rules.hit import Hit, NotApplicable, RuleFault
from toolkit.submission import Row, Submission

HELD_BY_EQUALS = frozenset({"＝", "≤", "≥"})
"""Relations that two equal numbers meet whatever their decimals."""
NAME = re.compile(r"[^\W\d]\w*")
FIELD_TAG = re.compile(r"\{([^{}]+)\}")
"""A field that a message quotes by name; of a row rule, the field of that row."""


@dataclass(slots=True)
class Outcome:
    """What one rule row came to: hits, and the ties that hold by rounding only."""

    hits: list[Hit] = field(default_factory=list)
    tails: list[Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule is evaluated: the whole form, or one row of a table."""

    submission: Submission
    rule: Rule
    row: Row | None

    def located(self) -> CellRef:
        area = self.submission.form.names[self.rule.locate]
        return area.cell(self.row.index) if self.row else area.first

    def key(self) -> str:
        if self.row:
            return self.row.key
        found = self.submission.form.fields.get(self.rule.locate)
        return found.label if found else self.rule.title

    def figure(self, value: Value) -> Figure:
        if isinstance(value, ExcelError):
            raise RuleFault(f"公式结果为 {value}，请先改正它引用的单元格")
        return figure_of(value, self.rule.unit, exact=self.rule.tolerance is not None)

    def shown(self, name: str) -> str:
        """A field as a message quotes it; the tag itself where there is no such field."""
        form = self.submission.form
        field = form.fields.get(name)
        if field is None:
            return f"{{{name}}}"
        at = field.area.cell(self.row.index if self.row and field.table else 0)
        unit = "万元" if field.unit == "万元" else "%" if field.type == "百分比" else ""
        return show(figure_of(self.submission.at(at), unit, exact=False), unit)

    def slack(self) -> Decimal:
        """Half a unit for each rounded, non-zero figure that either side is made of."""
        form, values = self.submission.form, self.submission.values
        first = set[int]()
        if self.row:
            first = {form.slot(form.names[f.name].first) for f in self.row.table.fields}
        sides = [at for at in (self.rule.left, self.rule.right) if at]
        slots = [
            slot + self.row.index if self.row and slot in first else slot
            for at in sides
            for slot in form.rounded_precedents(at)
        ]
        return sum((form.half_units.get(slot, Decimal(0)) for slot in slots if values[slot]), Decimal(0))


def evaluate(rule: Rule, submission: Submission) -> Outcome:
    """Evaluate one formula rule. Without a tolerance of its own, a tie may be off by rounding.

    A printed figure stands for ± half a unit of its last decimal, so a tie fails only where the intervals
    of its two sides cannot meet; one that holds only so is told as a tail difference.
    Raises NotApplicable where its condition holds nowhere, RuleFault where a formula gives an error value.
    """
    outcome, applied = Outcome(), False
    applies, one, other = (_reader(at, rule, submission) for at in (rule.condition, rule.left, rule.right))
    for row in _rows(rule, submission):
        condition = applies(row)
        if isinstance(condition, ExcelError):
            raise RuleFault(f"适用条件的结果为 {condition}，请先改正它引用的单元格")
        if rule.condition is not None and not condition:
            continue
        applied = True
        values = one(row), other(row)
        if rule.relation in HELD_BY_EQUALS and values[0] == values[1] and {*map(type, values)} == {float}:
            continue
        place = _Place(submission, rule, row)
        left, right = map(place.figure, values)
        result = compare(left, rule.relation, right, rule.tolerance or Decimal(0))
        if result.holds:
            continue
        if rule.tolerance is None and compare(left, rule.relation, right, place.slack()).holds:
            outcome.tails.append(_tail(place, left, right, result))
        else:
            outcome.hits.append(_hit(place, left, right, result))
    if not applied:
        raise NotApplicable("不适用")
    return outcome


def _rows(rule: Rule, submission: Submission) -> Sequence[Row | None]:
    """The rows in which a rule is evaluated; ``None`` for the whole form."""
    return submission.filled_rows[row_table(rule, submission).name] if rule.by_row else (None,)


def _reader(at: CellRef | None, rule: Rule, submission: Submission) -> Callable[[Row | None], Value]:
    """From a row to the value of one of the rule's cells there."""
    if at is None:
        return lambda _: None
    values = submission.values
    if not rule.by_row:
        value = submission.at(at)
        return lambda _: value
    function = submission.form.row_function(at)
    return lambda row: function(values, row.index if row else 0)


def row_table(rule: Rule, submission: Submission) -> Table:
    """The table that a row rule runs over: that of the field it points at."""
    return submission.form.tables[submission.form.fields[rule.locate].table]


def _hit(place: _Place, left: Figure, right: Figure, result: Comparison) -> Hit:
    rule, unit = place.rule, place.rule.unit
    located = figure_of(place.submission.at(place.located()), unit, exact=False)
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
        also=_others(place),
    )


def _tail(place: _Place, left: Figure, right: Figure, result: Comparison) -> Hit:
    unit, rule = place.rule.unit, place.rule
    gap = show(abs(result.difference or Decimal(0)), unit)
    message = f"{rule.title}：{show(left, unit)} 与 {show(right, unit)} 相差 {gap}，在四舍五入范围内。"
    return Hit(place.located(), place.key(), message, left, right, unit, _others(place))


def _others(place: _Place) -> tuple[CellRef, ...]:
    """The fields that the two formulas name directly, other than the cell pointed at."""
    if place.row:
        return ()
    form, rule = place.submission.form, place.rule
    words = [word for at in (rule.left, rule.right) if at for word in NAME.findall(form.formula_at(at))]
    cells = [form.fields[word].area.first for word in words if word in form.fields]
    return tuple(dict.fromkeys(cell for cell in cells if cell != place.located()))
