"""Two returns compared: what changed, whether it was asked for, what became of the findings."""

from __future__ import annotations

from tests.support.samples import CLEAN, submission_of, with_edits
from toolkit.desk.comparing import Comparison, compare_returns
from toolkit.model import CheckReport, Value
from toolkit.rules import run_rules
from toolkit.submission import Submission


def report(submission: Submission) -> CheckReport:
    found = run_rules(submission)
    return CheckReport("a.xlsx", "", "", "", found.verdict, found.results, found.findings)


def compared(before: dict[str, Value | int], after: dict[str, Value | int]) -> Comparison:
    old, new = (with_edits(submission_of(CLEAN), edits) for edits in (before, after))
    return compare_returns(old, report(old), new, report(new))


def test_same_returns_have_no_changes() -> None:
    found = compared({}, {})
    assert (found.changes, found.gone, found.new, found.same) == ((), (), (), ())


def test_change_that_was_asked_for_and_mends() -> None:
    found = compared({"自评_综合得分": 99.5}, {})
    (change,) = found.changes
    assert (change.field, change.old, change.new, change.asked) == (
        "自评_综合得分",
        "99.5",
        "98.99",
        ("AR07",),
    )
    assert ([f.rule for f in found.gone], found.new, found.same) == (["AR07"], (), ())


def test_change_that_nobody_asked_for_and_breaks() -> None:
    found = compared({}, {"自评_综合得分": 99.5})
    assert [c.asked for c in found.changes] == [()]
    assert [f.rule for f in found.new] == ["AR07"]


def test_fault_that_stays_with_other_figures_is_the_same() -> None:
    found = compared({"自评_综合得分": 99.5}, {"自评_综合得分": 99.4})
    assert ([f.rule for f in found.same], found.gone, found.new) == (["AR07"], (), ())


def test_changes_of_a_row_are_told_by_its_name() -> None:
    found = compared({}, {"指标_实际完成值[2]": 6})
    told = [(c.key, c.old, c.new) for c in found.changes]
    assert told == [("产出指标/数量指标/垃圾分类宣传活动", "5", "6")]


def test_rows_without_names_are_told_by_their_number() -> None:
    first, second = (submission_of(CLEAN).rows("目标")[i].text("目标_预期") for i in (0, 1))
    found = compared({}, {"目标_预期[1]": second, "目标_预期[2]": first})
    assert [(c.field, c.old) for c in found.changes] == [("目标_预期", first), ("目标_预期", second)]


def test_second_finding_of_a_rule_on_one_row_is_new() -> None:
    found = compared({"指标_实际完成值[6]": ""}, {"指标_实际完成值[6]": "", "指标_自评得分[6]": ""})
    old = [f.cell for f in found.same if f.rule == "ST04"]
    new = [f.cell for f in found.new if f.rule == "ST04"]
    assert (len(old), len(new)) == (1, 1)
    assert old != new


def test_mending_one_of_two_cells_of_a_row_leaves_the_other() -> None:
    found = compared({"指标_实际完成值[6]": "", "指标_自评得分[6]": ""}, {"指标_自评得分[6]": ""})
    assert [len([f for f in some if f.rule == "ST04"]) for some in (found.gone, found.same, found.new)] == [
        1,
        1,
        0,
    ]


def test_like_findings_on_rows_of_one_name_are_counted() -> None:
    name = submission_of(CLEAN).rows("指标")[1].text("指标_三级")
    twice: dict[str, Value | int] = {"指标_三级[3]": name, "指标_自评得分[2]": ""}
    found = compared(twice, {**twice, "指标_自评得分[3]": ""})
    assert [f.rule for f in found.new].count("ST04") == 1
