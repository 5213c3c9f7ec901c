"""Which figure speaks of which row: names in any order, sums, visits, other years, other budgets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.narratives import submission_of
from toolkit.narrative import Narrative
from toolkit.narrative.names import best_coverage, cores
from toolkit.narrative.units import compatibility, parse_unit


def indicator(name: str, achieved: float, unit: str) -> dict[str, object]:
    return {"指标_一级": "产出指标", "指标_三级": name, "指标_实际完成值": achieved, "指标_单位": unit}


def paired(
    text: str, *indicators: dict[str, object], section: str = "综述_产出分析"
) -> list[tuple[str, str, bool]]:
    submission = submission_of({"封面_评价年度": 2023, section: text}, {"指标": indicators})
    return [(pair.figure.words, pair.subject.name, pair.agrees) for pair in Narrative(submission).pairs]


TRAINING = indicator("教师培训", 1260, "人次")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("教师培训1206人次", [("1206人次", "教师培训", False)]),
        ("培训教师1260人次", [("1260人次", "教师培训", True)]),
        ("完成1206人次的教师培训", [("1206人次", "教师培训", False)]),
        ("培训教师630人", []),
        ("上半年教师培训600人次，下半年教师培训660人次", []),
        ("城区教师培训600人次、乡村教师培训660人次", []),
        ("2022年教师培训1100人次", []),
        ("计划教师培训1500人次", []),
        ("教师培训比上年增加60人次", []),
        ("其中骨干教师培训120人次", []),
        ("教师培训场地3处", []),
    ],
)
def test_figure_of_an_indicator(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert paired(text, TRAINING) == expected


def test_parts_that_add_up_to_the_row_are_no_difference() -> None:
    assert paired("新建校舍2处、改扩建校舍4处", indicator("新建改扩建校舍", 6, "处")) == []


def test_a_like_rate_is_not_the_rate() -> None:
    assert paired("问题整改率92%", indicator("重大安全问题按期整改率", 100, "%")) == []


def test_of_two_rows_the_one_that_agrees_is_meant() -> None:
    rows = (indicator("食品抽检合格率", 98.2, "%"), indicator("药品抽检合格率", 99, "%"))
    assert paired("抽检合格率99%", *rows) == [("99%", "药品抽检合格率", True)]


def test_a_general_total_is_not_meant_in_a_section_on_one_fund() -> None:
    text = "其中基本支出0万元，项目支出200万元。"
    fields = {"综述_基本支出": 100, "综述_项目支出": 900}
    general = submission_of({**fields, "综述_项目支出情况": text}, {})
    of_fund = submission_of({**fields, "综述_国有资本情况": text}, {})
    assert [pair.subject.name for pair in Narrative(general).pairs] == ["基本支出", "项目支出"]
    assert Narrative(of_fund).pairs == ()


def test_confidence_and_its_reason_are_told() -> None:
    submission = submission_of({"综述_产出分析": "教师培训1206人次"}, {"指标": [TRAINING]})
    (pair,) = Narrative(submission).pairs
    assert pair.confidence == Decimal("1.00")
    assert pair.reason == "名称吻合 100%，单位“人次”对“人次”，配对把握 1.00"


def test_cores_leave_out_brackets_general_words_and_lead_in() -> None:
    assert "机关食堂" in cores("机关食堂支出")
    assert "经营性门店租金" in cores("非税收入:经营性门店租金")
    assert "后勤建设及营运" in cores("后勤建设及营运（食堂）")


def test_coverage_does_not_depend_on_order() -> None:
    assert best_coverage("教师培训", "培训教师") == 1
    assert best_coverage("公共机构能耗数据", "补充录入能耗管理系统") == Decimal(2) / 6


def test_units_and_what_they_go_with() -> None:
    unit = parse_unit("万平方米")
    assert unit is not None
    assert (unit.family, unit.multiple) == ("平方米", Decimal(10000))
    assert parse_unit("元/亩") is not None
    assert parse_unit("某某") is None
    assert compatibility("次", "次") > compatibility("个", "家") > compatibility("次", "元") == 0
