"""The real report under every variant of cost and satisfaction that was reckoned by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.real_report import EXECUTION, INDICATORS
from tests.support.returns import submission
from toolkit.scoring import ScoreGap, compare_scores, scaled_total, score_submission

OVERSPENT = ("公车平台", "后勤建设及营运（食堂）", "机关物业管理")


@pytest.mark.parametrize(
    ("ruleset", "cost", "satisfaction", "indicators", "scaled", "rating"),
    [
        ("通用比例法", ("2.35", "2.68", "2.64"), "9.80", "96.47", "96.79", "优"),
        ("线性扣减法", ("2.18", "2.64", "2.59"), "9.80", "96.21", "96.55", "优"),
        ("超支不得分", ("0.00", "0.00", "0.00"), "9.80", "88.80", "89.82", "良"),
        ("超支不得分·满意度分档", ("0.00", "0.00", "0.00"), "10.00", "89.00", "90.00", "优"),
    ],
)
def test_real_report_under_each_rule_set(
    ruleset: str, cost: tuple[str, ...], satisfaction: str, indicators: str, scaled: str, rating: str
) -> None:
    card = score_submission(submission(EXECUTION, INDICATORS), ruleset)
    by_name = {row.key.rpartition("/")[2]: str(row.auto.value) for row in card.rows}
    assert tuple(by_name[name] for name in OVERSPENT) == cost
    assert by_name["服务对象满意度"] == satisfaction
    assert by_name["营造良好工作氛围"] == "8.00"
    assert str(card.rows[0].auto.value) == "10.00"
    assert card.auto_total == Decimal(indicators) + 10
    assert card.max_total == 110
    assert scaled_total(card) == Decimal(scaled)
    assert card.rating == rating
    assert card.ruleset == ruleset


def test_real_report_as_filed_leaves_out_the_execution_row() -> None:
    card = score_submission(submission(EXECUTION, INDICATORS))
    assert card.claimed_total == 96
    assert card.rows[0].claimed is None
    with_execution = score_submission(submission(EXECUTION | {"预算_自评得分": 10}, INDICATORS))
    assert with_execution.claimed_total == 106


def test_traces_of_the_real_report() -> None:
    card = score_submission(submission(EXECUTION, INDICATORS))
    traces = {row.key: row.auto.trace for row in card.rows}
    assert traces["预算执行率"] == "2246.07÷2246.07=100%，100%×10=10.00"
    assert traces["产出指标/成本指标/公车平台"] == "150÷191.18×3=2.35"
    assert traces["产出指标/成本指标/机关水电费"] == "完成值 75.34≤指标值 130，得满分 3"
    assert traces["产出指标/数量指标/资产拍卖处置"] == "完成值 2≥指标值 1，得满分 2"
    assert traces["效益指标/社会效益/营造良好工作氛围"] == "定性：达成，档内 8—10 分，采用自评 8"
    assert traces["满意度指标/社会公众或服务对象满意度/服务对象满意度"] == "98÷100×10=9.80"
    linear = score_submission(submission(EXECUTION, INDICATORS), "线性扣减法")
    assert linear.rows[13].auto.trace == "(1－(191.18－150)÷150)×3=2.18"
    strict = score_submission(submission(EXECUTION, INDICATORS), "超支不得分")
    assert strict.rows[13].auto.trace == "超支不得分：191.18＞150，得 0"


def test_gaps_of_the_real_report() -> None:
    filed = submission(EXECUTION, INDICATORS)
    assert list(compare_scores(filed, score_submission(filed))) == [
        ScoreGap(
            "SC12",
            filed.rows("指标")[23].cell("指标_自评得分"),
            "满意度指标/社会公众或服务对象满意度/服务对象满意度",
            Decimal("8.00"),
            Decimal("9.80"),
            "98÷100×10=9.80",
        )
    ]


def test_other_rule_sets_measure_execution_differently() -> None:
    filed = submission(EXECUTION | {"预算_全年执行": 2100}, INDICATORS)
    scores = {
        name: score_submission(filed, name).rows[0].auto
        for name in ("通用比例法", "核心指标分档法", "湖南旧办法")
    }
    assert {name: str(score.value) for name, score in scores.items()} == {
        "通用比例法": "9.35",
        "核心指标分档法": "7.00",
        "湖南旧办法": "6.00",
    }
    assert [score.trace for score in scores.values()] == [
        "2100÷2246.07≈93.5%，2100÷2246.07×10=9.35",
        "2100÷2246.07≈93.5%，档内系数 0.7，0.7×10=7.00",
        "2100÷2246.07≈93.5%，每低 5% 扣 2 分，10－2×2=6.00",
    ]
