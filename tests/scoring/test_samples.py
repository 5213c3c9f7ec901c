"""The data files of the samples: the real report's rows as filed, and a return that claims what it earns."""

from __future__ import annotations

from decimal import Decimal

from tests.support.real_report import EXECUTION, INDICATORS
from tests.support.returns import submission, submission_of_sample
from toolkit.scoring import compare_scores, score_submission


def test_real_report_sample_scores_as_the_report() -> None:
    sample, report = submission_of_sample("yunxi-2023.yaml"), submission(EXECUTION, INDICATORS)
    assert score_submission(sample) == score_submission(report)
    assert score_submission(sample).auto_total == Decimal("106.47")


def test_clean_sample_claims_exactly_what_it_earns() -> None:
    sample = submission_of_sample("clean-2023.yaml")
    card = score_submission(sample)
    assert [row.key for row in card.rows if row.claimed != row.auto.value] == []
    assert list(compare_scores(sample, card)) == []
    assert (card.auto_total, card.claimed_total, card.max_total) == (Decimal("98.99"), Decimal("98.99"), 100)
    assert card.auto_total == sample.decimal("自评_综合得分")
    assert card.rating == sample.text("自评_评价等次") == "优"
