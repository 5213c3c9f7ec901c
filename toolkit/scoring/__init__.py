"""Automatic scores: methods chosen by the workbook's parameters, a trace for every score."""

from toolkit.scoring.comparison import ScoreGap, compare_scores
from toolkit.scoring.ruleset import RuleSet, read_ruleset
from toolkit.scoring.scorecard import scaled_total, score_submission

__all__ = ["RuleSet", "ScoreGap", "compare_scores", "read_ruleset", "scaled_total", "score_submission"]
