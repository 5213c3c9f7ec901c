"""What is known once all units have gone by."""

from __future__ import annotations

from msgspec.structs import replace

from tests.support.desk import case, clean_digest, digest, finding
from tests.support.samples import master_form
from toolkit.desk.bulk import BulkStatus
from toolkit.desk.digest import Digest
from toolkit.desk.results import Conclusion, Summary, UnitResult, not_checked
from toolkit.model import Finding, RuleStatus, Severity


def test_conclusion_has_errors_where_a_unit_is_outstanding_or_the_whole_has_one() -> None:
    def concluded(*results: UnitResult, collection: tuple[Finding, ...] = ()) -> Conclusion:
        summary = Summary()
        for result in results:
            summary.add(result)
        return Conclusion(summary, master_form(), (), (), collection, {}, ())

    sound = UnitResult(case(clean_digest()), ())
    assert not concluded(sound).has_errors
    assert concluded(sound, UnitResult(case(None), ())).has_errors
    assert concluded(sound, collection=(finding("台账合计"),)).has_errors
    assert not concluded(sound, collection=(finding("台账合计", Severity.WARNING),)).has_errors
    assert concluded(UnitResult(case(digest(findings=(finding("错"),))), ())).has_errors


def test_conclusion_is_not_complete_where_a_rule_could_not_run() -> None:
    def concluded(found: Digest, statuses: tuple[BulkStatus, ...] = ()) -> Conclusion:
        summary = Summary()
        summary.add(UnitResult(case(found), ()))
        return Conclusion(summary, master_form(), statuses, (), (), {}, ())

    rule = next(rule for rule in master_form().rules if rule.id == "BK01")
    assert concluded(clean_digest()).is_complete
    assert not concluded(replace(clean_digest(), reasons={"AR06": "公式结果为 #DIV/0!"})).is_complete
    for status, complete in ((RuleStatus.CRASHED, False), (RuleStatus.SKIPPED, True)):
        assert concluded(clean_digest(), (BulkStatus(rule, status, "", 0),)).is_complete is complete


def test_masters_that_are_not_at_hand_are_told_with_their_returns() -> None:
    summary = Summary()
    for number, master in enumerate(("", "甲 2022.1", "乙 2023.1", "甲 2022.1")):
        summary.add(UnitResult(case(digest(f"13200{number}", other_master=master)), ()))
    assert list(not_checked(summary, (), (), "2023")) == [
        "1 份报表出自母版“乙 2023.1”，手头没有，按另一份校验；有那份母版的，可以加 --masters",
        "2 份报表出自母版“甲 2022.1”，手头没有，按另一份校验；有那份母版的，可以加 --masters",
    ]
