"""One cause, one finding: what only follows from a blank or broken cell, and one fault in many rows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from toolkit.addresses import CellRef
from toolkit.form import Form, Rule, RuleKind
from toolkit.rules.figures import UNIT_DECIMALS
from toolkit.rules.hit import Hit

Pair = tuple[Rule, Hit]
BLANK_OR_BROKEN = frozenset({"IN04", "IN05", "ST01", "ST04", "ST05", "TG11"})
"""Rules that point at one cell which others cannot be calculated without."""


def folded(form: Form, found: Iterable[Pair]) -> list[Pair]:
    """The hits without those that follow from another; each remaining one says how many follow from it."""
    pairs = _one_line_a_cause(found)
    roots = {form.slot(hit.at): hit.at for rule, hit in pairs if _is_root((rule, hit)) and hit.at}
    counts = dict.fromkeys(roots.values(), 0)
    kept = []
    for pair in pairs:
        cause = None if _is_root(pair) else _cause(form, pair, roots)
        if cause is None:
            kept.append(pair)
        else:
            counts[cause] += 1
    counted: set[CellRef] = set()
    return [_with_count(pair, counts, counted) for pair in kept]


def _is_root(pair: Pair) -> bool:
    return pair[0].id in BLANK_OR_BROKEN and pair[1].at is not None


def _cause(form: Form, pair: Pair, roots: dict[int, CellRef]) -> CellRef | None:
    """The blank or broken cell, the first of ``roots`` found, that a tie of figures is calculated from."""
    rule, hit = pair
    is_tie = isinstance(hit.actual, Decimal) and isinstance(hit.expected, Decimal)
    if not roots or not is_tie or rule.kind is not RuleKind.FORMULA or rule.unit not in UNIT_DECIMALS:
        return None
    slots = _calculated_from(form, rule, hit)
    if slots.isdisjoint(roots):
        return None
    return next(at for slot, at in roots.items() if slot in slots)


def _calculated_from(form: Form, rule: Rule, hit: Hit) -> frozenset[int]:
    """The slots of the cells that both sides of a rule are made of; of a row rule, of the hit's row."""
    sides = [at for at in (rule.left, rule.right) if at]
    slots = frozenset[int]().union(*(form.model.precedents(at) for at in sides))
    if not rule.by_row or hit.at is None:
        return slots
    located = form.fields[rule.locate]
    shift = hit.at.row - located.area.row1
    first = {form.slot(column.area.first) for column in form.tables[located.table].fields}
    return frozenset(slot + shift if slot in first else slot for slot in slots)


def _with_count(pair: Pair, counts: dict[CellRef, int], counted: set[CellRef]) -> Pair:
    rule, hit = pair
    if not _is_root(pair) or hit.at is None or hit.at in counted or not counts[hit.at]:
        return pair
    counted.add(hit.at)
    message = f"{hit.message}另有 {counts[hit.at]} 项问题由此引起，先改正这一处。"
    return rule, replace(hit, message=message, follows=counts[hit.at])


def _one_line_a_cause(found: Iterable[Pair]) -> list[Pair]:
    """Rows in which one rule found the same wrong text, told once with all their cells."""
    told: list[Pair] = []
    first: dict[tuple[object, ...], int] = {}
    for pair in found:
        rule, hit = pair
        if not _is_text_fault(rule, hit):
            told.append(pair)
            continue
        place = first.setdefault((rule.at, hit.actual, hit.expected), len(told))
        if place == len(told):
            told.append(pair)
        else:
            one = told[place][1]
            told[place] = rule, replace(one, also=(*one.also, *([hit.at] if hit.at else ())))
    for place in first.values():
        rule, hit = told[place]
        told[place] = rule, _counted(hit)
    return told


def _is_text_fault(rule: Rule, hit: Hit) -> bool:
    return rule.by_row and isinstance(hit.actual, str) and isinstance(hit.expected, str) and bool(hit.actual)


def _counted(hit: Hit) -> Hit:
    more = len(hit.also)
    return replace(hit, message=f"{hit.message}另有 {more} 行相同。") if more else hit
