"""The buttons' work on a saved file: the same results, in a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.build.workbook import build_workbook
from tests.support.samples import CLEAN, YUNXI
from toolkit.cli import jixiao
from toolkit.commands.open_file import work_on
from toolkit.commands.score import scored_copy
from toolkit.io.xlsx_read import read_book


def test_results_go_into_a_copy_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "单位（甲） a=b.xlsx"
    file.write_bytes(YUNXI.read_bytes())
    done = work_on(file)
    assert file.read_bytes() == YUNXI.read_bytes()
    assert done.copy == tmp_path / "单位（甲） a=b.scored.xlsx"
    assert done.copy.read_bytes() == scored_copy(done.checked)
    assert done.report is None
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        file.with_suffix(".scored.xlsx").name,
        file.name,
    ]


def test_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(CLEAN.read_bytes())
    for name in ("a.scored.xlsx", "a.docx"):
        (tmp_path / name).write_text("mine")
    done = work_on(file)
    assert (done.copy.name, done.report and done.report.name) == ("a.scored（2）.xlsx", "a（2）.docx")
    assert (tmp_path / "a.docx").read_text() == "mine"


def test_button_workbook_keeps_macros_and_kind(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsm"
    file.write_bytes(build_workbook(CLEAN.read_bytes()))
    done = work_on(file)
    assert done.copy.name == "a.scored.xlsm"
    assert read_book(done.copy).own_macros


def test_open_command_says_what_it_did_and_opens_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Path] = []

    def show(path: Path) -> bool:
        shown.append(path)
        return False

    monkeypatch.setattr("toolkit.io.desktop.open_path", show)
    file = tmp_path / "a.xlsx"
    file.write_bytes(CLEAN.read_bytes())
    assert jixiao.main(["open", str(file)], standalone_mode=False) == 0
    said = capsys.readouterr().out
    assert f"原文件没有改动。校验结果和得分写在副本 {tmp_path / 'a.scored.xlsx'}\n" in said
    assert f"已写出报告 {tmp_path / 'a.docx'}\n没有找到打开它的程序，请自行打开副本。\n" in said
    assert shown == [tmp_path / "a.scored.xlsx"]
