"""The four buttons on the open workbook."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from openpyxl.styles import Protection

from macros.build.workbook import build_workbook
from tests.buttons.conftest import Desk, Opener
from tests.support import xlwings_double as double
from tests.support.samples import CLEAN, YUNXI, master_form
from toolkit import buttons
from toolkit.addresses import CellRef, parse_area
from toolkit.commands.check import Checked, check_file
from toolkit.commands.live import check_live
from toolkit.io.excel_marks import COLOURS, HEAD
from toolkit.model import Role, Severity
from toolkit.report.write_back import changed_only, finding_edits, score_edits


@cache
def filed(sample: Path) -> Checked:
    """What the command makes of a file."""
    return check_file(sample)


@pytest.mark.parametrize("sample", [YUNXI, CLEAN], ids=["yunxi", "clean"])
@pytest.mark.parametrize("with_buttons", [False, True], ids=["xlsx", "xlsm"])
def test_open_book_and_file_give_the_same_findings_and_scores(
    opened: Opener, tmp_path: Path, sample: Path, with_buttons: bool
) -> None:
    if with_buttons:
        data, sample = build_workbook(sample.read_bytes()), tmp_path / "filled.xlsm"
        sample.write_bytes(data)
    live, file = check_live(opened(sample, f"open{sample.suffix}").front).report, filed(sample).report
    assert live.findings == file.findings
    assert live.score == file.score
    assert live.rules == file.rules
    assert live.verdict == file.verdict


def test_open_book_is_read_like_the_file(opened: Opener) -> None:
    """Every cell's value and formula, names, states and protection."""
    live = check_live(opened(YUNXI).front).submission.book
    file = filed(YUNXI).submission.book
    for ours, theirs in zip(live.sheets, file.sheets, strict=True):
        assert (ours.title, ours.state, ours.protected) == (theirs.title, theirs.state, theirs.protected)
        assert {at: cell[:2] for at, cell in ours.cells.items()} == {
            at: cell[:2] for at, cell in theirs.cells.items()
        }
        unlocked = {
            at for at, cell in ours.cells.items() if cell.formula and cell.style in live.unlocked_styles
        }
        assert unlocked == {
            at for at, cell in theirs.cells.items() if cell.formula and cell.style in file.unlocked_styles
        }
    assert (live.names, live.structure_locked, live.date1904, live.parts) == (
        file.names, file.structure_locked, file.date1904, file.parts,
    )  # fmt: skip


def test_tampering_on_the_screen_is_found_before_it_is_saved(opened: Opener) -> None:
    desk = opened(CLEAN)
    sheet = desk.book.workbook["绩效自评表"]
    sheet.protection.sheet = False
    formula = desk.cell("自评_得分合计")
    formula.protection = Protection(locked=False)
    title = desk.at(CellRef("封面", 2, 2))
    title.value = "改过的标题"
    found = {(finding.rule, finding.message) for finding in check_live(desk.front).report.findings}
    assert ("IN09", "工作表“绩效自评表”的保护被取消。") in found
    assert ("IN09", "1 处公式单元格的锁定被取消。") in found
    assert any(rule == "IN02" and "改过的标题" in message for rule, message in found)


def written(desk: Desk) -> dict[CellRef, object]:
    """What the toolkit's own cells hold."""
    form = master_form()
    return {
        CellRef(sheet, *at): desk.at(CellRef(sheet, *at)).value
        for sheet, fields in form.entry_fields.items()
        for at, field in fields.items()
        if field.role is Role.WRITTEN
    }


def test_validate_writes_the_same_cells_as_the_scored_copy(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    checked = filed(YUNXI)
    expected = {
        at: float(value) if hasattr(value, "as_tuple") else value
        for at, value in changed_only(checked.submission, finding_edits(checked.submission, checked.report))
    }
    assert {at: desk.at(at).value for at in expected} == expected
    others = {at: value for at, value in written(desk).items() if at not in expected}
    assert others == {at: value for at, value in written(opened(YUNXI)).items() if at not in expected}


def test_validate_says_counts_and_shows_the_results(opened: Opener) -> None:
    desk = opened(YUNXI)
    report = filed(YUNXI).report
    buttons.validate()
    counts = "、".join(
        f"{label} {report.count(severity)}"
        for label, severity in (("错误", Severity.ERROR), ("警告", Severity.WARNING), ("提示", Severity.NOTE))
    )
    assert desk.app.alerts == [f"有错误：{counts}。\n点“转到”跳到出问题的格；有底色和批注的格请核对。"]
    assert desk.book.activated == ["校验结果"]
    assert desk.app.log == [
        ("screen_updating", False), ("enable_events", False), ("status_bar", "校验：开始…"),
        ("calculation", "manual"), ("status_bar", "校验：正在读取和检查…"),
        ("status_bar", "校验：正在写入校验结果…"), ("calculation", "automatic"),
        ("screen_updating", True), ("enable_events", True), ("status_bar", False),
    ]  # fmt: skip


def test_validate_of_a_faultless_book_stays_where_one_is(opened: Opener) -> None:
    desk = opened(CLEAN)
    buttons.validate()
    assert desk.app.alerts == ["通过：错误 0、警告 0、提示 0"]
    assert desk.book.activated == []
    assert desk.notes() == {}


def test_links_lead_to_the_cells(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    desk.recalculate()
    first = filed(YUNXI).report.findings[0]
    formula = str(desk.cell("结果_定位[1]").value)
    assert formula.startswith("=")
    assert "HYPERLINK" in formula
    assert desk.cell("结果_工作表[1]").value == first.sheet
    assert desk.book.results["校验结果", desk.cell("结果_定位[1]").coordinate] != ""


def test_marks_colour_and_note_the_cells_concerned(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    findings = filed(YUNXI).report.findings
    concerned = {
        area.first
        for finding in findings
        for text in ([f"{finding.sheet}!{finding.cell}"] if finding.cell else []) + list(finding.also)
        if (area := parse_area(text))
    }
    colours = {"FF{:02X}{:02X}{:02X}".format(*colour) for colour in COLOURS.values()}
    marked = {at for at, (_, fill) in desk.contents().items() if fill in colours}
    assert marked == {(at.sheet, at.a1) for at in concerned}
    noted = {(finding.sheet, finding.cell) for finding in findings if finding.cell}
    assert desk.notes().keys() == noted
    assert all(text.startswith(HEAD) for text in desk.notes().values())


def test_checking_again_leaves_no_trace_of_marks_that_no_longer_hold(opened: Opener) -> None:
    desk = opened(CLEAN)
    cell = desk.cell("预算_项目支出")
    right, before = cell.value, desk.contents()
    cell.value = 1.0
    desk.recalculate()
    buttons.validate()
    assert desk.notes() != {}
    cell.value = right
    desk.recalculate()
    buttons.validate()
    assert desk.notes() == {}
    after = desk.contents()
    changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
    assert changed == {("绩效自评表", desk.cell("自评_系统结论").coordinate)}


def test_marks_never_touch_a_note_of_the_unit(opened: Opener) -> None:
    from openpyxl.comments import Comment

    desk = opened(YUNXI)
    finding = next(f for f in filed(YUNXI).report.findings if f.cell)
    desk.book.workbook[finding.sheet][finding.cell].comment = Comment("本单位的批注", "甲")
    buttons.validate()
    buttons.validate()
    assert desk.notes()[finding.sheet, finding.cell] == "本单位的批注"


def test_explanations_follow_their_findings(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    rows = range(1, 40)
    target = next(row for row in rows if desk.cell(f"结果_规则[{row}]").value == "AR05")
    desk.cell(f"结果_说明[{target}]").value = "已与财政部门核对"
    desk.cell("封面_部门名称").value = None
    desk.recalculate()
    buttons.validate()
    explained = [row for row in rows if desk.cell(f"结果_说明[{row}]").value]
    assert [desk.cell(f"结果_规则[{row}]").value for row in explained] == ["AR05"]
    assert explained != [target]


def test_explanation_of_a_mended_finding_is_kept(opened: Opener) -> None:
    desk = opened(CLEAN)
    desk.cell("结果_说明[1]").value = "说明"
    buttons.validate()
    assert desk.cell("结果_说明[1]").value == "说明"
    assert desk.cell("结果_问题[1]").value == "原来的这一项问题已不存在，单位说明保留在这里。"
    desk.recalculate()
    buttons.validate()
    assert [desk.cell(f"结果_说明[{row}]").value for row in (1, 2)] == ["说明", None]


def test_score_shows_what_will_change_and_changes_nothing_when_declined(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    desk.app.answers = ["cancel"]
    buttons.score()
    assert desk.app.alerts[0].startswith("将写入 ")
    assert "自动得分合计　" in desk.app.alerts[0]
    assert desk.app.alerts[1:] == ["已取消，没有改动。"]
    assert desk.contents() == before
    assert desk.book.kept == []


def scored(desk: Desk) -> None:
    desk.app.answers = ["ok"]
    buttons.score()


def test_score_writes_what_the_command_writes(opened: Opener) -> None:
    desk = opened(YUNXI)
    scored(desk)
    checked = filed(YUNXI)
    assert checked.report.score
    edits = changed_only(checked.submission, score_edits(checked.submission, checked.report.score))
    assert {at: desk.at(at).value for at, _ in edits} == {
        at: float(value) if hasattr(value, "as_tuple") else value for at, value in edits
    }
    assert desk.app.alerts[-1].startswith(f"已写入 {len(edits)} 格，可用“撤销上次评分”恢复。")


def test_undo_restores_exactly(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    scored(desk)
    assert desk.contents() != before
    buttons.undo_score()
    assert desk.contents() == before
    buttons.undo_score()
    assert desk.app.alerts[-1] == "没有可以撤销的评分。"


def test_undo_leaves_what_was_changed_since(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    scored(desk)
    cell = desk.cell("自评_规则集")
    cell.value = "手工改过"
    buttons.undo_score()
    after = desk.contents()
    assert {at for at in after.keys() | before.keys() if after.get(at) != before.get(at)} == {
        ("绩效自评表", cell.coordinate)
    }
    assert desk.app.alerts[-1].endswith("1 格在评分后又改过，保留现在的内容。")


def test_scoring_twice_has_nothing_left_to_change(opened: Opener) -> None:
    desk = opened(CLEAN)
    scored(desk)
    desk.recalculate()
    buttons.score()
    assert desk.app.alerts[-1].startswith("得分没有变化。")


def test_word_is_written_beside_the_book_and_the_folder_offered(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(buttons, "open_path", shown.append)
    desk = opened(CLEAN, "单位（甲） a=b.xlsx")
    folder = desk.book.path.parent if desk.book.path else Path()
    desk.app.answers = ["yes", "no"]
    buttons.export_word()
    buttons.export_word()
    assert sorted(path.name for path in folder.glob("*.docx")) == [
        "单位（甲） a=b.docx",
        "单位（甲） a=b（2）.docx",
    ]
    assert shown == [folder]
    assert desk.app.alerts[0] == f"已写出 {folder / '单位（甲） a=b.docx'}\n打开所在文件夹吗？"


def test_word_is_refused_while_errors_remain(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.export_word()
    (alert,) = desk.app.alerts
    assert alert.startswith("还有 ")
    assert "AR05" in alert
    assert not list(Path(desk.book.fullname).parent.glob("*.docx"))


def test_unsaved_book_is_checked_and_its_report_goes_to_the_documents(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.io import desktop

    monkeypatch.setattr(desktop, "documents_folder", lambda: tmp_path)
    engine = double.install()
    book = engine.app.books.unsaved("工作簿1", CLEAN)
    front = double.press_in(engine, book)
    engine.app.answers = ["no"]
    buttons.validate()
    desk = Desk(engine.app, book, front)
    desk.recalculate()
    buttons.export_word()
    assert engine.app.alerts[0] == "通过：错误 0、警告 0、提示 0"
    assert (tmp_path / "工作簿1.docx").is_file()


@pytest.mark.parametrize("press", [buttons.validate, buttons.score, buttons.undo_score])
def test_protection_is_put_back_as_it_was(opened: Opener, press: object) -> None:
    desk = opened(YUNXI)
    desk.book.workbook["绩效自评表"].protection.sort = False
    before = desk.protection()
    desk.app.answers = ["ok"]
    press()  # type: ignore[operator]
    assert desk.protection() == before


def test_sheet_with_a_password_is_refused_before_anything_is_written(opened: Opener) -> None:
    desk = opened(YUNXI)
    desk.book.workbook["校验结果"].protection.password = "1234"
    before, protection = desk.contents(), desk.protection()
    buttons.validate()
    assert desk.app.alerts == ["工作表“校验结果”另设了密码，结果写不进去；请撤销它的保护密码后再试。"]
    assert (desk.contents(), desk.protection(), desk.notes()) == (before, protection, {})


def test_foreign_book_is_told_apart(opened: Opener, tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    desk = opened(tmp_path / "other.xlsx", "another.xlsx")
    buttons.validate()
    assert desk.app.alerts[0].startswith("这不是财政部门下发的自评工作簿")


@pytest.mark.parametrize("fails_at", [1, 2])
@pytest.mark.parametrize("press", [buttons.validate, buttons.score])
def test_fault_while_writing_takes_everything_back(
    opened: Opener, tmp_path: Path, press: object, fails_at: int
) -> None:
    desk = opened(YUNXI)
    before, protection = desk.contents(), desk.protection()
    writes: list[str] = []

    def busy(area: object) -> bool:
        writes.append(repr(area))
        return len(writes) == fails_at

    desk.book.failing = busy
    desk.app.answers = ["ok"]
    press()  # type: ignore[operator]
    assert (desk.contents(), desk.protection(), desk.notes(), desk.book.kept) == (before, protection, {}, [])
    (log,) = (tmp_path / "log").glob("fault-*.log")
    fault_id = log.stem.rsplit("-", 1)[1]
    alert = desk.app.alerts[-1]
    assert f"故障编号 {fault_id}" in alert
    assert str(log) in alert
    assert "Traceback" not in alert
    assert "the call was rejected" in log.read_text("utf-8")
    assert desk.app.status_bar is False
    assert desk.app.calculation == "automatic"


def test_press_without_a_workbook_is_told_without_excel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setenv("JIXIAO_LOG", str(tmp_path))
    monkeypatch.setattr(buttons, "tell", lambda text, title: told.append((text, title)))
    double.install()
    buttons.validate()
    ((text, title),) = told
    assert title == "校验"
    assert text.startswith("程序出错，没有写完的内容已恢复原样（故障编号 ")


def test_manual_calculation_is_brought_up_to_date_and_kept(opened: Opener) -> None:
    desk = opened(CLEAN)
    desk.app.state["calculation"] = "manual"
    buttons.validate()
    assert desk.app.calculated == 1
    assert desk.app.calculation == "manual"


def test_only_cells_of_people_and_toolkit_change(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    buttons.validate()
    scored(desk)
    after = desk.contents()
    form = master_form()
    allowed = {
        (sheet, CellRef(sheet, *at).a1)
        for sheet, fields in form.entry_fields.items()
        for at, field in fields.items()
        if field.role in (Role.WRITTEN, Role.INPUT)
    }
    values = {
        at for at in before.keys() | after.keys() if before.get(at, (None,))[0] != after.get(at, (None,))[0]
    }
    assert values
    assert values <= allowed


def test_memory_survives_as_plain_text(opened: Opener) -> None:
    desk = opened(YUNXI)
    scored(desk)
    (kept,) = desk.book.kept
    rows = json.loads(kept[kept.index("[") : kept.rindex("]") + 1])
    assert rows[0][:3] == ["绩效自评表", *desk_place("预算_自动得分")]


def desk_place(name: str) -> list[int]:
    at = master_form().names[name].first
    return [at.row, at.column]
