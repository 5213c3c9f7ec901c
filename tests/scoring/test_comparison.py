"""Which claimed scores are reported, under which rule, at which cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.returns import FIELDS, submission
from toolkit.addresses import CellRef
from toolkit.scoring import ScoreGap, compare_scores, score_submission

BUDGET: dict[str, object] = {
    "预算_全年预算": 1000,
    "预算_全年执行": 950,
    "预算_分值": 10,
    "预算_自评得分": 9.5,
}
ROW: dict[str, object] = {
    "一级": "产出指标",
    "二级": "数量指标",
    "三级": "会务",
    "性质": "≥",
    "年度指标值": 10,
    "实际完成值": 9,
    "分值": 5,
    "自评得分": 4.5,
}
CLAIMED = FIELDS["指标_自评得分"].area


def gaps(fields: dict[str, object], *rows: dict[str, object]) -> list[ScoreGap]:
    sub = submission(fields, rows)
    return list(compare_scores(sub, score_submission(sub)))


def test_scores_by_the_rule_set_make_no_gap() -> None:
    assert gaps(BUDGET, ROW) == []


@pytest.mark.parametrize(
    ("changes", "rule", "actual", "expected", "trace"),
    [
        ({"自评得分": 5}, "SC01", "5", "4.50", "9÷10×5=4.50"),
        ({"性质": "＝", "自评得分": 4}, "SC01", "4", "4.50", "9÷10×5=4.50"),
        ({"一级": "满意度指标", "自评得分": 4}, "SC12", "4", "4.50", "9÷10×5=4.50"),
        (
            {"性质": "定性", "完成等次": "部分达成"},
            "SC04",
            "4.50",
            "3.99",
            "定性：部分达成，档内 3—3.99 分，自评 4.5 高于该档，取 3.99",
        ),
        (
            {"一级": "满意度指标", "性质": "定性", "完成等次": "达成", "自评得分": 3},
            "SC04",
            "3",
            "4",
            "定性：达成，档内 4—5 分，自评 3 低于该档，取 4",
        ),
    ],
)
def test_gap_of_an_indicator(
    changes: dict[str, object], rule: str, actual: str, expected: str, trace: str
) -> None:
    second = ROW | changes
    at = CellRef(CLAIMED.sheet, CLAIMED.row1 + 1, CLAIMED.column1)
    key = f"{second['一级']}/数量指标/会务"
    assert gaps(BUDGET, ROW, second) == [ScoreGap(rule, at, key, Decimal(actual), Decimal(expected), trace)]


def test_gap_of_the_execution_row() -> None:
    assert gaps(BUDGET | {"预算_自评得分": 10}) == [
        ScoreGap(
            "SC06",
            FIELDS["预算_自评得分"].area.first,
            "预算执行率",
            Decimal(10),
            Decimal("9.50"),
            "950÷1000=95%，95%×10=9.50",
        )
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"自评得分": None},
        {"性质": None, "自评得分": 1},
        {"实际完成值": "九次", "自评得分": 1},
        {"性质": "≤", "实际完成值": 20, "自评得分": 5},
        {"性质": "定性", "完成等次": "达成"},
    ],
)
def test_rows_that_other_rules_report_make_no_gap(changes: dict[str, object]) -> None:
    assert gaps(BUDGET, ROW | changes) == []


def test_blank_execution_score_makes_no_gap() -> None:
    assert gaps(BUDGET | {"预算_自评得分": None}, ROW) == []


def test_gaps_are_measured_by_the_rule_set_of_the_scorecard() -> None:
    sub = submission(BUDGET, [ROW | {"性质": "＝"}])
    card = score_submission(sub, "核心指标分档法")
    assert [(gap.rule, gap.actual, gap.expected) for gap in compare_scores(sub, card)] == [
        ("SC06", Decimal("9.50"), Decimal("7.00")),
        ("SC01", Decimal("4.50"), Decimal("0.00")),
    ]
