"""What is known once all units have gone by."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from tests.support.desk import background, case, clean_digest, digest, finding, ledger, outcome
from tests.support.samples import master_form
from toolkit.desk.bulk import COLLECTION, BulkOutcome, BulkStatus
from toolkit.desk.case import Case
from toolkit.desk.digest import Digest
from toolkit.desk.results import Conclusion, Summary, UnitResult, not_checked
from toolkit.desk.rows import rule_rows
from toolkit.model import Finding, RuleStatus, Severity


def test_conclusion_has_errors_where_a_unit_is_outstanding_or_the_whole_has_one() -> None:
    def concluded(*results: UnitResult, collection: tuple[Finding, ...] = ()) -> Conclusion:
        summary = Summary()
        for result in results:
            summary.add(result)
        summary.add_whole(collection)
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
        assert concluded(clean_digest(), (BulkStatus(rule, status, ""),)).is_complete is complete


def test_masters_that_are_not_at_hand_are_told_with_their_returns() -> None:
    summary = Summary()
    for number, master in enumerate(("", "甲 2022.1", "乙 2023.1", "甲 2022.1")):
        summary.add(UnitResult(case(digest(f"13200{number}", other_master=master)), ()))
    assert list(not_checked(summary, (), (), "2023")) == [
        "1 份报表出自母版“乙 2023.1”，手头没有，按另一份校验；有那份母版的，可以加 --masters",
        "2 份报表出自母版“甲 2022.1”，手头没有，按另一份校验；有那份母版的，可以加 --masters",
    ]


def counts(concluded: Conclusion, rule: str) -> list[int]:
    """How often a rule was passed, failed, skipped and crashed."""
    return [concluded.tally(rule).statuses[status] for status in RuleStatus]


def collected(*cases: Case) -> Conclusion:
    """What some units come to, under every rule over many returns."""
    found, summary = outcome(*cases), Summary()
    for one in cases:
        summary.add(UnitResult(one, found.findings.get(one.code, ()), found.on(one)))
    whole = found.findings.get(COLLECTION, ())
    summary.add_whole(whole)
    return Conclusion(summary, master_form(), found.statuses, (), whole, {}, ())


def test_rule_counts_returns_or_units_or_the_whole_once() -> None:
    figures = {"预算_年初预算": Decimal(2)}
    against = background(ledger=ledger(budget={"预算_年初预算": Decimal(1)}, totals=figures))
    cases = (
        case(digest("132001", figures=figures), against=against),
        case(digest("132002", figures=figures), against=against),
        case(None, code="132003", against=against),
    )
    found = collected(*cases)
    assert counts(found, "BK01") == [2, 1, 0, 0]
    assert counts(found, "AR21") == [0, 1, 1, 0]
    assert counts(found, "BK06") == [0, 1, 0, 0]
    assert found.tally("BK06").findings == len(found.collection) == 1
    assert found.summary.headline.endswith("（其中涉及全部单位的 1）")


def test_rule_with_rows_on_the_return_and_over_many_counts_each_return_once() -> None:
    failed = replace(digest("132001"), statuses={"SC09": "failed"})
    crashed = replace(digest("132002"), statuses={"SC09": "crashed"})
    full = tuple(replace(row, claimed=row.max_score) for row in clean_digest().indicators)
    one = replace(digest("132003", indicators=full), statuses={"SC09": "passed"})
    assert counts(collected(*map(case, (failed, crashed, one))), "SC09") == [0, 2, 0, 1]


def test_crashed_rule_over_many_counts_as_crashed_on_every_return() -> None:
    broken = replace(digest("132001"), figures=None)  # type: ignore[arg-type]
    against = background(ledger=ledger(budget={"预算_年初预算": Decimal(1)}))
    found = collected(case(broken, against=against), case(digest("132002")), case(None, code="132003"))
    assert counts(found, "AR21") == [0, 0, 0, 2]


def test_rule_that_only_one_master_has_is_skipped_elsewhere_and_its_findings_count() -> None:
    older = digest("132001", statuses={"XX01": "failed"}, findings=(finding("旧", rule="XX01"),))
    found = collected(case(older), case(digest("132002")))
    assert counts(found, "XX01") == [0, 1, 1, 0]
    assert counts(found, "AR06") == [1, 0, 1, 0]
    row = next(row for row in rule_rows(found) if row[0] == "XX01")
    assert row == ("XX01", "", "另一份母版的规则", 1, 1, 2, 0, 1, 1, 0, Decimal("0.5"))


def test_rule_switched_off_is_skipped_on_every_return() -> None:
    part = next(rule for rule in master_form().rules if rule.id == "BK04")
    off = BulkStatus(replace(part, enabled=False), RuleStatus.SKIPPED, "已停用")
    one = case(digest("132001"))
    found = BulkOutcome({}, (off,))
    assert found.on(one) == {}
    summary = Summary()
    summary.add(UnitResult(one, (), found.on(one)))
    assert counts(Conclusion(summary, master_form(), (off,), (), (), {}, ()), "BK04") == [0, 0, 1, 0]
