"""The scored copy: what is written, what is left alone, and the proof."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tests.support.samples import CLEAN, YUNXI, master_form, with_edits
from toolkit.commands.check import Checked, check_file
from toolkit.commands.score import scored_copy, write_into
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.model import CellEdit
from toolkit.rules.differences import compare_with_master, same_result
from toolkit.submission import Submission, bind


@pytest.fixture(scope="module")
def real() -> Checked:
    return check_file(YUNXI)


@pytest.fixture(scope="module")
def copy(real: Checked) -> bytes:
    return scored_copy(real)


@pytest.fixture(scope="module")
def scored(copy: bytes) -> Submission:
    return bind(read_book_bytes(copy), master_form())


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_scores_and_their_sums_are_written(scored: Submission) -> None:
    rows = {row.name: row for row in scored.rows("指标")}
    car = rows["公车平台"]
    assert car.text("指标_自动得分") == "2.35"
    assert car.text("指标_计分说明") == "150÷191.18×3=2.35"
    assert car.text("指标_自评得分") == "3"
    assert scored.text("预算_自动得分") == "10"
    assert scored.text("自评_自动合计") == "106.47"
    assert scored.text("自评_规则集") == "通用比例法（2024.1）"


def test_the_units_own_cells_are_filled_only_where_blank(scored: Submission) -> None:
    assert scored.value("预算_执行率") == 1
    assert scored.text("预算_自评得分") == "10"
    assert (scored.text("自评_综合得分"), scored.text("自评_评价等次")) == ("96", "优")


def test_findings_stand_in_the_result_sheet_with_a_link_to_each_cell(
    scored: Submission, real: Checked
) -> None:
    form = master_form()
    written = [scored.at(form.fields["结果_问题"].area.cell(n)) for n in range(len(real.report.findings) + 1)]
    assert written == [finding.message for finding in real.report.findings] + [None]
    links = [scored.at(form.fields["结果_定位"].area.cell(n)) for n in range(len(real.report.findings))]
    assert links == ["转到" if finding.cell else "" for finding in real.report.findings]


def test_every_other_part_is_as_it_came(copy: bytes) -> None:
    before, after = parts(YUNXI.read_bytes()), parts(copy)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert all(name.startswith("xl/worksheets/sheet") for name in changed - {"xl/workbook.xml"})


def test_the_copy_is_still_sound_and_its_results_are_fresh(scored: Submission) -> None:
    found = compare_with_master(scored)
    assert (found.formulas, found.constants, found.stale, found.uncached, found.strays) == (
        [],
        [],
        [],
        [],
        [],
    )


def test_scoring_the_copy_again_changes_nothing(copy: bytes, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    path.write_bytes(copy)
    first = check_file(path)
    once = scored_copy(first)
    path.write_bytes(once)
    assert scored_copy(check_file(path)) == once


def test_same_input_same_bytes(real: Checked, copy: bytes) -> None:
    assert scored_copy(real) == copy


def test_the_clean_return_keeps_every_typed_figure() -> None:
    checked = check_file(CLEAN)
    after = bind(read_book_bytes(scored_copy(checked)), master_form())
    form = master_form()
    for title, fields in form.entry_fields.items():
        for at, field in fields.items():
            before = checked.submission.values[form.model.slot(title, *at)]
            if before is not None:
                assert same_result(after.values[form.model.slot(title, *at)], before), field.name


def test_a_score_left_over_on_an_emptied_row_is_cleared(copy: bytes, tmp_path: Path) -> None:
    form = master_form()
    path = tmp_path / "shortened.xlsx"
    path.write_bytes(copy)
    checked = check_file(path)
    last = len(checked.submission.rows("指标"))
    inputs = [f for f in form.tables["指标"].fields if f.role.value == "输入"]
    emptied = write_into(checked, [CellEdit(f.area.cell(last - 1), None) for f in inputs])
    path.write_bytes(emptied)
    again = bind(read_book_bytes(scored_copy(check_file(path))), form)
    assert again.at(form.fields["指标_自动得分"].area.cell(last - 1)) is None
    assert again.at(form.fields["指标_自动得分"].area.cell(last - 2)) is not None


def test_more_findings_than_rows_are_counted(real: Checked) -> None:
    from msgspec.structs import replace

    from toolkit.report.write_back import finding_edits

    many = replace(real.report, findings=tuple(real.report.findings[0] for _ in range(400)))
    area = master_form().fields["结果_问题"].area
    texts = [edit.value for edit in finding_edits(real.submission, many) if edit.at.column == area.column1]
    assert texts[area.rows - 1] == f"另有 {400 - area.rows + 1} 项问题未列出，请查看校验报告。"


def test_the_return_itself_is_only_read(real: Checked) -> None:
    assert read_book(YUNXI) == real.submission.book


def test_edits_by_name_reach_the_model() -> None:
    assert with_edits(check_file(CLEAN).submission, {"预算_分值": 20}).value("自评_分值合计") == 110
