"""The real report: the whole list of findings, what every known fault is told by, what must stay silent."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from tests.support.golden import GOLDEN, golden_text
from tests.support.samples import YUNXI, master_form, place, submission_of
from toolkit.model import Finding
from toolkit.rules import run_rules

FINDINGS = run_rules(submission_of(YUNXI)).findings
CLAIMS = tomllib.loads((GOLDEN.parent / "claims.toml").read_text("utf-8"))["claim"]


def at(name: str) -> str:
    return str(place(master_form(), name))


def of(finding: Finding) -> str:
    return f"{finding.rule} {finding.severity.value} {finding.sheet}!{finding.cell}"


def test_the_whole_list_is_as_stated() -> None:
    assert golden_text() == GOLDEN.read_text("utf-8"), "python -m tests.support.golden 重写"


def test_every_known_fault_but_the_missing_parts_is_claimed() -> None:
    assert [claim["id"] for claim in CLAIMS] == [f"G{number:02}" for number in range(2, 47)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_a_known_fault_is_told_where_and_with_its_figures(claim: dict[str, list[str]]) -> None:
    for line in claim["told"]:
        rule, severity, field, *figures = line.split(" ")
        told = [finding for finding in FINDINGS if of(finding) == f"{rule} {severity} {at(field)}"]
        assert any(all(figure in finding.message for figure in figures) for finding in told), line


SILENT = {
    "412.08+1833.99＝2246.07": ("AR02", "预算_全年执行"),
    "335.64+76.44＝412.08": ("AR10", "综述_基本支出"),
    "资金来源之和＝2246.07": ("AR01", "预算_全年预算"),
    "产出分值 50＝表头": ("AR05", "一级_申报分值[1]"),
    "产出分值 50＝综述": ("NV03", "综述_产出总分值"),
    "产出得分 50＝综述": ("NV03", "综述_产出得分"),
    "效益得分 38＝综述": ("NV03", "综述_效益得分"),
    "效益 38÷40＝95%": ("NV04", "综述_效益得分率"),
    "产出得分率 100%": ("NV04", "综述_产出得分率"),
    "96 分为优": ("AR09", "自评_评价等次"),
    "基本支出前后一致": ("AR16", "综述_基本支出"),
    "项目支出前后一致": ("AR16", "综述_项目支出"),
}


@pytest.mark.parametrize(("rule", "field"), SILENT.values(), ids=SILENT)
def test_what_holds_is_not_told(rule: str, field: str) -> None:
    assert [
        finding
        for finding in FINDINGS
        if finding.rule == rule and f"{finding.sheet}!{finding.cell}" == at(field)
    ] == []


def test_figures_that_agree_with_the_text_are_not_told() -> None:
    """820, 109家, 30家, 191.18, 111.94, 213.63, 75.34, 1099.62 and 9230＋5873.06＝15103.06 in two batches."""
    compared = [finding for finding in FINDINGS if finding.rule in ("NV01", "NV02", "AR26", "AR23")]
    assert [(finding.actual, finding.expected) for finding in compared] == [(Decimal(11), Decimal(12))]


def test_small_surpluses_need_no_reason() -> None:
    """800→820, 360→360.52, 15000→15103.06, 100→109 stay below every threshold."""
    rows = (8, 19, 20, 22)
    cells = {
        at(f"{field}[{row}]")
        for row in rows
        for field in ("指标_偏差原因", "指标_年度指标值", "指标_自评得分")
    }
    assert [of(finding) for finding in FINDINGS if f"{finding.sheet}!{finding.cell}" in cells] == []


def test_no_cause_is_told_twice_on_one_cell_by_rules_of_one_cause() -> None:
    for rules in (("EX03", "SC08", "TG16"), ("SC05", "EX01"), ("TG01", "TG02"), ("EX04", "EX05")):
        rows = [finding.key for finding in FINDINGS if finding.rule in rules]
        assert len(rows) == len(set(rows))
