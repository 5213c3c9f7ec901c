"""Rows, totals, cap and grade of a scorecard, and what cannot be scored."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.real_report import EXECUTION, INDICATORS
from tests.support.returns import FIELDS, submission
from toolkit.addresses import CellRef
from toolkit.errors import MasterFault
from toolkit.model import Score, Value
from toolkit.scoring import scaled_total, score_submission

BUDGET: dict[str, object] = {"预算_全年预算": 1000, "预算_全年执行": 950, "预算_分值": 10}
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


def indicator(**changes: object) -> Score:
    """The score of one indicator row, ``ROW`` with the given changes."""
    return score_submission(submission(BUDGET, [ROW | changes])).rows[1].auto


def execution(overrides: dict[str, Value], **changes: object) -> Score:
    """The score of the execution row, ``BUDGET`` with the given changes."""
    return score_submission(submission(BUDGET | changes, overrides=overrides)).rows[0].auto


def test_rows_carry_cell_key_and_the_three_scores() -> None:
    sub = submission(BUDGET | {"预算_自评得分": 9.4, "预算_审核得分": 9}, [ROW | {"审核得分": 4}])
    first, second = score_submission(sub).rows
    assert first.at == FIELDS["预算_自动得分"].area.first
    assert (first.key, first.level1) == ("预算执行率", "")
    assert (first.max_score, first.claimed, first.audited) == (10, Decimal("9.4"), 9)
    assert first.auto == Score(Decimal("9.50"), "950÷1000=95%，95%×10=9.50")
    assert second.at == CellRef("绩效自评表", 1, FIELDS["指标_自动得分"].area.column1)
    assert (second.key, second.level1) == ("产出指标/数量指标/会务", "产出指标")
    assert (second.max_score, second.claimed, second.audited) == (5, Decimal("4.5"), 4)
    assert second.auto == Score(Decimal("4.50"), "9÷10×5=4.50")


def test_totals_and_grade() -> None:
    card = score_submission(submission(BUDGET | {"预算_自评得分": 9}, [ROW, ROW | {"自评得分": None}]))
    assert (card.auto_total, card.claimed_total, card.max_total) == (
        Decimal("18.50"),
        Decimal("13.50"),
        Decimal(20),
    )
    assert scaled_total(card) == Decimal("92.50")
    assert card.rating == "优"


def test_blank_submission_has_no_grade() -> None:
    card = score_submission(submission())
    assert [row.auto for row in card.rows] == [Score(None, "分值空缺")]
    assert (card.auto_total, card.claimed_total, card.max_total, card.rating) == (0, 0, 0, "")
    assert scaled_total(card) is None


def test_a_form_with_weights_but_no_score_has_no_grade() -> None:
    card = score_submission(submission({"预算_分值": 10}))
    assert (card.max_total, card.rating) == (10, "")
    assert card.rows[0].auto == Score(None, "全年执行数空缺")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"分值": None}, "分值空缺"),
        ({"分值": "五"}, "分值“五”不是数字"),
        ({"分值": -1}, "分值 -1 小于 0"),
        ({"性质": None}, "性质空缺"),
        ({"性质": ">"}, "性质“>”不在选项内"),
        ({"年度指标值": None}, "年度指标值空缺"),
        ({"年度指标值": "约10"}, "年度指标值“约10”不是数字"),
        ({"实际完成值": None}, "实际完成值空缺"),
        ({"实际完成值": "9次", "性质": "≤"}, "实际完成值“9次”不是数字"),
        ({"实际完成值": True, "性质": "＝"}, "实际完成值“TRUE”不是数字"),
        ({"性质": "定性", "年度指标值": "按期", "实际完成值": "延期"}, "未选完成等次"),
        ({"性质": "定性", "年度指标值": None, "实际完成值": None}, "未选完成等次"),
        ({"性质": "定性", "完成等次": "基本达成"}, "完成等次“基本达成”不在选项内"),
        ({"性质": "定性", "完成等次": "达成", "自评得分": "满分"}, "自评得分“满分”不是数字"),
    ],
)
def test_indicator_that_cannot_be_scored_says_why(changes: dict[str, object], reason: str) -> None:
    assert indicator(**changes) == Score(None, reason)


@pytest.mark.parametrize(
    ("tier", "claimed", "score", "trace"),
    [
        ("达成", 4.5, "4.50", "档内 4—5 分，采用自评 4.5"),
        ("达成", 3, "4.00", "档内 4—5 分，自评 3 低于该档，取 4"),
        ("达成", 6, "5.00", "档内 4—5 分，自评 6 高于该档，取 5"),
        ("达成", None, "5.00", "档内 4—5 分，自评空缺，按缺省系数 1，1×5=5.00"),
        ("部分达成", 4, "3.99", "档内 3—3.99 分，自评 4 高于该档，取 3.99"),
        ("部分达成", 3, "3.00", "档内 3—3.99 分，采用自评 3"),
        ("部分达成", None, "3.00", "档内 3—3.99 分，自评空缺，按缺省系数 0.6，0.6×5=3.00"),
        ("未达成", 3, "2.99", "档内 0—2.99 分，自评 3 高于该档，取 2.99"),
        ("未达成", -1, "0.00", "档内 0—2.99 分，自评 -1 低于该档，取 0"),
        ("未达成", None, "0.00", "档内 0—2.99 分，自评空缺，按缺省系数 0，0×5=0.00"),
    ],
)
def test_qualitative_indicator_with_a_tier(tier: str, claimed: float | None, score: str, trace: str) -> None:
    auto = indicator(性质="定性", 年度指标值="按期", 实际完成值="按期", 完成等次=tier, 自评得分=claimed)
    assert auto == Score(Decimal(score), f"定性：{tier}，{trace}")


def test_qualitative_indicator_that_repeats_its_target_counts_as_reached() -> None:
    auto = indicator(性质="定性", 年度指标值="按期 ", 实际完成值=" 按期")
    assert auto == Score(Decimal("4.50"), "定性：达成，档内 4—5 分，采用自评 4.5")


def test_satisfaction_method_holds_for_its_level_and_kind_only() -> None:
    rows = [
        ROW | {"一级": "满意度指标", "年度指标值": 100, "实际完成值": 95},
        ROW | {"一级": "效益指标", "年度指标值": 100, "实际完成值": 95},
        ROW | {"一级": "满意度指标", "性质": "≤", "年度指标值": 100, "实际完成值": 95},
    ]
    card = score_submission(submission(BUDGET, rows, ruleset="核心指标分档法"))
    assert [str(row.auto.value) for row in card.rows[1:]] == ["5.00", "4.75", "5.00"]
    assert card.rows[1].auto.trace == "95÷100=95%，档内系数 1，1×5=5.00"


def test_surplus_is_deducted_from_ordinary_rows_but_not_from_satisfaction() -> None:
    rows = [ROW | {"实际完成值": 13}, ROW | {"实际完成值": 13, "一级": "满意度指标"}]
    card = score_submission(submission(BUDGET, rows, overrides={"参数_超额方法": "超线扣分"}))
    assert [row.auto.value for row in card.rows[1:]] == [3, 5]


def test_figures_keep_the_digits_that_were_typed() -> None:
    assert indicator(年度指标值=0.004, 实际完成值=0.003) == Score(Decimal("3.75"), "0.003÷0.004×5=3.75")


def test_execution_base_may_be_the_original_budget() -> None:
    score = execution(overrides={"参数_执行率基数": "年初预算数"}, 预算_年初预算=1900)
    assert score == Score(Decimal("5.00"), "950÷1900=50%，50%×10=5.00")


@pytest.mark.parametrize(
    ("changes", "method", "score"),
    [
        ({"预算_全年预算": 0}, "无法计算", Score(None, "全年预算数空缺或不大于 0，无法计算执行率")),
        ({"预算_全年预算": None}, "无法计算", Score(None, "全年预算数空缺或不大于 0，无法计算执行率")),
        ({"预算_全年预算": 0}, "按零分", Score(Decimal("0.00"), "全年预算数空缺或不大于 0，按零分计")),
        ({"预算_全年预算": "一千"}, "按零分", Score(None, "全年预算数“一千”不是数字")),
        ({"预算_全年执行": "九百"}, "按零分", Score(None, "全年执行数“九百”不是数字")),
        ({"预算_分值": -10}, "按零分", Score(None, "分值 -10 小于 0")),
    ],
)
def test_execution_without_usable_figures(changes: dict[str, object], method: str, score: Score) -> None:
    assert execution(overrides={"参数_零预算处理": method}, **changes) == score


CAPPED: dict[str, Value] = {"参数_执行率封顶": "分档封顶"}


def test_total_is_capped_by_execution_rate() -> None:
    rows = [ROW | {"分值": 90, "实际完成值": 10}]
    sub = submission(BUDGET | {"预算_全年执行": 750}, rows, overrides=CAPPED)
    card = score_submission(sub)
    assert card.auto_total == 89
    assert card.rating == "良"
    assert card.rows[0].auto == Score(Decimal("7.50"), "750÷1000=75%，75%×10=7.50；执行率 75%，总分封顶 89")


def test_cap_that_is_not_reached_leaves_no_note() -> None:
    sub = submission(BUDGET | {"预算_全年执行": 750}, [ROW], overrides=CAPPED)
    card = score_submission(sub)
    assert card.auto_total == Decimal("12.00")
    assert card.rows[0].auto.trace == "750÷1000=75%，75%×10=7.50"


def test_cap_that_is_just_reached_leaves_no_note() -> None:
    rows = [ROW | {"分值": 81.5, "实际完成值": 10}]
    card = score_submission(submission(BUDGET | {"预算_全年执行": 750}, rows, overrides=CAPPED))
    assert card.auto_total == 89
    assert card.rows[0].auto.trace == "750÷1000=75%，75%×10=7.50"


def test_rows_of_no_weight_make_no_grade() -> None:
    card = score_submission(submission({"预算_分值": 0}, [ROW | {"分值": 0}]))
    assert card.rows[1].auto == Score(Decimal("0.00"), "9÷10×0=0.00")
    assert (card.max_total, card.rating) == (0, "")


def test_scores_have_the_decimals_of_the_rule_set() -> None:
    rows = [ROW | {"实际完成值": 9.25}, ROW | {"性质": "定性", "完成等次": "达成", "自评得分": 4.25}]
    card = score_submission(submission(BUDGET, rows, overrides={"参数_得分小数": 1.0}))
    assert [str(row.auto.value) for row in card.rows] == ["9.5", "4.6", "4.3"]
    assert card.rows[1].auto.trace == "9.25÷10×5=4.6"


def test_default_share_outside_its_tier_is_kept_within() -> None:
    tier: dict[str, Value] = {"等次": "部分达成", "下限": 0.6, "上限": 0.8, "缺省": 1.0}
    top: dict[str, Value] = {"等次": "达成", "下限": 0.8, "上限": 1.0, "缺省": 0.5}
    row = ROW | {"性质": "定性", "自评得分": None}
    rows = [row | {"完成等次": "部分达成"}, row | {"完成等次": "达成"}]
    card = score_submission(submission(BUDGET, rows, bands=band_tables_with("定性档", (top, tier))))
    assert [str(row.auto.value) for row in card.rows[1:]] == ["3.99", "4.00"]


@given(st.decimals(0, 1500, places=2))
def test_capped_total_never_exceeds_its_band(spent: Decimal) -> None:
    rows = [ROW | {"分值": 90, "实际完成值": 10}]
    sub = submission(BUDGET | {"预算_全年执行": spent}, rows, overrides=CAPPED)
    uncapped = submission(BUDGET | {"预算_全年执行": spent}, rows)
    bounds = ((800, 100), (700, 89), (600, 79), (500, 69), (0, 59))
    limit = next(limit for lower, limit in bounds if spent >= lower)
    assert score_submission(sub).auto_total == min(score_submission(uncapped).auto_total, limit)


@given(st.permutations(INDICATORS))
def test_totals_do_not_depend_on_the_order_of_rows(rows: list[dict[str, object]]) -> None:
    card, shuffled = (
        score_submission(submission(EXECUTION, INDICATORS)),
        score_submission(submission(EXECUTION, rows)),
    )
    assert (shuffled.auto_total, shuffled.claimed_total, shuffled.max_total, shuffled.rating) == (
        card.auto_total,
        card.claimed_total,
        card.max_total,
        card.rating,
    )


@pytest.mark.parametrize(
    ("achieved", "rating"), [(90, "优"), (89.99, "良"), (80, "良"), (60, "中"), (59.99, "差")]
)
def test_grade_bands_start_at_their_lower_bound(achieved: float, rating: str) -> None:
    row = ROW | {"年度指标值": 100, "实际完成值": achieved, "分值": 100}
    assert score_submission(submission({}, [row])).rating == rating


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        (
            {"参数_成本方法": "随意法"},
            "“参数_成本方法”的取值“随意法”不能用，可选：比例法、线性法、超支不得分",
        ),
        ({"参数_成本方法": None}, "“参数_成本方法”的取值空不能用，应为文字"),
        ({"参数_阶梯步长": 0.0}, "“参数_阶梯步长”的取值“0.0”不能用，应大于 0"),
        ({"参数_超额扣分": "两分"}, "“参数_超额扣分”的取值“两分”不能用，应为不小于 0 的数字"),
        ({"参数_得分小数": 1.5}, "“参数_得分小数”的取值“1.5”不能用，应为 0 到 6 的整数"),
    ],
)
def test_faulty_parameter_is_named(overrides: dict[str, Value], sentence: str) -> None:
    with pytest.raises(MasterFault) as caught:
        score_submission(submission(overrides=overrides))
    assert str(caught.value) == f"评分参数{sentence}，请在母版的评分参数表中改正。"


def test_faulty_band_table_is_named() -> None:
    with pytest.raises(MasterFault, match="评分参数的“定性档”没有任何一行"):
        score_submission(submission(bands=band_tables_with("定性档", ())))
    with pytest.raises(MasterFault, match="评分参数“执行率档_系数”的“全部”不是数字"):
        score_submission(submission(bands=band_tables_with("执行率档", ({"下限": 0.0, "系数": "全部"},))))


def test_bands_may_stand_in_any_order() -> None:
    bands = band_tables_with("等次档", ({"下限": 90.0, "等次": "优"}, {"下限": 0.0, "等次": "其余"}))
    assert score_submission(submission(BUDGET, [ROW], bands=bands)).rating == "优"
    assert score_submission(submission(BUDGET | {"预算_全年执行": 1}, [ROW], bands=bands)).rating == "其余"


def band_tables_with(table: str, rows: tuple[dict[str, Value], ...]) -> object:
    return submission().form.bands | {table: rows}  # type: ignore[operator]
