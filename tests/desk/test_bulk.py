"""Every rule over many returns: one collection in which it fires, one in which it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.support.desk import background, case, digest, issued, ledger, outcome, told
from tests.support.samples import master_form
from toolkit.desk import bulk_registry
from toolkit.desk.bulk import BulkRun
from toolkit.desk.copy_rules import other_names
from toolkit.desk.digest import Digest, Indicator, Passage
from toolkit.desk.figure_rules import ties
from toolkit.desk.ledger import Ledger
from toolkit.form import RuleKind
from toolkit.model import Finding, RuleStatus, Severity

D = Decimal
LONG = "五十件交办任务中有一件因为需要跨部门会签而晚办结了三天时间，今后将逐周督办。"
OTHER = "围绕全民阅读开展图书流动服务，把阅读推广活动办到社区和乡村学校里去。"


def row(index: int, **facts: object) -> Indicator:
    usual: dict[str, object] = {
        "index": index, "key": f"产出指标/数量指标/指标{index}", "name": f"指标{index}", "relation": "≥",
        "target": f"{100 + index}", "achieved": f"{100 + index}", "unit": "次", "max_score": D(5),
        "claimed": D(4), "auto": D(4), "audited": None, "trace": "",
    }  # fmt: skip
    return Indicator(**{**usual, **facts})  # type: ignore[arg-type]


def figures(**amounts: str) -> dict[str, Decimal]:
    return {name: D(amount) for name, amount in amounts.items()}


def finding(rule: str = "AR06", key: str = "分值合计") -> Finding:
    return Finding(
        rule, Severity.ERROR, "绩效自评表", "M8", key, "合计不是 100。", None, None, None, "", "", ""
    )


def test_every_bulk_row_of_the_rule_sheet_has_its_program_and_back() -> None:
    BulkRun(master_form())
    rows = {(r.id, r.part) for r in master_form().rules if r.kind is RuleKind.BULK}
    assert {key if key in bulk_registry.FACTORIES else (key[0], "") for key in rows} == set(
        bulk_registry.FACTORIES
    )


def test_bk02_name_and_code() -> None:
    assert told(outcome(case(digest(name="单位 132001"))), "BK02") == []
    assert told(outcome(case(digest(name="别的单位"))), "BK02") == [
        "132001 error 封面!C10: 部门（单位）名称填“别的单位”，名录是“单位132001”。"
    ]


def test_bk02_workbook_of_another_unit_and_of_none() -> None:
    against = background(issued={"a": issued("132001", "a"), "b": issued("132002", "b")})
    assert told(outcome(case(digest(issue="b"), against=against)), "BK02") == [
        "132001 error !: 这份工作簿（下发编号 b）是下发给“单位132002”的，却以“单位132001”的名义报送。"
    ]
    assert told(outcome(case(digest(issue=""), against=against)), "BK02") == [
        "132001 error !: 这份工作簿没有下发编号，不是下发给本单位的。"
    ]
    assert told(outcome(case(digest(issue="a"), against=against)), "BK02") == []


def test_bk02_prefilled_value_changed() -> None:
    against = background(
        issued={"a": issued(issue="a", known={"预算_年初预算": "2060", "预算_全年预算": "2280"})}
    )
    same = digest(issue="a", known={"预算_年初预算": "2060", "预算_全年预算": "2280"})
    assert told(outcome(case(same, against=against)), "BK02") == []
    changed = digest(issue="a", known={"预算_年初预算": "2060.5"})
    found = told(outcome(case(changed, against=against)), "BK02")
    assert [line.partition(": ")[2] for line in found] == [
        "“年初预算”下发时预填“2060”，现在是“2060.5”。", "“全年预算数”下发时预填“2280”，现在是“空”。",
    ]  # fmt: skip


def test_bk03_whole_copy_is_told_once_and_not_text_by_text() -> None:
    texts = (Passage("综述_存在问题", 0, LONG),)
    one, other = (digest(code, content="same", passages=texts) for code in ("132001", "132002"))
    assert told(outcome(case(one), case(other)), "BK03") == [
        "132001 error !: 除封面外，整份报表与“单位132002”的完全相同。",
        "132002 error !: 除封面外，整份报表与“单位132001”的完全相同。",
    ]


def test_bk03_like_texts() -> None:
    one = digest("132001", passages=(Passage("概况_总体运行", 0, LONG),))
    other = digest("132002", passages=(Passage("概况_总体运行", 0, LONG.replace("三天", "四日")),))
    apart = digest("132003", passages=(Passage("概况_总体运行", 0, OTHER),))
    found = told(outcome(case(one), case(other), case(apart)), "BK03")
    assert [line.split(" ")[0] for line in found] == ["132001", "132002"]
    assert "与“单位132002”的文字雷同：五十件交办任务" in found[0]
    assert told(outcome(case(one), case(apart)), "BK03") == []


def test_bk03_stock_phrase_of_most_units_is_nobodys_copy() -> None:
    texts = (Passage("综述_存在问题", 0, LONG),)
    cases = [case(digest(f"13200{i}", passages=texts), against=background(units=8)) for i in range(1, 8)]
    assert told(outcome(*cases), "BK03") == []


def test_bk04_outlier_and_too_few_units() -> None:
    def scored(number: int, score: str) -> Digest:
        return digest(f"1320{number:02d}", claimed_total=D(score), max_total=D(100))

    peers = [case(scored(i, f"9{i % 3}.5")) for i in range(1, 10)]
    assert told(outcome(*peers, case(scored(10, "62"))), "BK04") == [
        "132010 note 绩效自评表!E102: 自评折合 62.00 分，同类单位中位数 91.50 分，明显低于同类。"
    ]
    assert told(outcome(*peers), "BK04") == []
    few = outcome(*peers[:3])
    status = next(s for s in few.statuses if s.rule.id == "BK04")
    assert (status.status, status.reason) == (RuleStatus.SKIPPED, "已报单位不足 8 个")


def test_bk05_deviation_over_the_limit() -> None:
    def audited(score: str) -> Digest:
        return digest(
            indicators=(row(0, claimed=D(5), audited=D(score)),), execution=(D(10), D(10), D(10), None)
        )

    text = "已审核 1 项（共 2 项）：自评 5.00 分，审核 4.00 分，偏差 1.00 分（20.00%）。"
    assert told(outcome(case(audited("4"))), "BK05") == [f"132001 warning 绩效自评表!E102: {text}"]
    assert told(outcome(case(audited("4.75"))), "BK05") == []


def test_bk05_takes_the_scores_of_the_roll_up_first() -> None:
    one = case(digest(indicators=(row(0, claimed=D(5)),), execution=(D(10), D(10), D(10), None)))
    found = told(outcome(replace(one, review={"0": "8", "1": "4.5"})), "BK05")
    text = "自评 15.00 分，审核 12.50 分，偏差 2.50 分（16.67%）。"
    assert found == [f"132001 warning 绩效自评表!E102: {text}"]


def test_bk06_total_of_the_ledger() -> None:
    def collected(total: str) -> list[str]:
        book = ledger(budget=figures(预算_年初预算="40.00"), totals=figures(预算_年初预算=total))
        against = background(ledger=book)
        one = digest("132002", figures=figures(预算_年初预算="60.00"))
        return told(outcome(case(one, against=against), case(None, against=against)), "BK06")

    assert collected("100.00") == []
    assert collected("100.60") == [
        " error !: “年初预算”台账合计 100.60 万元，各单位之和 100.00 万元，相差 0.60"
        "（1 个未报单位按台账计）。"
    ]


def test_bk07_finding_of_last_year() -> None:
    against = background(has_last_year=True)
    now, before = digest(findings=(finding(),)), digest(findings=(finding(),))
    assert told(outcome(case(now, against=against, last=before)), "BK07") == [
        "132001 warning 绩效自评表!: 上年报表也有这个问题（AR06）：合计不是 100。"
    ]
    other = digest(findings=(finding(key="别处"),))
    assert told(outcome(case(now, against=against, last=other)), "BK07") == []


def test_ar20_carry_over() -> None:
    against = background(has_last_year=True)
    before = digest(figures=figures(支出汇总_累计结余="33.60"))

    def found(carried: str) -> list[str]:
        now = digest(figures=figures(收入汇总_上年结转=carried))
        return told(outcome(case(now, against=against, last=before)), "AR20")

    assert found("33.61") == []
    assert [line.partition(": ")[2] for line in found("20.00")] == [
        "上年结转 20.00 万元，上年报表的累计结余是 33.60 万元，相差 13.60 万元。"
    ]


@pytest.mark.parametrize(("kind", "source"), [("budget", "台账"), ("accounts", "部门决算")])
def test_ar21_ledger_and_final_accounts(kind: str, source: str) -> None:
    against = background(ledger=ledger(**{kind: figures(预算_全年执行="100.00", 预算_年初预算="9.00")}))
    one = digest(figures=figures(预算_全年执行="100.01"))
    found = told(outcome(case(one, against=against)), "AR21")
    assert [line.partition(": ")[2] for line in found] == [
        f"“全年执行数”填 100.01 万元，{source}是 100.00 万元，相差 0.01。",
        f"“年初预算”没有填，{source}是 9.00 万元。",
    ]
    same = digest(figures=figures(预算_全年执行="100.00", 预算_年初预算="9.00"))
    assert told(outcome(case(same, against=against)), "AR21") == []


def test_ties_of_four_sources() -> None:
    known = {"a": issued(issue="a", known={"预算_全年执行": "100"})}
    against = background(ledger=ledger(budget=figures(预算_全年执行="100.00")), issued=known)
    one = digest(issue="a", figures=figures(预算_全年执行="100.00", 支出汇总_合计="99.00"))
    *_, tie = ties(case(one, against=against))
    assert (tie.ledger, tie.issued, tie.grade_sheet, tie.accounts) == (D(100), D(100), D(100), D(99))
    assert tie.holds is False
    assert tie.gap == 0


def test_tie_of_a_borrowed_workbook_is_with_what_was_issued_to_the_unit() -> None:
    known = {
        "a": issued(issue="a", known={"预算_全年执行": "100"}),
        "b": issued("132002", issue="b", known={"预算_全年执行": "77"}),
    }
    *_, tie = ties(case(digest(issue="b"), against=background(issued=known)))
    assert tie.issued == D(100)


def test_ar21_unit_without_amounts_in_the_ledger_was_not_checked() -> None:
    against = background(ledger=Ledger({"132001": {}, "132002": figures(预算_全年执行="1")}))
    found = outcome(case(digest(), against=against))
    (status,) = (s for s in found.statuses if (s.rule.id, s.rule.part) == ("AR21", "台账"))
    assert (status.status, status.reason) == (RuleStatus.SKIPPED, "台账里没有这个单位的金额")


def test_tg13_indicators_of_another_unit() -> None:
    mine = tuple(row(i) for i in range(10))
    half = (*mine[:5], *(row(i, name=f"自有{i}") for i in range(5, 10)))
    less = (*mine[:4], *(row(i, name=f"自有{i}") for i in range(4, 10)))

    def found(rows: tuple[Indicator, ...]) -> list[str]:
        return told(
            outcome(case(digest("132001", indicators=mine)), case(digest("132002", indicators=rows))), "TG13"
        )

    assert [line.partition(": ")[2] for line in found(half)] == [
        "10 项指标中有 5 项的名称和指标值与“单位132002”相同。",
        "10 项指标中有 5 项的名称和指标值与“单位132001”相同。",
    ]
    assert found(less) == []


@pytest.mark.parametrize(
    ("relation", "target", "achieved", "fires"),
    [("≥", "90", "95", True), ("≥", "95", "95", False), ("≤", "12", "10", True), ("≤", "10", "10", False),
     ("＝", "1", "2", False), ("≥", "按月", "95", False)],
)  # fmt: skip
def test_tg15_target_below_last_year(relation: str, target: str, achieved: str, fires: bool) -> None:
    now = digest(indicators=(row(0, relation=relation, target=target),))
    before = digest(indicators=(row(0, relation=relation, achieved=achieved),))
    found = outcome(case(now, against=background(has_last_year=True), last=before))
    assert bool(told(found, "TG15")) is fires


def test_sc09_every_row_full() -> None:
    full = tuple(row(i, claimed=D(5)) for i in range(6))
    assert told(outcome(case(digest(indicators=full))), "SC09") == ["132001 warning !: 6 项指标全部得满分。"]
    assert told(outcome(case(digest(indicators=(*full[:5], row(5))))), "SC09") == []


def test_rules_without_their_source_are_skipped_and_say_why() -> None:
    reasons = {s.rule.id: (s.status, s.reason) for s in outcome(case(digest())).statuses if s.reason}
    assert reasons["AR20"] == (
        RuleStatus.SKIPPED, "没有给出上年报表",
    )  # fmt: skip
    assert reasons["AR21"] == (RuleStatus.SKIPPED, "没有给出台账")
    assert reasons["BK06"] == (RuleStatus.SKIPPED, "台账没有合计行")


def test_crash_of_one_rule_leaves_the_others() -> None:
    broken = replace(digest(), figures=None)  # type: ignore[arg-type]
    found = outcome(
        case(broken, against=background(ledger=ledger(budget=figures(预算_年初预算="1")))), case(None)
    )
    crashed = {s.rule.id for s in found.statuses if s.status is RuleStatus.CRASHED}
    reasons = [s.reason for s in found.statuses if s.status is RuleStatus.CRASHED]
    assert all("，toolkit/desk/figure_rules.py 第 " in reason for reason in reasons)
    assert "AR21" in crashed
    assert told(found, "BK01")


def test_copies_among_many_name_the_first_three_and_count_the_rest() -> None:
    names = [f"单位{number}" for number in range(6)]
    assert other_names(names[:3], "单位1") == "“单位0”、“单位2”"
    assert other_names(names, "单位1") == "“单位0”、“单位2”、“单位3”等 5 个单位"
    assert other_names(names, "单位5") == "“单位0”、“单位1”、“单位2”等 5 个单位"
