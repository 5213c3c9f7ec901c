"""Claimed scores against automatic ones: plain records of every gap, for the rules to report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.model import Scorecard, ScoredRow
from toolkit.scoring.lines import AT_LEAST, EQUAL, QUALITATIVE, is_satisfaction
from toolkit.scoring.ruleset import RuleSet, read_ruleset
from toolkit.submission import Row, Submission

EXECUTION_RULE = "SC06"
SATISFACTION_RULE = "SC12"
RULE_OF_KIND = {AT_LEAST: "SC01", EQUAL: "SC01", QUALITATIVE: "SC04"}
"""Rule that holds a claimed score to the automatic one; ≤ rows have theirs in the workbook (SC02)."""


class ScoreGap(Struct, frozen=True):
    """One claimed score that is not what the rule set gives."""

    rule: str
    at: CellRef
    """The cell of the claimed score."""
    key: str
    actual: Decimal
    expected: Decimal
    trace: str


def compare_scores(submission: Submission, card: Scorecard) -> Iterator[ScoreGap]:
    """Every gap between a claimed score and the scorecard's, in sheet order.

    Rows where nothing is claimed, or where nothing could be scored, make no gap: others report those.
    """
    rules = read_ruleset(submission.form, card.ruleset)
    execution, *indicators = card.rows
    yield from _gap(EXECUTION_RULE, submission.cell("预算_自评得分"), execution)
    for row, scored in zip(submission.rows("指标"), indicators, strict=True):
        rule = _rule_for(row, rules)
        if rule:
            yield from _gap(rule, row.cell("指标_自评得分"), scored)


def _rule_for(row: Row, rules: RuleSet) -> str | None:
    if is_satisfaction(row, rules):
        return SATISFACTION_RULE
    return RULE_OF_KIND.get(row.text("指标_性质"))


def _gap(rule: str, at: CellRef, scored: ScoredRow) -> Iterator[ScoreGap]:
    expected = scored.auto.value
    if expected is not None and scored.claimed is not None and scored.claimed != expected:
        yield ScoreGap(rule, at, scored.key, scored.claimed, expected, scored.auto.trace)
