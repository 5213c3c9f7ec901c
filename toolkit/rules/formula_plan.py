"""What a rule of the workbook's own reads and points at, worked out once for a master."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, partial

from msgspec import Struct

from toolkit.addresses import Area, CellRef
from toolkit.expression import expression
from toolkit.form import Form, Rule
from toolkit.model import Table, Value

NAME = expression(r"[^\W\d]\w*")
Side = Callable[[Sequence[Value], Sequence[int]], list[Value]]
"""All values and the rows to look at, to what a side of the rule comes to in each."""


class Rounded(Struct, frozen=True):
    """A printed, rounded figure that a side is made of."""

    slot: int
    half_unit: Decimal
    moves: bool
    """Whether each row has its own, in the slots below."""


class FormulaPlan(Struct, frozen=True):
    """One formula rule with everything about it that is the same for every return."""

    rule: Rule
    table: Table | None
    """The table over whose filled rows it runs; ``None`` for one that holds for the whole form."""
    condition: Side
    left: Side
    right: Side
    located: Area
    label: str
    """What the place pointed at is called, where it is no row."""
    slot: int
    """Of the place pointed at; of a row rule, its first row."""
    others: Callable[[], tuple[CellRef, ...]]
    """Of a rule for the whole form: the fields that its formulas name, other than the one pointed at."""
    rounded: Callable[[], tuple[Rounded, ...]]
    """All of these; like ``others`` worked out for the first return that is not exactly as the rule says."""


def plan_of(rule: Rule, form: Form) -> FormulaPlan:
    """The plan of a rule; made again only where another rule stands in its row."""
    plans = form.kept(_plans)
    plan = plans.get(rule.at)
    if plan is None or plan.rule is not rule:
        plan = plans[rule.at] = _planned(rule, form)
    return plan


def _plans(_: Form) -> dict[CellRef, FormulaPlan]:
    return {}


def _planned(rule: Rule, form: Form) -> FormulaPlan:
    field, located = form.fields.get(rule.locate), form.names[rule.locate]
    table = form.tables[form.fields[rule.locate].table] if rule.by_row else None
    return FormulaPlan(
        rule=rule,
        table=table,
        condition=_side(rule.condition, rule, form),
        left=_side(rule.left, rule, form),
        right=_side(rule.right, rule, form),
        located=located,
        label=field.label if field else rule.title,
        slot=form.slot(located.first),
        others=tuple if table else cache(partial(_others, rule, form, located.first)),
        rounded=cache(partial(_rounded, rule, form, table)),
    )


def _side(at: CellRef | None, rule: Rule, form: Form) -> Side:
    """How to read one of the rule's cells; of a rule for the whole form it has been calculated already."""
    if at is None:
        return lambda values, rows: [None] * len(rows)
    if rule.by_row:
        return form.row_function(at)
    slot = form.slot(at)
    return lambda values, rows: [values[slot]]


def _others(rule: Rule, form: Form, located: CellRef) -> tuple[CellRef, ...]:
    words = [word for at in _sides(rule) for word in NAME.findall(form.formula_at(at))]
    cells = [form.fields[word].area.first for word in words if word in form.fields]
    return tuple(dict.fromkeys(cell for cell in cells if cell != located))


def _rounded(rule: Rule, form: Form, table: Table | None) -> tuple[Rounded, ...]:
    moving = {form.starts[field.name] for field in table.fields} if table else set[int]()
    return tuple(
        Rounded(slot, form.half_units[slot], slot in moving)
        for at in _sides(rule)
        for slot in form.rounded_precedents(at)
    )


def _sides(rule: Rule) -> list[CellRef]:
    return [at for at in (rule.left, rule.right) if at]
