"""What must hold of every method for every figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.returns import submission
from toolkit.scoring import methods as m
from toolkit.scoring import read_ruleset
from toolkit.scoring.lines import score_in_tier

RULES = read_ruleset(submission().form)
COST = tuple(m.COST_METHODS.values())
QUANTITY_METHODS = (*COST, *m.EQUAL_METHODS.values(), m.at_least, m.at_least_banded)

figures = st.decimals(-(10**6), 10**6, places=2)
positive = st.decimals(Decimal("0.01"), 10**6, places=2)
weights = st.decimals(0, 100, places=2)
quantities = st.builds(m.Quantity, figures, figures, weights)
executions = st.builds(m.Execution, figures, positive, weights)


def value(method: m.QuantityMethod, row: m.Quantity) -> Decimal:
    score = method(row, RULES).value
    assert score is not None
    return score


def half_up_cents(exact: Fraction) -> Decimal:
    return Decimal(floor(exact * 100 + Fraction(1, 2))) / 100


@given(quantities)
def test_every_score_lies_within_the_row_at_two_decimals(row: m.Quantity) -> None:
    for method in QUANTITY_METHODS:
        score = method(row, RULES).value
        assert score is not None
        assert 0 <= score <= row.max_score
        assert score.as_tuple().exponent == -2


@given(executions)
def test_every_execution_score_lies_within_the_row(row: m.Execution) -> None:
    for method in m.EXECUTION_METHODS.values():
        score = method(row, RULES).value
        assert score is not None
        assert 0 <= score <= row.max_score
        assert score.as_tuple().exponent == -2


@given(quantities, figures)
def test_more_achieved_never_scores_less_where_more_is_better(row: m.Quantity, other: Decimal) -> None:
    low, high = sorted((row.achieved, other))
    for method in (m.at_least, m.at_least_banded):
        assert value(method, row._replace(achieved=low)) <= value(method, row._replace(achieved=high))


@given(quantities, figures)
def test_more_spent_never_scores_more_where_less_is_better(row: m.Quantity, other: Decimal) -> None:
    low, high = sorted((row.achieved, other))
    for method in COST:
        assert value(method, row._replace(achieved=low)) >= value(method, row._replace(achieved=high))


@given(executions, figures)
def test_more_executed_never_scores_less(row: m.Execution, other: Decimal) -> None:
    low, high = sorted((row.spent, other))
    for method in m.EXECUTION_METHODS.values():
        less, more = method(row._replace(spent=low), RULES), method(row._replace(spent=high), RULES)
        assert less.value is not None
        assert more.value is not None
        assert less.value <= more.value


@given(quantities)
def test_stricter_cost_methods_never_score_more(row: m.Quantity) -> None:
    strict, linear, ratio = (
        value(method, row) for method in (m.at_most_all_or_nothing, m.at_most_linear, m.at_most_ratio)
    )
    assert strict <= linear <= ratio


@given(quantities, st.integers(1, 10**6))
def test_scores_do_not_depend_on_the_unit_of_the_figures(row: m.Quantity, factor: int) -> None:
    larger = row._replace(target=row.target * factor, achieved=row.achieved * factor)
    for method in QUANTITY_METHODS:
        assert value(method, row) == value(method, larger)


@settings(max_examples=300)
@given(positive, positive, weights)
def test_proportional_scores_are_rounded_half_up_exactly(
    target: Decimal, achieved: Decimal, full: Decimal
) -> None:
    row = m.Quantity(target, achieved, full)
    t, a, w = Fraction(target), Fraction(achieved), Fraction(full)
    assert value(m.at_least, row) == half_up_cents(min(a / t, Fraction(1)) * w)
    assert value(m.at_most_ratio, row) == half_up_cents(min(t / a, Fraction(1)) * w)
    linear = min(max(1 - (a - t) / t, Fraction(0)), Fraction(1)) * w
    assert value(m.at_most_linear, row) == half_up_cents(linear)
    executed = m.execution_linear(m.Execution(achieved, target, full), RULES)
    assert executed.value == half_up_cents(min(a / t, Fraction(1)) * w)


@given(weights, st.none() | figures, st.sampled_from(RULES.tiers))
def test_qualitative_scores_stay_within_their_tier(
    full: Decimal, claimed: Decimal | None, tier: object
) -> None:
    tier = next(known for known in RULES.tiers if known is tier)
    lowest, highest = tier.range_of(full, RULES.decimals)
    score = score_in_tier(tier, full, claimed, RULES).value
    assert score is not None
    assert 0 <= lowest <= score <= highest <= full
    if claimed is not None and lowest <= claimed <= highest:
        assert score == claimed


@given(st.decimals(Decimal("0.1"), 100, places=2))
def test_tiers_cover_every_score_once(full: Decimal) -> None:
    done, partly, failed = (tier.range_of(full, RULES.decimals) for tier in RULES.tiers)
    cent = Decimal("0.01")
    assert done[1] == full
    assert done[0] - partly[1] == cent
    assert partly[0] - failed[1] == cent
    assert failed[0] == 0
