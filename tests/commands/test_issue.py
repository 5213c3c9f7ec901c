"""Issuing: prefilled and locked workbooks, each with its own issue id, all recorded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.samples import CLEAN, MASTER, master_form
from toolkit.commands.check import check_file
from toolkit.commands.issue import Issue, issue_all, prepare
from toolkit.desk.returns import Issued
from toolkit.errors import MasterFault, OutputRefused, UnusableInput
from toolkit.io.masters import identity
from toolkit.io.register import Register
from toolkit.io.xlsx_read import read_book
from workbooks.build.returned_tables import save_tables

HEADS = ("预算编码", "单位名称", "主管部门", "年初预算", "全年预算", "执行数")


def roster(folder: Path, *rows: tuple[Any, ...]) -> Path:
    path = folder / "名录.xlsx"
    save_tables(path, {"名录": [HEADS, *rows]})
    return path


def prepared(folder: Path, path: Path, **facts: Any) -> Issue:
    usual: dict[str, Any] = {
        "due": date(2024, 5, 31), "today": date(2024, 3, 1), "last_year": None, "overwrite": False,
    }  # fmt: skip
    return prepare(path, folder / "下发", MASTER, **{**usual, **facts})


def issue(folder: Path, path: Path, **facts: Any) -> list[Issued]:
    with Register(folder / "登记簿.sqlite") as register:
        return list(issue_all(prepared(folder, path, **facts), register))


def amounts(*texts: str) -> tuple[Any, ...]:
    from decimal import Decimal

    return tuple(Decimal(text) for text in texts)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units issued to."""
    folder = tmp_path_factory.mktemp("issue")
    rows = ("032001", "档案馆", "办公室", *amounts("100", "110.5", "105.25")), ("032002", "图书馆")
    issue(folder, roster(folder, *rows))
    return folder


def test_issued_workbook_is_prefilled_with_its_own_id(sent: Path) -> None:
    book = read_book(sent / "下发" / "032001_档案馆.xlsx")
    checked = check_file(sent / "下发" / "032001_档案馆.xlsx").submission
    assert [checked.value(n) for n in ("封面_预算编码", "封面_部门名称", "封面_主管部门")] == [
        "032001",
        "档案馆",
        "办公室",
    ]
    assert [checked.value(n) for n in ("预算_年初预算", "预算_全年预算", "预算_全年执行")] == [
        100,
        110.5,
        105.25,
    ]
    assert identity(book, "模板_下发编号").startswith("032001-")


def locked_cells(path: Path) -> set[str]:
    """Every field's first cell that may not be typed in."""
    book = openpyxl.load_workbook(path)
    fields = master_form().fields.values()
    return {f.name for f in fields if book[f.area.sheet][f.area.first.a1].protection.locked}


def test_prefilled_cells_are_locked_and_only_they(sent: Path) -> None:
    always = locked_cells(MASTER)
    identity_fields = {"封面_预算编码", "封面_部门名称"}
    known = identity_fields | {"封面_主管部门", "预算_年初预算", "预算_全年预算", "预算_全年执行"}
    assert locked_cells(sent / "下发" / "032001_档案馆.xlsx") - always == known
    assert locked_cells(sent / "下发" / "032002_图书馆.xlsx") - always == identity_fields


def test_issued_workbook_prints_no_empty_rows_of_findings(sent: Path) -> None:
    workbook = read_book(sent / "下发" / "032001_档案馆.xlsx")
    table = master_form().names["结果_说明"]
    assert workbook.print_areas[table.sheet] == f"校验结果!$B$2:$N${table.row1}"


def test_locked_cell_looks_as_before(sent: Path) -> None:
    area = master_form().names["封面_部门名称"]
    cells = [
        openpyxl.load_workbook(path)[area.sheet][area.first.a1]
        for path in (MASTER, sent / "下发" / "032001_档案馆.xlsx")
    ]
    assert [cell.protection.locked for cell in cells] == [False, True]
    assert (
        len({(c.font.b, c.font.sz, c.fill.fgColor.rgb, c.border.left.style, c.number_format) for c in cells})
        == 1
    )


def test_issued_workbook_is_no_stranger_to_the_integrity_rules(sent: Path) -> None:
    findings = check_file(sent / "下发" / "032001_档案馆.xlsx").report.findings
    assert [f.rule for f in findings if f.rule.startswith("IN")] == []


def test_register_records_every_issue(sent: Path) -> None:
    with Register(sent / "登记簿.sqlite") as register:
        first, second = register.issued().values()
    assert (first.code, first.name, first.file, first.due) == (
        "032001",
        "档案馆",
        "032001_档案馆.xlsx",
        date(2024, 5, 31),
    )
    assert first.known["预算_全年预算"] == "110.5"
    assert second.known == {"封面_预算编码": "032002", "封面_部门名称": "图书馆"}


def test_year_of_the_round_goes_into_every_workbook_and_the_register(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆"), ("032002", "图书馆"))
    records = issue(tmp_path, path, year=2023)
    assert {record.known["封面_评价年度"] for record in records} == {"2023"}
    checked = check_file(tmp_path / "下发" / "032002_图书馆.xlsx").submission
    assert checked.value("封面_评价年度") == 2023


def test_second_issue_of_a_unit_has_another_id(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆"))
    (first,) = issue(tmp_path, path)
    (second,) = issue(tmp_path, path, overwrite=True)
    assert first.issue != second.issue


def test_files_that_are_there_are_refused_before_any_is_written(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆"), ("032002", "图书馆"))
    (tmp_path / "下发").mkdir()
    (tmp_path / "下发" / "032002_图书馆.xlsx").write_bytes(b"")
    with pytest.raises(OutputRefused, match="已有 1 个同名文件"):
        prepared(tmp_path, path)
    assert [p.name for p in (tmp_path / "下发").iterdir()] == ["032002_图书馆.xlsx"]


def test_filled_workbook_in_place_of_the_master_writes_nothing(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆"))
    usual: dict[str, Any] = {"due": None, "today": date(2024, 3, 1), "last_year": None, "overwrite": False}
    with pytest.raises(MasterFault, match="不是封版的母版"):
        prepare(path, tmp_path / "下发", CLEAN, **usual)
    assert not (tmp_path / "下发").exists()


def test_faulty_roster_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="第 3 行：预算编码 032001 重复"):
        prepared(tmp_path, roster(tmp_path, ("032001", "档案馆"), ("032001", "图书馆")))
    assert not (tmp_path / "下发").exists()


def test_files_of_last_year_that_are_not_used_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support.samples import CLEAN

    folder = tmp_path / "上年"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(CLEAN.read_bytes())
    (folder / "b.xlsx").write_bytes(CLEAN.read_bytes()[:5000])
    (folder / "c.xlsx").write_bytes(roster(tmp_path, ("032001", "档案馆")).read_bytes())
    (folder / "d.xlsx").write_bytes(MASTER.read_bytes())
    (folder / "e.xlsx").write_bytes(b"")
    usual = Path.read_bytes

    def closed(path: Path) -> bytes:
        if path.name == "e.xlsx":
            raise PermissionError
        return usual(path)

    monkeypatch.setattr(Path, "read_bytes", closed)
    job = prepared(tmp_path, roster(tmp_path, ("132009", "事务中心")), last_year=folder)
    assert list(job.last) == ["132009"]
    assert job.skipped[3] == "e.xlsx：没有读取权限，请关闭正在使用它的程序或联系管理员授权。"
    told = [reason.partition("：") for reason in job.skipped[:3]]
    assert [name for name, _, _ in told] == ["b.xlsx", "c.xlsx", "d.xlsx"]
    assert [
        word in reason for word, (_, _, reason) in zip(("损坏", "母版", "预算编码"), told, strict=True)
    ] == [True] * 3


def test_last_years_indicators_come_without_figures(tmp_path: Path) -> None:
    from tests.support.samples import CLEAN

    (tmp_path / "上年").mkdir()
    (tmp_path / "上年" / "a.xlsx").write_bytes(CLEAN.read_bytes())
    issue(tmp_path, roster(tmp_path, ("132009", "事务中心")), last_year=tmp_path / "上年")
    rows = check_file(tmp_path / "下发" / "132009_事务中心.xlsx").submission.rows("指标")
    assert len(rows) == 27
    assert [rows[0].text(n) for n in ("指标_二级", "指标_三级", "指标_性质", "指标_单位")] == [
        "数量指标",
        "主题党日活动",
        "≥",
        "次",
    ]
    assert {row.text(n) for row in rows for n in ("指标_年度指标值", "指标_实际完成值", "指标_自评得分")} == {
        ""
    }


LEDGER_HEADS = ("预算编码", "单位名称", "年初预算", "全年预算", "执行数")


def with_book(folder: Path, *rows: tuple[Any, ...], heads: tuple[str, ...] = LEDGER_HEADS) -> Path:
    path = folder / "台账.xlsx"
    save_tables(path, {"台账": [heads, *rows]})
    return path


def test_amounts_of_the_ledger_are_prefilled_and_locked(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆", "办公室", *amounts("100")), ("032002", "图书馆"))
    book = with_book(tmp_path, ("032001", "档案馆", *amounts("100.00", "110.5", "105.25")))
    job = prepared(tmp_path, path, ledger=book)
    assert job.without == ("图书馆",)
    with Register(tmp_path / "登记簿.sqlite") as register:
        first, second = issue_all(job, register)
    assert (first.known["预算_全年预算"], first.known["预算_全年执行"]) == ("110.5", "105.25")
    assert "预算_全年预算" not in second.known
    sheet = openpyxl.load_workbook(tmp_path / "下发" / first.file)["绩效自评表"]
    at = master_form().fields["预算_全年执行"].area.first
    cell = sheet.cell(at.row, at.column)
    assert (cell.value, cell.protection.locked) == (105.25, True)


def test_amounts_that_roster_and_ledger_tell_differently_write_nothing(tmp_path: Path) -> None:
    path = roster(tmp_path, ("032001", "档案馆", "办公室", *amounts("100", "110")), ("032002", "图书馆"))
    book = with_book(
        tmp_path,
        ("032001", "档案馆", *amounts("100", "111.5")),
        ("032002", "图书馆", *amounts("-1", "5", "6")),
    )
    with pytest.raises(UnusableInput) as caught:
        prepared(tmp_path, path, ledger=book)
    assert str(caught.value).split("\n") == [
        "名录与台账有误，请改正后再试（3 处）：",
        "第 2 行：“全年预算数”名录是 110.00，台账是 111.50，请核对。",
        "第 3 行：“全年执行数”6 大于“全年预算数”5，请核对。",
        "第 3 行：“年初预算”不能小于 0，现在是“-1”。",
    ]
    assert not (tmp_path / "下发").exists()
