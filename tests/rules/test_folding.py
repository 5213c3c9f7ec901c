"""What follows from a blank or broken cell is counted there; one fault in many rows is one line."""

from __future__ import annotations

from tests.support.samples import CLEAN, submission_of, told, with_edits
from toolkit.model import Finding, RuleStatus, Value
from toolkit.rules import run_rules


def findings(edits: dict[str, Value | int]) -> list[Finding]:
    return list(run_rules(with_edits(submission_of(CLEAN), edits)).findings)


def test_ties_that_need_a_broken_cell_are_counted_at_it() -> None:
    (broken,) = findings({"项目_支出[1]": "一百八十九万六"})
    assert (broken.rule, broken.follows) == ("IN04", 1)
    assert broken.message == (
        "“支出”填的是文字“一百八十九万六”，应填数字。另有 1 项问题由此引起，先改正这一处。"
    )


def test_totals_that_need_a_blank_score_are_counted_at_it() -> None:
    (blank,) = findings({"指标_自评得分[1]": ""})
    assert (blank.rule, blank.follows) == ("ST04", 2)
    assert blank.message.endswith("未填。另有 2 项问题由此引起，先改正这一处。")


def test_a_rule_whose_findings_are_folded_has_not_passed() -> None:
    outcome = run_rules(with_edits(submission_of(CLEAN), {"项目_支出[1]": "一百八十九万六"}))
    statuses = {result.rule: result.status for result in outcome.results}
    assert statuses["AR11"] is RuleStatus.FAILED


def test_a_fault_elsewhere_is_told_beside_the_broken_cell() -> None:
    found = findings({"项目_支出[1]": "一百八十九万六", "综述_人员经费": 336})
    assert [told(finding) for finding in found] == [
        "IN04 error 收支情况!G91",
        "AR10 error 报告综述!C11",
        "AR16 error 报告综述!D11",
    ]


def test_one_wrong_text_in_many_rows_is_told_once_with_their_cells() -> None:
    (nature,) = [
        finding
        for finding in findings({"指标_性质[13]": "≥", "指标_性质[15]": "≥"})
        if finding.rule == "TG09"
    ]
    assert (nature.cell, nature.also) == ("F53", ("绩效自评表!F55",))
    assert nature.message.endswith("应为“≤”或“＝”。另有 1 行相同。")
