"""What the sealed master says, and how a broken one is refused."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.support.samples import master_form, place
from toolkit.errors import MasterFault
from toolkit.form import Form, fingerprint
from toolkit.model import Book, Role


def test_every_field_of_the_list_is_a_name_of_the_workbook() -> None:
    form = master_form()
    assert len(form.fields) > 200
    assert all(form.names[name] == field.area for name, field in form.fields.items())


def test_tables_have_the_rows_that_the_form_promises() -> None:
    rows = {name: table.rows for name, table in master_form().tables.items()}
    assert rows["指标"] >= 60
    assert rows["项目"] >= 40
    assert min(rows[name] for name in ("收入", "支出", "三公", "资产")) >= 15


def test_parameters_of_every_rule_set() -> None:
    form = master_form()
    assert form.parameters == form.parameters_of(form.ruleset)
    values = {name: form.parameters_of(name)["参数_成本方法"] for name in form.rulesets}
    assert set(values.values()) >= {"比例法", "线性法", "超支不得分"}
    with pytest.raises(MasterFault, match="没有名为“别的”的规则集，可选"):
        form.parameters_of("别的")


def test_money_fields_stand_for_half_a_cent() -> None:
    form = master_form()
    assert str(form.half_units[form.slot(place(form, "预算_全年预算"))]) == "0.005"
    assert form.slot(place(form, "自评_综合得分")) not in form.half_units


def test_entry_cells_are_those_that_somebody_fills() -> None:
    form = master_form()
    roles = {field.role for cells in form.entry_fields.values() for field in cells.values()}
    assert roles == {Role.INPUT, Role.AUDIT, Role.WRITTEN}


def test_a_cell_tells_its_field() -> None:
    form = master_form()
    found = form.field_at(place(form, "指标_分值[7]"))
    assert found
    assert found.name == "指标_分值"
    assert form.field_at(place(form, "指标_分值[7]")._replace(column=200)) is None


def test_the_fingerprint_sees_formulas_and_labels_but_not_the_identity() -> None:
    form = master_form()
    book = form.book
    at = form.names["模板_下发编号"].first
    issued = _with(book, at.sheet, (at.row, at.column), "A-001")
    assert fingerprint(issued) == fingerprint(book)
    total = place(form, "自评_分值合计")
    assert fingerprint(_with(book, total.sheet, (total.row, total.column), 100.0)) != fingerprint(book)


def _with(book: Book, title: str, at: tuple[int, int], value: str | float) -> Book:
    sheets = []
    for sheet in book.sheets:
        if sheet.title == title:
            cell = sheet.cells.get(at)
            new = cell._replace(value=value, formula=None) if cell else None
            cells = dict(sheet.cells)
            if new:
                cells[at] = new
            sheet = replace(sheet, cells=cells)
        sheets.append(sheet)
    return replace(book, sheets=tuple(sheets))


@pytest.mark.parametrize("name", ["模板_版本", "字段_名称", "规则_左值", "参数表_取值", "指标_分值"])
def test_a_master_without_one_of_its_names_is_refused_by_name(name: str) -> None:
    book = master_form().book
    names = {key: text for key, text in book.names.items() if key != name}
    with pytest.raises(MasterFault, match=name):
        Form.from_book(replace(book, names=names), master_form().model)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("规则_级别", "严重", "级别"),
        ("规则_方式", "猜", "方式"),
        ("字段_角色", "谁", "角色"),
    ],
)
def test_a_wrong_word_in_the_specification_is_told_by_cell(name: str, value: str, sentence: str) -> None:
    form = master_form()
    at = form.names[name].first
    book = _with(form.book, at.sheet, (at.row, at.column), value)
    with pytest.raises(MasterFault, match=sentence) as fault:
        Form.from_book(book, form.model)
    assert str(at.row) in str(fault.value)
