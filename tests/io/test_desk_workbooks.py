"""The desk's workbooks: what units typed stays text, slips and reminders say what their unit needs."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from tests.support.desk import case, clean_digest, digest, file, finding, outcome
from tests.support.office import cached_values, recalculate
from tests.support.samples import master_form
from toolkit.desk.bulk import BulkOutcome
from toolkit.desk.results import Conclusion, Summary, UnitResult
from toolkit.desk.returns import Standing, Version
from toolkit.desk.rows import UNIT_HEADS, unit_rows
from toolkit.io import html_report, rollup_xlsx
from toolkit.io.return_slip import return_slip, slip_of
from toolkit.io.rollup_xlsx import RollupWriter
from toolkit.io.row_height import lines_of
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import Book, Severity

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "http://例.invalid", "{=A1}")


def texts(book: Book, sheet: str) -> list[str]:
    found = book.sheet(sheet)
    assert found
    return [str(cell.value) for _, cell in sorted(found.cells.items()) if cell.value is not None]


def slip(result: UnitResult, issuer: str) -> bytes:
    told = slip_of(result)
    assert told
    return return_slip(told, issuer)


def rolled_up(*results: UnitResult, found: BulkOutcome | None = None) -> Book:
    return read_book_bytes(roll_up(*results, found=found))


def roll_up(*results: UnitResult, found: BulkOutcome | None = None) -> bytes:
    out = BytesIO()
    writer, summary = RollupWriter(out, "../报表"), Summary()
    for result in results:
        writer.add(unit_rows(result))
        summary.add(result)
    statuses = found.statuses if found else ()
    writer.finish(Conclusion(summary, master_form(), statuses, (), (), {"日期": "2024-06-05"}, ()))
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("c1/自评.xlsx", "..\\报表\\c1\\自评.xlsx"),
        ("c1/自评#2 100%25.xlsx", "..\\报表\\c1\\自评%232%20100%2525.xlsx"),
        ("c1/完成100%.xlsx", "..\\报表\\c1\\完成100%25.xlsx"),
        ("批#1.zip!自评#2.xlsx", "..\\报表\\批%231.zip"),
    ],
)
def test_link_leads_to_the_file_whatever_signs_its_name_has(path: str, target: str) -> None:
    one = case(digest(findings=()), versions=(Version(file(path), 1, Standing.IN_FORCE),))
    with zipfile.ZipFile(BytesIO(roll_up(UnitResult(one, ())))) as package:
        links = package.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert f'Target="{target}"' in links


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_unit_typed_is_a_text_in_roll_up_and_slip(hostile: str) -> None:
    told = finding(hostile, key=hostile, actual=hostile, explanation=hostile)
    result = UnitResult(case(digest(findings=(told,), name=hostile, rating=hostile)), ())
    for book, sheets in (
        (rolled_up(result), ("问题明细", "规则说明", "运行说明")),
        (read_book_bytes(slip(result, hostile)), ("退回单",)),
    ):
        assert hostile in texts(book, sheets[0])
        assert not [
            c for title in sheets for c in (book.sheet(title) or book.sheets[0]).cells.values() if c.formula
        ]


def test_slip_tells_what_to_mend_and_explain_and_nothing_else() -> None:
    told = (
        finding("甲", actual=Decimal("0.983107221"), expected=Decimal("0.9853")),
        finding("乙", Severity.WARNING),
        finding("丙", Severity.WARNING, explanation="已说明"),
        finding("丁", Severity.NOTE),
    )
    found = texts(read_book_bytes(slip(UnitResult(case(digest(findings=told)), ()), "某局")), "退回单")
    assert [text for text in found if text in ("甲", "乙", "丙", "丁")] == ["甲", "乙"]
    assert {"0.9831", "0.9853", "须改正", "须说明", "某局", "2024年6月5日"} <= set(found)
    assert "有 1 项须改正，1 项须说明" in "".join(found)


@pytest.mark.parametrize(
    ("figure", "unit", "shown"),
    [
        ("95.12", "%", "95.12%"), ("98.3107221", "%", "98.3107%"), ("100", "%", "100%"),
        ("0.9512", "分", "0.9512"), ("2280", "万元", "2280"),
        ("1.23456", "万元", "1.2346"), ("0.5", "", "0.5"),
    ],
)  # fmt: skip
def test_slip_shows_figures_with_four_decimals_and_rates_with_their_sign(
    figure: str, unit: str, shown: str
) -> None:
    one = finding("不符。", actual=Decimal(figure), expected="无", unit=unit)
    found = texts(read_book_bytes(slip(UnitResult(case(digest(findings=(one,))), ()), "某局")), "退回单")
    assert found[found.index("不符。") + 1 :][:2] == [shown, "无"]


def test_slip_keeps_figures_off_the_advice_beside_them() -> None:
    one = finding("不符。", actual=Decimal("2246.4"), expected=Decimal("4492.8"))
    data = slip(UnitResult(case(digest(findings=(one,))), ()), "某局")
    sheet = openpyxl.load_workbook(BytesIO(data))["退回单"]
    found = {cell.value: cell.alignment for row in sheet.iter_rows() for cell in row}
    looks = [(found[text].horizontal, found[text].indent) for text in ("2246.4", "4492.8")]
    assert looks == [("right", 1), ("right", 1)]


def test_unit_without_findings_gets_no_slip() -> None:
    assert slip_of(UnitResult(case(digest(findings=())), ())) is None


def test_unit_that_returned_nothing_gets_a_reminder_with_its_unreadable_files() -> None:
    one = case(None, unreadable=("第一批/邮件.zip!132001_坏.xlsx",))
    found = outcome(one)
    text = "".join(texts(read_book_bytes(slip(UnitResult(one, found.findings["132001"]), "某局")), "催报单"))
    assert "应于2024年5月31日前报送，现已逾期 5 天" in text
    assert "132001_坏.xlsx" in text
    assert "第一批" not in text


def test_reminder_tells_of_a_file_that_is_another_units() -> None:
    one = case(None, of_others=("第一批/132001 冒名.xlsx",))
    text = "".join(texts(read_book_bytes(slip(UnitResult(one, (finding("未报"),)), "某局")), "催报单"))
    assert "收到的“132001 冒名.xlsx”封面上不是你单位的编码和名称，没有采用。" in text


def test_reminder_tells_of_a_return_of_another_year() -> None:
    reason = "是 2022 年度的报表，不是 2023 年度的"
    other = Version(file("第一批/上年.xlsx"), 0, Standing.OTHER_YEAR, reason=reason)
    one = case(None, of_other_years=(other,))
    text = "".join(texts(read_book_bytes(slip(UnitResult(one, (finding("未报"),)), "某局")), "催报单"))
    assert "至今没有收到你单位可以读取的本年度报表。" in text
    assert f"收到的“上年.xlsx”{reason}，没有采用。" in text


def test_rules_over_many_returns_count_returns() -> None:
    """BK02 names finds one of two returns, and says nothing of the unit that has not returned."""
    cases = case(replace(digest("132001"), name="别的")), case(digest("132002")), case(None, code="132003")
    found = outcome(*cases)
    book = rolled_up(
        *(UnitResult(c, found.findings.get(c.code, ()), found.on(c)) for c in cases), found=found
    )
    sheet = book.sheet("规则统计")
    assert sheet
    rows = {c.value: row for (row, column), c in sheet.cells.items() if column == 1}
    counts = [sheet.cells[rows["BK02"], column].value for column in range(4, 11)]
    assert counts == [1, 1, 2, 0, 1, 1, 0]


Audited = tuple[str | None, str | None]
"""Claimed, audited."""


@pytest.mark.office
@pytest.mark.parametrize(
    ("execution", "indicators", "expected"),
    [
        (("10", "9"), [("5", "4")], (13.0, 2, 2.0, 2 / 15)),
        ((None, "8"), [("5", "5")], (13.0, 2, 1.5, 1.5 / 14.5)),
        ((None, None), [("5", "4"), (None, "2"), ("3", None)], (6.0, 1, 1.0, 0.2)),
        ((None, None), [(None, "2")], (2.0, 0, None, None)),
        (("10", None), [("5", None)], (None, None, None, None)),
        (("0", "0"), [("0", "2")], (2.0, 2, -2.0, None)),
    ],
)
def test_audited_scores_come_to_the_same_when_the_roll_up_is_recalculated(
    tmp_path: Path, execution: Audited, indicators: list[Audited], expected: tuple[float | None, ...]
) -> None:
    """The execution line, with 9.5 points due, counts with these where nothing is claimed."""

    def points(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    claimed, audited = map(points, execution)
    row = clean_digest().indicators[0]
    lines = tuple(
        replace(row, index=number, claimed=points(own), audited=points(score))
        for number, (own, score) in enumerate(indicators)
    )
    one = digest(execution=(Decimal(10), claimed, Decimal("9.5"), audited), indicators=lines)
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(roll_up(UnitResult(case(digest()), ()), UnitResult(case(one), ())))
    columns = [UNIT_HEADS.index(head) + 1 for head in ("审核得分", "已审核项数", "自评－审核", "偏差率")]
    for values in (cached_values(path), recalculate(path)):
        found = [None if (got := values.get(("汇总", 3, c))) == "" else got for c in columns]
        assert found == [None if number is None else pytest.approx(number) for number in expected]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("中文", 5, 1), ("中文字", 5, 2), ("abcd", 5, 1), ("甲\n乙", 40, 2), ("中" * 20, 21, 2)],
)
def test_lines_of_a_text(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_days_are_written_out() -> None:
    one = case(None)
    dossier = replace(one.dossier, today=date(2024, 5, 1))
    found = slip(UnitResult(replace(one, dossier=dossier), (finding("未报"),)), "")
    assert "逾期" not in "".join(texts(read_book_bytes(found), "催报单"))


def test_rows_that_no_longer_fit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup_xlsx, "MOST_ROWS", 4)
    told = tuple(finding(f"第 {number} 条") for number in range(6))
    book = rolled_up(UnitResult(case(digest(findings=told)), ()))
    assert [text for text in texts(book, "问题明细") if text.startswith("第 ")] == [
        "第 0 条",
        "第 1 条",
        "第 2 条",
    ]
    monkeypatch.undo()


def test_findings_that_a_page_cannot_hold_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_report, "MOST_FINDINGS", 1)
    out = BytesIO()
    writer, summary = html_report.HtmlWriter(out, "../报表"), Summary()
    for code in ("132001", "132002", "132003"):
        result = UnitResult(case(digest(code, findings=(finding(f"问题{code}"),))), ())
        writer.add(unit_rows(result))
        summary.add(result)
    writer.finish(Conclusion(summary, master_form(), (), (), (), {}, ()))
    page = out.getvalue().decode()
    assert ("问题132001" in page, "问题132002" in page) == (True, False)
    assert "网页放不下，少列 2 条问题" in page
