"""Figures right in another unit, negative points, no posts for people: what is told, and what not."""

from __future__ import annotations

import pytest

from tests.support.samples import CLEAN, place, submission_of, with_edits
from toolkit.model import Finding, Value
from toolkit.rules import run_rules

Edits = dict[str, Value | int]


def of_rule(rule: str, edits: Edits) -> list[Finding]:
    report = run_rules(with_edits(submission_of(CLEAN), edits))
    return [finding for finding in report.findings if finding.rule == rule]


def told(rule: str, edits: Edits) -> list[tuple[str, str]]:
    return [(f"{finding.sheet}!{finding.cell}", finding.message) for finding in of_rule(rule, edits)]


def yuan(name: str, label: str, number: int, meant: str) -> str:
    return f"“{name}”的“{label}”{number} 疑似以元填报，应为 {meant} 万元。"


def test_an_indicator_in_yuan_beside_one_in_ten_thousands() -> None:
    found = told("IN04", {"指标_实际完成值[15]": 2134000})
    assert found == [("绩效自评表!I55", yuan("机关物业管理支出", "实际完成值", 2134000, "213.4"))]


def test_a_cost_beyond_a_hundred_budgets_or_the_multiple_of_a_total() -> None:
    beyond = told("IN04", {"指标_实际完成值[15]": 2345678, "指标_年度指标值[15]": 2456789})
    assert [at for at, _ in beyond] == ["绩效自评表!G55", "绩效自评表!I55"]
    (total,) = told("IN04", {"指标_实际完成值[20]": 22464000, "指标_年度指标值[20]": 20000})
    assert total == ("绩效自评表!I60", yuan("门店租金收入", "实际完成值", 22464000, "2246.4"))


@pytest.mark.parametrize(
    "edits",
    [
        {"指标_实际完成值[20]": 600000, "指标_年度指标值[20]": 580000},
        {"指标_实际完成值[15]": 20000, "指标_年度指标值[15]": 21000},
        {"指标_实际完成值[3]": 8260000, "指标_年度指标值[3]": 800},
        {"指标_实际完成值[17]": 14600000, "指标_年度指标值[17]": 1500},
    ],
)
def test_large_figures_that_may_be_meant(edits: Edits) -> None:
    assert told("IN04", edits) == []


def test_a_rate_of_any_name_of_which_the_text_says_a_hundredfold() -> None:
    (found,) = of_rule("IN04", {"指标_实际完成值[21]": 0.036})
    assert (found.cell, found.severity.value) == ("I61", "error")
    assert found.message == (
        "“车辆百公里运行成本下降率”的“实际完成值”填的是 0.036，单位是 %，综述写的是 3.6%，疑似应填 3.6。"
    )


@pytest.mark.parametrize("achieved", [0.5, 0.36, 3.6])
def test_a_rate_below_one_may_be_meant(achieved: float) -> None:
    assert told("IN04", {"指标_实际完成值[21]": achieved}) == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("指标_分值[1]", "分值"),
        ("指标_审核得分[1]", "审核得分"),
        ("预算_分值", "预算执行率分值"),
        ("预算_自评得分", "执行率自评得分"),
        ("一级_申报分值[1]", "申报分值"),
    ],
)
def test_points_below_zero(name: str, label: str) -> None:
    (found,) = of_rule("IN04", {name: -3})
    at = place(submission_of(CLEAN).form, name)
    assert (found.sheet, found.cell, str(found.actual), found.unit) == (at.sheet, at.a1, "-3", "分")
    assert found.message.partition("另有")[0] == f"“{label}”填的是 -3，不能小于 0。"


def test_points_of_which_the_master_tells_are_told_once() -> None:
    edits: Edits = {"指标_自评得分[1]": -3}
    assert told("IN04", edits) == []
    assert [finding.cell for finding in of_rule("AR08", edits)] == ["N41"]
    assert told("IN04", {"指标_审核得分[1]": 0}) == []


def test_no_posts_for_people() -> None:
    (found,) = of_rule("ST01", {"概况_人员编制": 0})
    assert (found.sheet, found.cell, found.severity.value) == ("基本概况", "C8", "error")
    assert found.message == "“人员编制”填的是 0，实有人数有 60 人，控制率无法计算。"
    assert found.also == ("基本概况!C9",)


@pytest.mark.parametrize(
    "edits",
    [
        {"概况_人员编制": 0, "概况_实有人数": 0},
        {"概况_人员编制": 0, "概况_控制率说明": "临时机构，没有核定编制，人员均为抽调。"},
        {"概况_人员编制": 60, "概况_实有人数": 60},
    ],
)
def test_no_posts_may_be_right(edits: Edits) -> None:
    assert told("ST01", edits) == []
