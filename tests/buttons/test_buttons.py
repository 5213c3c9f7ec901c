"""The buttons on the open workbook: check, Word, protection, foreign books, faults on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.styles import Protection

from macros.build.workbook import build_workbook
from tests.buttons.conftest import Desk, Opener, filed
from tests.support import xlwings_double as double
from tests.support.samples import CLEAN, YUNXI, master_form
from toolkit import buttons
from toolkit.addresses import CellRef
from toolkit.commands.live import check_live
from toolkit.model import Role, Severity
from toolkit.report.write_back import changed_only, finding_edits


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
