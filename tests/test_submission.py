"""A return bound to its master: what is taken from the file, what from the master, and how it is read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.samples import CLEAN, YUNXI, master_form, place, submission_of, with_edits
from toolkit.addresses import CellRef
from toolkit.decimals import to_decimal
from toolkit.io.xlsx_read import read_book
from toolkit.model import Book, Cell, CellEdit
from toolkit.rules import run_rules
from toolkit.submission import bind, edited, formula_results, outdated_results


def with_value(book: Book, at: CellRef, value: object) -> Book:
    sheets = [
        replace(sheet, cells={**sheet.cells, (at.row, at.column): Cell(value, None, 0)})  # type: ignore[arg-type]
        if sheet.title == at.sheet
        else sheet
        for sheet in book.sheets
    ]
    return replace(book, sheets=tuple(sheets))


def test_inputs_come_from_the_file_by_name() -> None:
    sub = submission_of(YUNXI)
    assert sub.text("封面_部门名称") == "岳阳市云溪区机关事务服务中心"
    assert sub.decimal("预算_全年执行") == Decimal("2246.07")
    assert sub.decimal("预算_执行率") is None
    assert len(sub.rows("指标")) == 24
    assert sub.rows("收入") == ()


def test_a_row_knows_its_key_name_and_cells() -> None:
    row = submission_of(YUNXI).rows("指标")[12]
    assert (row.key, row.name) == ("产出指标/成本指标/公车平台", "公车平台")
    assert row.cell("指标_自评得分") == place(master_form(), "指标_自评得分[13]")
    assert (row.decimal("指标_实际完成值"), row.text("指标_性质")) == (Decimal("191.18"), "≤")


def test_a_row_without_a_name_is_called_by_its_number() -> None:
    sub = with_edits(submission_of(CLEAN), {"指标_三级[3]": ""})
    assert sub.rows("指标")[2].name == "第 3 行"


def test_formulas_are_recomputed_whatever_the_file_says() -> None:
    at = place(master_form(), "自评_分值合计")
    forged = bind(with_value(read_book(YUNXI), at, 100.0), master_form())
    assert forged.value("自评_分值合计") == 110


def test_rules_and_parameters_are_the_masters_whatever_the_file_says() -> None:
    form = master_form()
    at = form.names["等次档_下限"].cell(3)
    forged = bind(with_value(read_book(CLEAN), at, 10.0), form)
    assert forged.at(at) == 90


def test_an_empty_text_counts_as_blank() -> None:
    at = place(master_form(), "预算_调整说明")
    assert bind(with_value(read_book(CLEAN), at, ""), master_form()).value("预算_调整说明") is None


def test_a_missing_sheet_leaves_its_fields_blank() -> None:
    book = read_book(CLEAN)
    title = place(master_form(), "人员_姓名[1]").sheet
    cut = replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.title != title))
    assert bind(cut, master_form()).rows("人员") == ()


def test_results_cover_every_formula_of_the_file() -> None:
    sub = submission_of(CLEAN)
    count = sum(bool(cell.formula) for sheet in sub.book.sheets for cell in sheet.cells.values())
    assert len(formula_results(sub)) == count


def test_outdated_results_are_those_that_an_edit_changes() -> None:
    sub = submission_of(CLEAN)
    assert outdated_results(sub) == {}
    at = place(sub.form, "指标_自评得分[1]")
    after = edited(sub, [CellEdit(at, 0.0)])
    stored = formula_results(sub)
    changed = {cell: value for cell, value in formula_results(after).items() if value != stored[cell]}
    assert outdated_results(after) == changed
    assert changed


@pytest.mark.parametrize(
    ("value", "decimals", "number"),
    [
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (-1.005, 2, "-1.01"),
        (0.1 + 0.2, None, "0.3"),
        (2246.07, 2, "2246.07"),
        (0.98526315789, 4, "0.9853"),
    ],
)
def test_a_double_is_rounded_as_a_person_would(value: float, decimals: int | None, number: str) -> None:
    assert to_decimal(value, decimals) == Decimal(number)


@pytest.mark.parametrize("value", [None, "12", True])
def test_only_numbers_become_decimals(value: object) -> None:
    assert to_decimal(value, 2) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [(0.0, -0.0, 0.0), (-0.0, 0.0, -0.0)])
def test_a_zero_keeps_its_sign_whatever_was_asked_before(values: tuple[float, ...]) -> None:
    assert [str(to_decimal(value, 2)) for value in values] == [f"{value:.2f}" for value in values]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_survives_excels_doubles(amount: Decimal) -> None:
    assert to_decimal(float(amount), 2) == amount


def counted_from_1904(book: Book) -> Book:
    """The book as a program saves it that counts days from 1904: no serial of a day is what it was."""
    days = range(45000, 45500)
    sheets = [
        replace(
            sheet,
            cells={
                at: cell._replace(value=cell.value - 1462)
                if isinstance(cell.value, float) and cell.value in days
                else cell
                for at, cell in sheet.cells.items()
            },
        )
        for sheet in book.sheets
    ]
    return replace(book, sheets=tuple(sheets), date1904=True)


def test_dates_counted_from_1904_are_read_as_the_days_that_they_are() -> None:
    base = submission_of(CLEAN)
    sub = bind(counted_from_1904(base.book), base.form)
    assert sub.book != base.book
    assert sub.values == base.values
    assert outdated_results(sub) == {}
    assert run_rules(sub).findings == ()


def test_a_day_of_2028_counted_from_1904_is_one() -> None:
    base = submission_of(CLEAN)
    typed = with_value(replace(base.book, date1904=True), base.cell("封面_报告日期"), 45408.0)
    assert bind(typed, base.form).value("封面_报告日期") == 46870
    odd = with_value(replace(base.book, date1904=True), base.cell("封面_报告日期"), 20240531.0)
    assert bind(odd, base.form).value("封面_报告日期") == 20240531
