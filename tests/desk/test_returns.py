"""Which return is in force, and whose a file is."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tests.support.desk import TODAY, file, issued, unit
from toolkit.desk.returns import Issued, Portfolio, Returned, sort_returns
from toolkit.desk.roster import Roster

ROSTER = Roster((unit("132001"), unit("132002")))


def sort(*files: Returned, known: dict[str, Issued] | None = None) -> Portfolio:
    return sort_returns(ROSTER, files, known or {}, due=date(2024, 6, 1), today=TODAY)


def standings(*files: Returned) -> list[tuple[str, int, str]]:
    (dossier, _) = sort(*files).dossiers
    return [(v.file.path, v.number, v.standing.value) for v in dossier.versions]


def test_accepted_return_stays_until_its_replacement_has_no_errors() -> None:
    first = file("1.xlsx", saved="1", verdict="warnings")
    worse = file("2.xlsx", saved="2", verdict="errors", errors=1)
    assert standings(first, worse) == [("1.xlsx", 1, "在用"), ("2.xlsx", 2, "有错误，未替代")]
    better = file("3.xlsx", saved="3")
    assert standings(worse, better, first) == [
        ("1.xlsx", 1, "已被替代"), ("2.xlsx", 2, "已被替代"), ("3.xlsx", 3, "在用"),
    ]  # fmt: skip


def turned_down(*files: Returned) -> str:
    version = sort(*files).dossiers[0].turned_down
    return version.file.path if version else ""


def test_latest_return_is_turned_down_until_another_is_accepted() -> None:
    first = file("1.xlsx", saved="1")
    worse = file("2.xlsx", saved="2", content="x", verdict="errors", errors=1)
    again = file("3.xlsx", saved="3", content="x", verdict="errors", errors=1)
    assert turned_down() == turned_down(first) == turned_down(worse) == ""
    assert turned_down(first, worse) == turned_down(first, worse, again) == "2.xlsx"
    assert turned_down(first, worse, file("4.xlsx", saved="4")) == ""
    assert turned_down(first, worse, file("4.xlsx", saved="4", content="content 1.xlsx")) == ""


def test_file_of_the_return_in_force_that_is_gone_is_told() -> None:
    gone = file("1.xlsx", saved="1", gone=True)
    over = file("1.xlsx", saved="2", content="x", verdict="errors", errors=1)
    reasons = [sort(*files).dossiers[0].versions[0].reason for files in ((gone,), (gone, over))]
    assert reasons == ["文件已被移走、删除或换成了别的内容", "文件已被同名的第 2 次报送覆盖"]


def test_file_that_counts_as_none_is_told_only_while_it_is_there() -> None:
    files = (
        file("坏.xlsx", fault="坏了", code="", gone=True),
        file("谁.xlsx", code="9", name="谁", gone=True),
        file("上年.xlsx", year="2022", gone=True),
    )
    portfolio = sort_returns(ROSTER, files, {}, year="2023")
    assert (portfolio.strays, portfolio.dossiers[0].of_other_years) == ((), ())
    assert sort_returns(ROSTER, files[2:], {}).lost == ("132001",)


def test_latest_counts_while_none_is_without_errors() -> None:
    first = file("1.xlsx", saved="1", verdict="errors", errors=2)
    second = file("2.xlsx", saved="2", verdict="not_fully_checked", errors=1)
    assert standings(first, second) == [("1.xlsx", 1, "已被替代"), ("2.xlsx", 2, "在用")]


def test_older_return_saved_anew_after_another_is_a_return_again() -> None:
    first, second = file("1.xlsx", saved="1", content="a"), file("2.xlsx", saved="2", content="b")
    again = file("3.xlsx", saved="3", content="a")
    assert standings(first, second, again) == [
        ("1.xlsx", 1, "已被替代"), ("2.xlsx", 2, "已被替代"), ("3.xlsx", 3, "在用"),
    ]  # fmt: skip
    undated = [replace(one, saved="", received=one.saved) for one in (first, second)]
    assert standings(*undated, replace(undated[0], path="3.xlsx", received="9")) == [
        ("1.xlsx", 1, "已被替代"), ("2.xlsx", 2, "在用"), ("3.xlsx", 1, "重复报送"),
    ]  # fmt: skip


def test_same_entries_and_verdict_are_a_repetition_but_a_mended_file_is_not() -> None:
    first = file("1.xlsx", saved="1", content="x", verdict="errors", errors=1)
    again = file("2.xlsx", saved="2", content="x", verdict="errors", errors=1)
    mended = file("3.xlsx", saved="3", content="x")
    assert standings(first, again, mended) == [
        ("1.xlsx", 1, "已被替代"), ("2.xlsx", 1, "重复报送"), ("3.xlsx", 2, "在用"),
    ]  # fmt: skip


def test_owner_is_found_by_code_then_issue_then_name() -> None:
    known = {"i-2": issued("132002", "i-2")}
    portfolio = sort(
        file("code.xlsx", code="132001", issue="i-2"),
        file("issue.xlsx", code="1", issue="i-2"),
        file("name.xlsx", code="", name="单位132002", saved="9"),
        file("nobody.xlsx", code="9", name="谁"),
        known=known,
    )
    assert [[v.file.path for v in d.versions] for d in portfolio.dossiers] == [
        ["code.xlsx"], ["issue.xlsx", "name.xlsx"],
    ]  # fmt: skip
    assert [(v.file.path, v.standing.value) for v in portfolio.strays] == [("nobody.xlsx", "不在名录")]


def test_unreadable_file_is_listed_and_told_of_the_unit_it_is_named_after() -> None:
    portfolio = sort(file("批/132002_x.xlsx", fault="坏了", code=""))
    first, second = portfolio.dossiers
    assert (first.unreadable, second.unreadable) == ((), ("批/132002_x.xlsx",))
    assert [v.standing.value for v in portfolio.strays] == ["无法读取"]
    assert second.in_force is None
    assert second.days_overdue == 5


def test_file_of_another_unit_is_told_of_the_unit_it_is_named_after() -> None:
    files = file("132001.xlsx"), file("批.zip!132002 冒名.xlsx"), file("132002.xlsx", code="9", name="谁")
    first, second = sort(*files, file("1320021.xlsx")).dossiers
    assert (first.of_others, second.of_others) == ((), ("批.zip!132002 冒名.xlsx", "132002.xlsx"))
    own = file("甲.xlsx", code="132002")
    assert sort(*files, own).dossiers[1].of_others == ()


def test_return_of_another_year_is_none_of_the_units_returns() -> None:
    files = (
        file("本年.xlsx", year="2023", saved="1"),
        file("上年.xlsx", year="2022", saved="2"),
        file("没写.xlsx", saved="0"),
        file("别家.xlsx", code="132002", year="2022"),
    )
    first, second = sort_returns(ROSTER, files, {}, due=date(2024, 6, 1), today=TODAY, year="2023").dossiers
    assert [(v.file.path, v.number, v.standing.value) for v in first.versions] == [
        ("没写.xlsx", 1, "已被替代"), ("本年.xlsx", 2, "在用"),
    ]  # fmt: skip
    assert [(v.file.path, v.number, v.standing.value, v.reason) for v in first.of_other_years] == [
        ("上年.xlsx", 0, "不是本年度", "是 2022 年度的报表，不是 2023 年度的")
    ]
    assert (second.in_force, second.versions, second.days_overdue) == (None, (), 5)
    assert [v.file.path for v in second.of_other_years] == ["别家.xlsx"]


def test_every_year_counts_where_the_rounds_is_not_known() -> None:
    first = sort(file("上年.xlsx", year="2022")).dossiers[0]
    assert first.in_force is not None
    assert first.of_other_years == ()


def test_days_overdue_are_zero_where_returned() -> None:
    dossier = sort(file()).dossiers[0]
    assert dossier.days_overdue == 0
