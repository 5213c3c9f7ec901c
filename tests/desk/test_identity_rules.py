"""Outstanding, repeated, corrected and older returns, and what is told of each."""

from __future__ import annotations

from msgspec.structs import replace

from tests.support.desk import background, case, digest, file, finding, issued, outcome, told
from toolkit.desk.returns import Standing, Version
from toolkit.model import Finding, Severity


def test_bk01_outstanding_unit() -> None:
    assert told(outcome(case(None, unreadable=("坏.xlsx",))), "BK01") == [
        "132001 error !: 单位132001未报，截止 2024-05-31，已逾期 5 天；收到过无法读取的文件：坏.xlsx。"
    ]
    assert told(outcome(case(None, of_others=("批/132001.xlsx",))), "BK01") == [
        "132001 error !: 单位132001未报，截止 2024-05-31，已逾期 5 天；"
        "文件名是本单位、封面是别的单位的：批/132001.xlsx。"
    ]
    assert told(outcome(case(digest())), "BK01") == []


def test_bk01_repetition() -> None:
    first = Version(file("1.xlsx"), 1, Standing.IN_FORCE)
    again = Version(file("2.xlsx"), 1, Standing.DUPLICATE, "1.xlsx")
    assert told(outcome(case(digest(), versions=[first, again])), "BK01") == [
        "132001 note !: 2.xlsx 与第 1 次报送的 1.xlsx 内容相同。"
    ]


def test_bk01_return_of_another_year() -> None:
    other = Version(file("上年.xlsx"), 0, Standing.OTHER_YEAR, reason="是 2022 年度的报表，不是 2023 年度的")
    assert told(outcome(case(None, of_other_years=(other,))), "BK01") == [
        "132001 error !: 单位132001未报，截止 2024-05-31，已逾期 5 天；"
        "收到的“上年.xlsx”是 2022 年度的报表，不是 2023 年度的。"
    ]
    found = outcome(case(digest(), of_other_years=(other,)))
    assert told(found, "BK01") == [
        "132001 note !: “上年.xlsx”是 2022 年度的报表，不是 2023 年度的，没有采用。"
    ]
    assert found.findings["132001"][0].fix == "无须处理；以本年度的一份为准。"


def correction(*findings: Finding) -> list[str]:
    """What is told of a second return that was not accepted for these findings."""
    accepted = Version(file("1.xlsx"), 1, Standing.IN_FORCE)
    later = Version(file("第二批/附件.zip!更正.xlsx", verdict="errors"), 2, Standing.REJECTED)
    one = case(digest(), versions=[accepted, later])
    return told(outcome(replace(one, turned_down=digest(findings=findings))), "BK01")


def test_bk01_correction_that_was_not_accepted() -> None:
    note = finding("一处。", Severity.NOTE)
    assert correction(finding("合计不是 100。"), note) == [
        "132001 warning !: 第 2 次报送（更正.xlsx）有 1 处错误，没有采用，仍以第 1 次为准："
        "AR06 绩效自评表!M8 合计不是 100。"
    ]
    (many,) = correction(*(finding("合计不是 100。", rule=f"AR{number:02}") for number in range(1, 8)))
    assert "有 7 处错误" in many
    assert many.endswith("AR05 绩效自评表!M8 合计不是 100；其余 2 处略。")
    assert correction() == [
        "132001 warning !: 第 2 次报送（更正.xlsx）没有能全部校验，没有采用，仍以第 1 次为准。"
    ]
    assert told(outcome(case(digest())), "BK01") == []


def test_bk01_accepted_file_that_is_gone() -> None:
    gone = Version(file("一/1.xlsx", gone=True), 1, Standing.IN_FORCE, reason="文件已被移走")
    assert told(outcome(case(digest(), versions=[gone])), "BK01") == [
        "132001 note !: 在用的是第 1 次报送（1.xlsx），但文件已被移走，无法打开和审核。"
    ]
    assert told(outcome(case(digest())), "BK01") == []


def test_bk01_older_issue() -> None:
    known = {"a": issued(issue="a"), "b": issued(issue="b")}
    against = background(issued=known)
    assert told(outcome(case(digest(issue="a"), against=against)), "BK01") == [
        "132001 warning !: 本表用的是下发编号 a 的工作簿，最近一次下发的是 b。"
    ]
    assert told(outcome(case(digest(issue="b"), against=against)), "BK01") == []
