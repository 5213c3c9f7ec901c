"""The engine keeps rules apart: one that crashes or cannot run never passes and never stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest
from msgspec.structs import replace

from tests.support.samples import CLEAN, YUNXI, place, submission_of, with_edits
from toolkit.form import Rule
from toolkit.model import ExcelError, RuleStatus, Severity, Verdict
from toolkit.rules import engine, run_rules
from toolkit.rules.hit import Evidence, Hit, NotRun
from toolkit.rules.registry import Registry, rule
from toolkit.submission import Submission


@rule("ST08")
def crashing(_: Evidence, __: Rule) -> Iterator[Hit]:
    raise ZeroDivisionError("one divided by nothing")
    yield


@rule("ST08")
def unable(_: Evidence, __: Rule) -> Iterator[Hit]:
    raise NotRun("没有依据")
    yield


def with_check(monkeypatch: pytest.MonkeyPatch, check: object) -> None:
    module = ModuleType("replaced")
    module.__dict__["check"] = check
    only = Registry.of(module)

    class Patched:
        def check(self, entry: Rule) -> object:
            return (only if entry.id == "ST08" else original).check(entry)

    original = engine.REGISTRY
    monkeypatch.setattr(engine, "REGISTRY", Patched())


def test_a_crashed_rule_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    before = run_rules(submission_of(YUNXI))
    with_check(monkeypatch, crashing)
    after = run_rules(submission_of(YUNXI))
    crashed = [result for result in after.results if result.status is RuleStatus.CRASHED]
    assert [result.rule for result in crashed] == ["ST08"]
    assert "ZeroDivisionError" in crashed[0].reason
    assert "，toolkit/rules/engine.py 第 " in crashed[0].reason
    assert after.verdict is Verdict.NOT_FULLY_CHECKED
    assert after.findings == tuple(f for f in before.findings if f.rule != "ST08")


def test_a_rule_that_could_not_decide_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with_check(monkeypatch, unable)
    result = next(r for r in run_rules(submission_of(CLEAN)).results if r.rule == "ST08")
    assert (result.status, result.reason) == (RuleStatus.SKIPPED, "没有依据")


def test_an_error_value_under_a_rule_is_no_pass() -> None:
    submission = with_edits(submission_of(CLEAN), {"封面_预算编码": ExcelError.NA})
    outcome = run_rules(submission)
    result = next(r for r in outcome.results if r.rule == "ST12")
    assert result.status is RuleStatus.CRASHED
    assert "#N/A" in result.reason
    assert outcome.verdict is Verdict.NOT_FULLY_CHECKED


def disabled(submission: Submission, rule_id: str) -> Submission:
    rules = tuple(replace(r, enabled=r.enabled and r.id != rule_id) for r in submission.form.rules)
    return replace(submission, form=replace(submission.form, rules=rules))


def test_a_disabled_rule_is_skipped_and_silent() -> None:
    outcome = run_rules(disabled(submission_of(YUNXI), "AR06"))
    assert "AR06" not in {finding.rule for finding in outcome.findings}
    result = next(r for r in outcome.results if r.rule == "AR06")
    assert (result.status, result.reason) == (RuleStatus.SKIPPED, "已停用")


def test_severity_is_the_rule_sheets() -> None:
    base = submission_of(YUNXI)
    rules = tuple(replace(r, severity=Severity.NOTE) if r.id == "AR06" else r for r in base.form.rules)
    outcome = run_rules(replace(base, form=replace(base.form, rules=rules)))
    assert {f.severity for f in outcome.findings if f.rule == "AR06"} == {Severity.NOTE}


def test_verdicts() -> None:
    clean = submission_of(CLEAN)
    assert run_rules(clean).verdict is Verdict.CLEAN
    assert run_rules(with_edits(clean, {"评价_组长": ""})).verdict is Verdict.WARNINGS
    assert run_rules(with_edits(clean, {"预算_年初预算": ""})).verdict is Verdict.ERRORS


def test_findings_stand_in_reading_order_and_each_once() -> None:
    findings = run_rules(submission_of(YUNXI)).findings
    titles = [sheet.title for sheet in submission_of(YUNXI).form.book.sheets]
    places = [titles.index(finding.sheet) for finding in findings if finding.sheet]
    assert places == sorted(places)
    assert len(set(findings)) == len(findings)


def test_a_finding_carries_both_figures_their_difference_and_the_other_cells() -> None:
    form = submission_of(YUNXI).form
    (finding,) = [
        f
        for f in run_rules(submission_of(YUNXI)).findings
        if f.rule == "AR11" and f.cell == place(form, "项目合计_支出").a1
    ]
    assert (str(finding.actual), str(finding.expected), str(finding.difference)) == (
        "1708.46",
        "1833.99",
        "-125.53",
    )
    assert finding.unit == "万元"
    assert finding.also == (str(place(form, "预算_项目支出")),)
    assert finding.basis
    assert finding.fix


def test_what_a_figure_must_not_be_is_not_told_as_what_it_should_be() -> None:
    report = run_rules(submission_of(YUNXI))
    rules = [rule for rule in submission_of(YUNXI).form.rules if rule.id in ("SC02", "TG01", "TG02")]
    assert [(rule.id, rule.relation) for rule in rules] == [("SC02", "＜"), ("TG01", "≠"), ("TG02", "≠")]
    told = [
        (f.rule, f.actual is None, f.expected, f.difference)
        for f in report.findings
        if f.rule in ("SC02", "TG01", "TG02")
    ]
    assert told == [
        ("TG02", False, None, None),
        *[("SC02", False, None, None)] * 3,
        ("TG01", False, None, None),
    ]
