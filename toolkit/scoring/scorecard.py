"""The scorecard: every scored line of a submission under one rule set, totals and grade."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec.structs import replace

from toolkit.decimals import plain
from toolkit.model import Score, Scorecard, ScoredRow
from toolkit.scoring.bands import rating_of, scaled
from toolkit.scoring.figures import percent
from toolkit.scoring.lines import execution_rate, execution_row, indicator_row
from toolkit.scoring.methods import select_methods
from toolkit.scoring.ruleset import read_ruleset
from toolkit.submission import Submission


def score_submission(submission: Submission, ruleset: str | None = None) -> Scorecard:
    """All automatic scores of a submission, the execution row first, then the indicators in sheet order.

    ``ruleset`` defaults to the form's chosen one. Scores are half-up to the rule set's decimals; a row that
    cannot be scored has no value and says why. Totals are sums of what is there; the automatic one is cut
    to the cap by execution rate, which the execution row's trace then mentions. Raises ``MasterFault`` for
    an unknown rule set or a parameter that names no known method.
    """
    rules = read_ruleset(submission.form, ruleset)
    methods = select_methods(rules)
    execution = execution_row(submission, rules, methods)
    indicators = tuple(indicator_row(row, rules, methods) for row in submission.rows("指标"))
    auto_total = _total(row.auto.value for row in (execution, *indicators))
    rate = execution_rate(submission, methods)
    cap = None if rate is None else methods.cap(rate, rules)
    if rate is not None and cap is not None and cap < auto_total:
        execution = _with_note(execution, f"执行率 {percent(rate)}，总分封顶 {plain(cap)}")
        auto_total = cap
    rows = (execution, *indicators)
    max_total = _total(row.max_score for row in rows)
    scored = max_total > 0 and any(row.auto.value is not None for row in rows)
    return Scorecard(
        ruleset=rules.name,
        rows=rows,
        auto_total=auto_total,
        claimed_total=_total(row.claimed for row in rows),
        max_total=max_total,
        rating=rating_of(auto_total, max_total, rules.rating_bands) if scored else "",
    )


def scaled_total(card: Scorecard) -> Decimal | None:
    """The automatic total on a scale of 100, half-up to two decimals; ``None`` without any full score."""
    return scaled(card.auto_total, card.max_total) if card.max_total > 0 else None


def _total(scores: Iterable[Decimal | None]) -> Decimal:
    return sum((score for score in scores if score is not None), Decimal(0))


def _with_note(row: ScoredRow, note: str) -> ScoredRow:
    trace = f"{row.auto.trace}；{note}" if row.auto.trace else note
    return replace(row, auto=Score(row.auto.value, trace))
