"""Each method at its edges: value and trace."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.support.returns import SPECIFICATION, submission
from toolkit.errors import MasterFault
from toolkit.model import Score
from toolkit.scoring import methods as m
from toolkit.scoring import read_ruleset
from toolkit.scoring.ruleset import RuleSet

RULES: RuleSet = read_ruleset(submission().form)


def quantity(target: str, achieved: str, max_score: str) -> m.Quantity:
    return m.Quantity(Decimal(target), Decimal(achieved), Decimal(max_score))


def execution(spent: str, budget: str, max_score: str = "10") -> m.Execution:
    return m.Execution(Decimal(spent), Decimal(budget), Decimal(max_score))


def shown(score: Score) -> tuple[str, str]:
    return str(score.value), score.trace


@pytest.mark.parametrize(
    ("method", "row", "value", "trace"),
    [
        (m.at_least, ("1", "2", "2"), "2.00", "完成值 2≥指标值 1，得满分 2"),
        (m.at_least, ("12", "11", "3"), "2.75", "11÷12×3=2.75"),
        (m.at_least, ("3", "-1", "2"), "0.00", "完成值 -1＜指标值 3，得 0"),
        (m.at_least, ("0", "0", "2"), "2.00", "完成值 0≥指标值 0，得满分 2"),
        (m.at_least, ("0", "-1", "2"), "0.00", "完成值 -1＜指标值 0，得 0"),
        (m.at_least, ("-5", "-3", "2"), "2.00", "完成值 -3≥指标值 -5，得满分 2"),
        (m.at_least, ("1E+3", "5E+2", "2"), "1.00", "500÷1000×2=1.00"),
        (m.at_least_banded, ("100", "98", "10"), "10.00", "98÷100=98%，档内系数 1，1×10=10.00"),
        (m.at_least_banded, ("100", "90", "10"), "10.00", "90÷100=90%，档内系数 1，1×10=10.00"),
        (m.at_least_banded, ("100", "89.99", "10"), "7.00", "89.99÷100=89.99%，档内系数 0.7，0.7×10=7.00"),
        (m.at_least_banded, ("90", "59", "10"), "5.00", "59÷90≈65.56%，档内系数 0.5，0.5×10=5.00"),
        (m.at_least_banded, ("100", "59.9", "10"), "0.00", "59.9÷100=59.9%，档内系数 0，0×10=0.00"),
        (m.at_least_banded, ("0", "0", "10"), "10.00", "完成值 0≥指标值 0，得满分 10"),
        (m.at_least_banded, ("90", "-1", "10"), "0.00", "完成值 -1＜指标值 90，得 0"),
        (m.at_most_ratio, ("130", "130", "3"), "3.00", "完成值 130≤指标值 130，得满分 3"),
        (m.at_most_ratio, ("150", "191.18", "3"), "2.35", "150÷191.18×3=2.35"),
        (m.at_most_ratio, ("0", "1", "3"), "0.00", "完成值 1＞指标值 0，得 0"),
        (m.at_most_ratio, ("-5", "-3", "3"), "0.00", "完成值 -3＞指标值 -5，得 0"),
        (m.at_most_ratio, ("0", "0", "3"), "3.00", "完成值 0≤指标值 0，得满分 3"),
        (m.at_most_linear, ("100", "111.94", "3"), "2.64", "(1－(111.94－100)÷100)×3=2.64"),
        (m.at_most_linear, ("100", "199.9", "3"), "0.00", "(1－(199.9－100)÷100)×3=0.00"),
        (m.at_most_linear, ("100", "200", "3"), "0.00", "超出一倍及以上：200≥2×100，得 0"),
        (m.at_most_linear, ("0", "1", "3"), "0.00", "完成值 1＞指标值 0，得 0"),
        (m.at_most_linear, ("100", "99", "3"), "3.00", "完成值 99≤指标值 100，得满分 3"),
        (m.at_most_all_or_nothing, ("150", "150.01", "3"), "0.00", "超支不得分：150.01＞150，得 0"),
        (m.at_most_all_or_nothing, ("150", "150", "3"), "3.00", "完成值 150≤指标值 150，得满分 3"),
        (m.equal_ratio, ("0", "0", "5"), "5.00", "完成值 0≤指标值 0，得满分 5"),
        (m.equal_ratio, ("0", "-2", "5"), "5.00", "完成值 -2≤指标值 0，得满分 5"),
        (m.equal_ratio, ("0", "1", "5"), "0.00", "完成值 1≠指标值 0，得 0"),
        (m.equal_ratio, ("4", "3", "5"), "3.75", "3÷4×5=3.75"),
        (m.equal_ratio, ("4", "5", "5"), "5.00", "完成值 5≥指标值 4，得满分 5"),
        (m.equal_ratio, ("-4", "-4", "5"), "5.00", "完成值 -4＝指标值 -4，得满分 5"),
        (m.equal_exact, ("4", "5", "5"), "0.00", "完成值 5≠指标值 4，得 0"),
        (m.equal_exact, ("4", "4.0", "5"), "5.00", "完成值 4＝指标值 4，得满分 5"),
    ],
)
def test_quantity_methods(
    method: m.QuantityMethod, row: tuple[str, str, str], value: str, trace: str
) -> None:
    assert shown(method(quantity(*row), RULES)) == (value, trace)


@pytest.mark.parametrize(
    ("method", "row", "value", "trace"),
    [
        (m.execution_linear, ("950", "1000"), "9.50", "950÷1000=95%，95%×10=9.50"),
        (m.execution_linear, ("1", "3"), "3.33", "1÷3≈33.33%，1÷3×10=3.33"),
        (m.execution_linear, ("1200", "1000"), "10.00", "1200÷1000=120%，超过 100%，得满分 10"),
        (m.execution_linear, ("-5", "1000"), "0.00", "-5÷1000=-0.5%，小于 0，得 0"),
        (m.execution_linear, ("0", "1000"), "0.00", "0÷1000=0%，0%×10=0.00"),
        (m.execution_banded, ("1000", "1000"), "10.00", "1000÷1000=100%，档内系数 1，1×10=10.00"),
        (m.execution_banded, ("999.99", "1000"), "7.00", "999.99÷1000=99.999%，档内系数 0.7，0.7×10=7.00"),
        (m.execution_banded, ("800", "1000"), "7.00", "800÷1000=80%，档内系数 0.7，0.7×10=7.00"),
        (m.execution_banded, ("799", "1000"), "5.00", "799÷1000=79.9%，档内系数 0.5，0.5×10=5.00"),
        (m.execution_banded, ("-1", "1000"), "0.00", "-1÷1000=-0.1%，档内系数 0，0×10=0.00"),
        (m.execution_stepped, ("1001", "1000"), "10.00", "1001÷1000=100.1%，不低于 100%，得满分 10"),
        (m.execution_stepped, ("950", "1000"), "8.00", "950÷1000=95%，每低 5% 扣 2 分，10－1×2=8.00"),
        (
            m.execution_stepped,
            ("949.99", "1000"),
            "6.00",
            "949.99÷1000=94.999%，每低 5% 扣 2 分，10－2×2=6.00",
        ),
        (
            m.execution_stepped,
            ("500", "1000"),
            "0.00",
            "500÷1000=50%，每低 5% 扣 2 分，10－10×2＜0，得 0.00",
        ),
    ],
)
def test_execution_methods(method: m.ExecutionMethod, row: tuple[str, str], value: str, trace: str) -> None:
    assert shown(method(execution(*row), RULES)) == (value, trace)


def test_zero_budget_methods() -> None:
    assert m.zero_budget_unscored(RULES) == Score(None, "全年预算数空缺或不大于 0，无法计算执行率")
    assert shown(m.zero_budget_zero(RULES)) == ("0.00", "全年预算数空缺或不大于 0，按零分计")


@pytest.mark.parametrize(
    ("row", "value", "trace"),
    [
        (
            ("10", "13", "3"),
            "1.00",
            "完成值 13≥指标值 10，得满分 3；达到指标值的 1.3 倍以上，扣 2 分，得 1.00",
        ),
        (
            ("1", "2", "1.5"),
            "0.00",
            "完成值 2≥指标值 1，得满分 1.5；达到指标值的 1.3 倍以上，扣 2 分，得 0.00",
        ),
        (("10", "12.99", "3"), "3.00", "完成值 12.99≥指标值 10，得满分 3"),
        (("0", "5", "3"), "3.00", "完成值 5≥指标值 0，得满分 3"),
    ],
)
def test_surplus_deducted(row: tuple[str, str, str], value: str, trace: str) -> None:
    reached = m.at_least(quantity(*row), RULES)
    assert shown(m.surplus_deducted(quantity(*row), reached, RULES)) == (value, trace)
    assert m.surplus_accepted(quantity(*row), reached, RULES) is reached


@pytest.mark.parametrize(
    ("rate", "cap"), [("0", 59), ("0.4999", 59), ("0.5", 69), ("0.6", 79), ("0.7", 89), ("0.8", 100)]
)
def test_banded_cap(rate: str, cap: int) -> None:
    assert m.banded_cap(Decimal(rate), RULES) == cap
    assert m.no_cap(Decimal(rate), RULES) is None


@pytest.mark.parametrize(
    ("score", "max_score", "decimals", "expected"),
    [
        ("2.345", "3", 2, "2.35"),
        ("2.344", "3", 2, "2.34"),
        ("2.5", "2.5", 0, "2"),
        ("-0.001", "3", 2, "0.00"),
    ],
)
def test_within_never_leaves_the_row(score: str, max_score: str, decimals: int, expected: str) -> None:
    assert str(m.within(Decimal(score), Decimal(max_score), decimals)) == expected


@pytest.mark.parametrize(
    ("parameter", "table"),
    [
        ("参数_执行率基数", m.EXECUTION_BASES),
        ("参数_执行率方法", m.EXECUTION_METHODS),
        ("参数_零预算处理", m.ZERO_BUDGET_METHODS),
        ("参数_成本方法", m.COST_METHODS),
        ("参数_等值方法", m.EQUAL_METHODS),
        ("参数_满意度方法", m.SATISFACTION_METHODS),
        ("参数_超额方法", m.SURPLUS_METHODS),
        ("参数_执行率封顶", m.CAP_METHODS),
    ],
)
def test_every_choice_of_the_parameter_sheet_has_its_method(parameter: str, table: dict[str, object]) -> None:
    choices = next(row["可选"] for row in SPECIFICATION["参数"] if row["名称"] == parameter)
    assert list(table) == choices


def test_unknown_method_names_parameter_and_value() -> None:
    with pytest.raises(MasterFault) as caught:
        m.select_methods(replace(RULES, cost_method="随意法"))
    assert str(caught.value) == (
        "评分参数“参数_成本方法”的取值“随意法”不能用，可选：比例法、线性法、超支不得分，"
        "请在母版的评分参数表中改正。"
    )
