"""The master as a package: reproducible, complete, locked where it must be, plain in its formulas."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.support.office import recalculate, resave
from toolkit.form import Form, fingerprint
from toolkit.io.xlsx_read import read_book
from toolkit.model import ExcelError, Role
from workbooks.build.master import build
from workbooks.build.sources import load

SHEETS = [
    "填报说明", "封面", "基本概况", "收支情况", "绩效自评表", "评价人员", "报告综述", "校验结果",
    "校验规则", "评分参数", "字段表", "_meta",
]  # fmt: skip
ALLOWED = {
    "SUM", "SUMIFS", "SUMIF", "SUMPRODUCT", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "COUNTBLANK",
    "IF", "IFERROR", "AND", "OR", "NOT", "ISNUMBER", "ISTEXT", "ISBLANK", "N", "INDEX", "MATCH", "LOOKUP",
    "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "ABS", "MIN", "MAX", "MOD", "LEN", "LEFT", "RIGHT", "MID",
    "TRIM", "SUBSTITUTE", "SEARCH", "FIND", "EXACT", "TEXT", "VALUE", "DATE", "YEAR", "MONTH", "DAY",
    "ROW", "ROWS", "HYPERLINK", "REPT", "UPPER",
}  # fmt: skip
RULE_COLUMNS = (
    "编号", "分项", "级别", "方式", "范围", "名称", "左值", "关系", "右值", "容差",
    "单位", "适用条件", "定位", "问题", "建议", "依据", "启用", "示例", "差额", "结论",
)  # fmt: skip
FIELD_COLUMNS = (
    "名称", "标签", "工作表", "表", "角色", "类型", "单位", "小数", "必填", "清单", "尾差", "填写提示",
)  # fmt: skip
LONGEST_FORMULA = 330


def test_master_is_what_its_sources_build(master_path: Path) -> None:
    assert build() == master_path.read_bytes()


def test_sheets_are_complete_and_in_order(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    assert [ws.title for ws in workbook if ws.sheet_state != "visible"] == ["_meta"]
    assert workbook["_meta"].sheet_state == "veryHidden"


def test_every_field_has_its_name_on_the_right_shape(form: Form) -> None:
    sources = load()
    wrong = []
    for source in sources.fields.values():
        area = form.names[source.name]
        rows = sources.tables[source.table].rows if source.table else 1
        if (area.sheet, area.rows, area.column1) != (source.sheet, rows, area.column2):
            wrong.append(source.name)
    assert wrong == []
    assert list(form.fields) == list(sources.fields)


def test_columns_of_one_table_start_on_one_row(form: Form) -> None:
    tops = {table.name: {field.area.row1 for field in table.fields} for table in form.tables.values()}
    assert {name for name, rows in tops.items() if len(rows) != 1} == set()


def test_rules_parameters_lists_and_identity_are_named(form: Form) -> None:
    sources = load()
    expected = {f"规则_{column}" for column in RULE_COLUMNS} | {f"字段_{column}" for column in FIELD_COLUMNS}
    expected |= {"表_名称", "表_标签", "表_行数", "表_行名字段", "参数_规则集", "规则集_名称", "参数表_名称"}
    expected |= {"参数表_取值", "参数表_可选值", "参数表_标签"}
    expected |= {"模板_标识", "模板_版本", "模板_结构版本", "模板_指纹", "模板_下发编号"}
    expected |= set(sources.lists) | set(sources.words) | {"清单_所属一级", "清单_二级指标"}
    expected |= {parameter["名称"] for parameter in sources.parameters}
    expected |= {f"{band['名称']}_{column}" for band in sources.bands for column in band["列"]}
    assert set(form.names) == expected | set(sources.fields)
    assert {form.names[f"规则_{column}"].rows for column in RULE_COLUMNS} == {250}
    assert form.names["清单_所属一级"].rows == form.names["清单_二级指标"].rows


def test_every_rule_and_parameter_of_the_sources_is_there(form: Form) -> None:
    sources = load()
    assert [(rule.id, rule.part) for rule in form.rules] == [(rule.id, rule.part) for rule in sources.rules]
    assert len({(rule.id, rule.part) for rule in form.rules}) == len(form.rules)
    assert form.rulesets == sources.rulesets
    for ruleset, column in zip(form.rulesets, range(len(form.rulesets)), strict=True):
        values = form.parameters_of(ruleset)
        for parameter in sources.parameters:
            expected = parameter["取值"][column]
            assert values[parameter["名称"]] == (None if expected == "" else expected)
    assert [list(row.values()) for row in form.bands["等次档"]] == [
        [0, "差"],
        [60, "中"],
        [80, "良"],
        [90, "优"],
    ]


def test_every_rule_points_at_a_name(form: Form) -> None:
    lost = [rule for rule in load().rules if rule.way == "公式" and rule.locate not in form.names]
    assert lost == []


def test_formulas_use_plain_functions_only(form: Form) -> None:
    used = set()
    for sheet in form.book.sheets:
        for cell in sheet.cells.values():
            if cell.formula:
                used |= set(re.findall(r"([A-Za-z_.]+)\(", re.sub(r'"[^"]*"', '""', cell.formula)))
    assert used <= ALLOWED


def test_formulas_stay_short(form: Form) -> None:
    long = {
        f"{sheet.title}!{row},{column}"
        for sheet in form.book.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.formula and len(cell.formula) > LONGEST_FORMULA
    }
    assert long == set()


def test_rows_of_a_table_share_one_formula(form: Form) -> None:
    """Relative to its own row, a table column's formula is the same in every row."""
    reference = re.compile(r"(\$?[A-Z]{1,3})(\$?)(\d+)")
    for field in form.fields.values():
        if field.role is not Role.FORMULA or not field.table:
            continue
        forms = defaultdict(list)
        for index in range(field.area.rows):
            at = field.area.cell(index)
            formula = form.book.sheet(at.sheet).cells[at.row, at.column].formula
            forms[
                reference.sub(
                    lambda m, row=at.row: (
                        m.group() if m.group(2) else f"{m.group(1)}[{int(m.group(3)) - row}]"
                    ),
                    formula,
                )
            ].append(index)
        assert len(forms) == 1, field.name


def test_blank_master_shows_no_error_and_no_fault(form: Form) -> None:
    errors = [
        f"{sheet.title}!{get_column_letter(column)}{row}"
        for sheet in form.book.sheets
        for (row, column), cell in sheet.cells.items()
        if isinstance(cell.value, ExcelError)
    ]
    assert errors == []
    shown = {name: form.blank[form.slot(form.names[name].first)] for name in form.fields if "状态_" in name}
    assert shown == {"状态_总体": "○ 未填写", "状态_错误": 0, "状态_警告": 0, "状态_进度": "0 / 47 项"}


def test_cached_values_are_the_calculated_ones(form: Form) -> None:
    stale = [
        f"{sheet.title}!{row},{column}"
        for sheet in form.book.sheets
        for (row, column), cell in sheet.cells.items()
        if cell.formula
        and (cell.value or "") != (form.blank[form.model.slot(sheet.title, row, column)] or "")
    ]
    assert stale == []


def test_fingerprint_is_printed_into_the_master(form: Form) -> None:
    assert (form.template, form.version) == ("bmzt-zp", "2024.1")
    assert form.fingerprint == fingerprint(form.book)


@pytest.mark.office
def test_libreoffice_calculates_the_same_and_keeps_the_master(
    form: Form, master_path: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.xlsx"
    resave(master_path, saved)
    book = read_book(saved)
    assert fingerprint(book) == form.fingerprint
    values = recalculate(master_path)
    different = []
    for sheet in form.book.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.formula:
                ours, theirs = cell.value or None, values.get((sheet.title, row, column)) or None
                if ours != theirs and not (
                    isinstance(ours, float) and ours == pytest.approx(theirs, abs=1e-9)
                ):
                    different.append((sheet.title, row, column, ours, theirs))
    assert different == []
