"""Tampering with the file itself: the clean return, changed in one place, and every finding that follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from tests.support.packages import unzipped, zipped
from tests.support.samples import CLEAN, master_form, place, told
from toolkit.addresses import CellRef
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.model import Book, Cell, RuleStatus, Sheet
from toolkit.rules import CheckOutcome, run_rules
from toolkit.submission import bind

Change = Callable[[Book], Book]


def checked(change: Change) -> CheckOutcome:
    return run_rules(bind(change(read_book(CLEAN)), master_form()))


def with_sheet(book: Book, title: str, change: Callable[[Sheet], Sheet | None]) -> Book:
    sheets = [change(sheet) if sheet.title == title else sheet for sheet in book.sheets]
    return replace(book, sheets=tuple(sheet for sheet in sheets if sheet))


def with_cell(book: Book, at: CellRef, change: Callable[[Cell], Cell | None]) -> Book:
    def edit(sheet: Sheet) -> Sheet:
        cells: dict[tuple[int, int], Cell] = dict(sheet.cells)
        new = change(cells.pop((at.row, at.column), Cell(None, None, 0)))
        if new:
            cells[at.row, at.column] = new
        return replace(sheet, cells=cells)

    return with_sheet(book, at.sheet, edit)


def at(name: str) -> CellRef:
    return place(master_form(), name)


def grade_sheet() -> str:
    return at("自评_分值合计").sheet


def of_rules(outcome: CheckOutcome, *rules: str) -> list[str]:
    return [told(finding) for finding in outcome.findings if finding.rule in rules]


def statuses(outcome: CheckOutcome) -> Mapping[str, RuleStatus]:
    return {result.rule: result.status for result in outcome.results}


def test_the_untouched_return_is_clean() -> None:
    outcome = checked(lambda book: book)
    assert outcome.findings == ()
    assert statuses(outcome)["IN02"] is RuleStatus.PASSED


def test_a_formula_overwritten_by_its_own_result() -> None:
    where = at("自评_分值合计")
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(formula=None)))
    (finding,) = outcome.findings
    assert told(finding) == f"IN02 error {where}"
    assert finding.actual == 100
    assert str(finding.expected).startswith("=SUM(")
    assert "被“100”替换" in finding.message
    assert statuses(outcome)["IN03"] is RuleStatus.SKIPPED


@pytest.mark.parametrize(
    "formula",
    ["SUM(指标_分值)", "SUM(指标_分值)+N(预算_分值)+0", "SUM(绩效自评表!$L$41:$L$100)+N(预算_分值)"],
)
def test_a_changed_formula(formula: str) -> None:
    where = at("自评_分值合计")
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(formula=formula)))
    assert of_rules(outcome, "IN02") == [f"IN02 error {where}"]


def test_spelling_of_a_formula_is_no_change() -> None:
    where = at("自评_分值合计")

    def respelled(cell: Cell) -> Cell:
        assert cell.formula
        return cell._replace(formula=cell.formula.replace("SUM(", "sum( ").replace("+", " + "))

    assert checked(lambda book: with_cell(book, where, respelled)).findings == ()


def test_a_formula_that_was_emptied() -> None:
    where = at("指标_完成率[3]")
    outcome = checked(lambda book: with_cell(book, where, lambda _: None))
    (finding,) = outcome.findings
    assert (told(finding), finding.actual) == (f"IN02 error {where}", None)


def test_many_changes_on_one_sheet_are_one_finding() -> None:
    def overwrite(book: Book) -> Book:
        for row in range(1, 31):
            book = with_cell(book, at(f"指标_完成率[{row}]"), lambda cell: cell._replace(formula=None))
        return book

    (finding,) = [f for f in checked(overwrite).findings if f.rule == "IN02"]
    assert told(finding) == f"IN02 error {at('指标_完成率[1]')}"
    assert len(finding.also) == 29


def test_a_changed_label() -> None:
    where = CellRef(at("指标_分值[1]").sheet, at("指标_分值[1]").row - 2, at("指标_分值[1]").column)
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(value="权重")))
    (finding,) = outcome.findings
    assert (told(finding), finding.actual) == (f"IN02 error {where}", "权重")


def test_a_forged_result() -> None:
    where = at("自评_得分合计")
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(value=99.99)))
    (finding,) = outcome.findings
    assert told(finding) == f"IN03 error {where}"
    assert (str(finding.actual), str(finding.expected)) == ("99.99", "98.99")


def test_a_result_off_by_the_last_binary_digits_is_the_same() -> None:
    where = at("自评_得分合计")

    def nearly(cell: Cell) -> Cell:
        assert isinstance(cell.value, float)
        return cell._replace(value=cell.value + 1e-12)

    assert checked(lambda book: with_cell(book, where, nearly)).findings == ()


def test_a_file_saved_without_results_is_a_note() -> None:
    def without(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            cells={k: c._replace(value=None) if c.formula else c for k, c in sheet.cells.items()},
        )

    outcome = checked(lambda book: replace(book, sheets=tuple(map(without, book.sheets))))
    (finding,) = outcome.findings
    assert (finding.rule, finding.severity.value) == ("IN03", "note")


def test_sheets_removed_added_renamed_and_hidden() -> None:
    title = at("人员_姓名[1]").sheet

    def renamed(book: Book) -> Book:
        return with_sheet(book, title, lambda sheet: replace(sheet, title="人员"))

    assert of_rules(checked(renamed), "IN01") == ["IN01 error 人员", f"IN01 error {title}"]

    def hidden(book: Book) -> Book:
        return with_sheet(book, title, lambda sheet: replace(sheet, state="hidden"))

    assert of_rules(checked(hidden), "IN01") == [f"IN01 error {title}"]


def test_very_hidden_saved_as_hidden_is_no_change() -> None:
    meta = at_meta().sheet
    outcome = checked(lambda book: with_sheet(book, meta, lambda sheet: replace(sheet, state="hidden")))
    assert outcome.findings == ()
    shown = checked(lambda book: with_sheet(book, meta, lambda sheet: replace(sheet, state="visible")))
    assert of_rules(shown, "IN01") == [f"IN01 error {meta}"]


def at_meta() -> CellRef:
    return master_form().names["模板_版本"].first


def test_another_version_of_the_master() -> None:
    where = at_meta()
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(value="2020.1")))
    (finding,) = outcome.findings
    assert (told(finding), finding.actual) == (f"IN01 error {where}", "2020.1")
    assert finding.expected == master_form().version


def test_inserted_rows_are_one_finding_a_sheet() -> None:
    sheet = grade_sheet()

    def shifted(book: Book) -> Book:
        names = dict(book.names)
        names["指标_三级"] = names["指标_三级"].replace("$E$", "$E$1")
        return replace(book, names=names)

    outcome = checked(shifted)
    assert of_rules(outcome, "IN07") == [f"IN07 error {sheet}"]
    assert of_rules(outcome, "IN02") == []


def test_protection_taken_off() -> None:
    sheet = grade_sheet()
    outcome = checked(lambda book: with_sheet(book, sheet, lambda s: replace(s, protected=False)))
    assert [told(finding) for finding in outcome.findings] == [f"IN09 warning {sheet}"]


@pytest.mark.parametrize("with_relation", [True, False])
def test_formats_lost(with_relation: bool) -> None:
    parts = unzipped(CLEAN.read_bytes())
    del parts["xl/styles.xml"]
    relations = "xl/_rels/workbook.xml.rels"
    if not with_relation:
        parts[relations] = re.sub(rb'<Relationship [^>]*Target="styles.xml"[^>]*/>', b"", parts[relations])
    assert (b"styles.xml" in parts[relations]) == with_relation
    (finding,) = checked(lambda _: read_book_bytes(zipped(parts))).findings
    assert told(finding) == "IN09 warning "
    assert finding.key == "单元格格式"


def test_an_unlocked_formula_cell() -> None:
    where = at("自评_分值合计")

    def unlocked(book: Book) -> Book:
        style = min(book.unlocked_styles)
        return with_cell(book, where, lambda cell: cell._replace(style=style))

    assert [told(f) for f in checked(unlocked).findings] == [f"IN09 warning {where}"]


def test_a_formula_typed_into_an_input_cell() -> None:
    where = at("指标_实际完成值[1]")
    outcome = checked(lambda book: with_cell(book, where, lambda cell: cell._replace(formula="6+6")))
    assert [told(finding) for finding in outcome.findings] == [f"IN08 warning {where}"]


def test_writing_beside_the_form() -> None:
    where = CellRef(grade_sheet(), 130, 60)
    outcome = checked(lambda book: with_cell(book, where, lambda _: Cell("草稿", None, 0)))
    assert [told(finding) for finding in outcome.findings] == [f"IN08 warning {where}"]


@pytest.mark.parametrize("part", ["xl/externalLinks/externalLink1.xml", "xl/vbaProject.bin"])
def test_links_and_macros(part: str) -> None:
    outcome = checked(lambda book: replace(book, parts=book.parts | {part}))
    (finding,) = outcome.findings
    assert (finding.rule, finding.cell, finding.sheet) == ("IN08", "", "")
