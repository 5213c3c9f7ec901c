"""Claimed scores against the scoring methods of the chosen rule set."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.decimals import plain
from toolkit.form import Rule
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.scoring import ScoreGap, compare_scores
from toolkit.scoring.lines import AT_MOST, QUALITATIVE, tier_of
from toolkit.scoring.ruleset import read_ruleset


@rule("SC01")
@rule("SC06")
@rule("SC12")
def score_does_not_follow_method(evidence: Evidence, entry: Rule) -> Iterator[Hit]:
    """Scores that the method named in the rule set does not give; the message carries its sum."""
    for gap in evidence.kept(_gaps):
        if gap.rule == entry.id:
            name = gap.key.rpartition("/")[2]
            message = f"“{name}”自评 {plain(gap.actual)} 分，按计分方法：{gap.trace}。"
            yield Hit(gap.at, gap.key, message, gap.actual, gap.expected, "分")


@rule("SC04")
def qualitative_score_outside_its_tier(evidence: Evidence, entry: Rule) -> Iterator[Hit]:
    """Scores outside the tier of a qualitative row, and rows whose tier is missing or not one of the list."""
    yield from score_does_not_follow_method(evidence, entry)
    rules = read_ruleset(evidence.form, evidence.scorecard.ruleset)
    for row in evidence.submission.filled_rows["指标"]:
        told = row.text("指标_年度指标值") and row.text("指标_实际完成值")
        if row.text("指标_性质") == QUALITATIVE and told and tier_of(row, rules) is None:
            chosen = row.text("指标_完成等次")
            fault = f"完成等次填“{chosen}”，不在下拉选项里" if chosen else "完成等次没有选"
            fix = f"从下拉列表选择：{'、'.join(tier.name for tier in rules.tiers)}。"
            message = f"“{row.name}”的{fault}，无法计分。"
            yield Hit(row.cell("指标_完成等次"), row.key, message, chosen or None, fix=fix)


def _gaps(evidence: Evidence) -> tuple[ScoreGap, ...]:
    return tuple(compare_scores(evidence.submission, evidence.scorecard))


@rule("SC11")
def cost_score_does_not_follow_method(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Scores of ≤ rows that the method does not give; full marks above the target are SC02's."""
    rows = evidence.submission.filled_rows["指标"]
    for row, scored in zip(rows, evidence.scorecard.rows[1:], strict=True):
        auto, claimed = scored.auto.value, scored.claimed
        if row.text("指标_性质") != AT_MOST or auto is None or claimed is None or claimed == auto:
            continue
        if claimed != scored.max_score:
            message = f"“{row.name}”自评 {plain(claimed)} 分，按计分方法：{scored.auto.trace}。"
            yield Hit(row.cell("指标_自评得分"), row.key, message, claimed, auto, "分")
