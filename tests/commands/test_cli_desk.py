"""The bureau's commands as they are typed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from tests.support.rounds import RETURNED, register_in
from tests.support.samples import YUNXI
from toolkit.cli import jixiao
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io.resources import schema
from workbooks.build.returned_tables import save_tables

FIRST = next(RETURNED.glob("报表/第一批/132004_*.xlsx"))
SECOND = RETURNED / "报表" / "第二批" / "博物馆更正.xlsx"


def typed(*words: object) -> Result:
    return CliRunner().invoke(jixiao, [str(word) for word in words], standalone_mode=False)


def test_status_before_anything_came(tmp_path: Path) -> None:
    found = typed("status", register_in(tmp_path), "--today", "2024-06-05")
    assert found.output.startswith("下发 12　已报 0　无误 0　有错 0　未报 12　逾期 12")
    assert found.output.index("132010") < found.output.index("132001")


def test_status_of_a_register_that_is_not_there(tmp_path: Path) -> None:
    found = typed("status", tmp_path / "无.sqlite")
    assert isinstance(found.exception, UnusableInput)
    assert not (tmp_path / "无.sqlite").exists()


@pytest.mark.parametrize(("form", "words"), [("table", "新问题 1"), ("json", '"rule": "AR07"')])
def test_diff_tells_the_new_finding(form: str, words: str) -> None:
    found = typed("diff", FIRST, SECOND, "--format", form)
    assert found.return_value == 1
    assert words in found.output


@pytest.mark.parametrize("new", [FIRST, SECOND, YUNXI], ids=["same", "again", "another"])
def test_diff_follows_its_schema(new: Path) -> None:
    found = json.loads(typed("diff", FIRST, new, "--format", "json").output)
    jsonschema.Draft202012Validator(json.loads(schema("diff").read_text("utf-8"))).validate(found)
    assert bool(found["changes"]) == (new != FIRST)


def test_diff_says_how_much_was_not_asked_for_and_that_units_differ() -> None:
    other = next(RETURNED.glob("报表/第一批/132005_*.xlsx"))
    assert "改动 1 处，其中没有要求改的 1 处" in typed("diff", FIRST, SECOND).output
    assert "预算编码不同" not in typed("diff", FIRST, SECOND).output
    assert "预算编码不同" in typed("diff", FIRST, other).output


def test_collecting_an_empty_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    roster = RETURNED / "单位名录.xlsx"
    found = typed("collect", tmp_path / "空", "--roster", roster, "--out", tmp_path / "汇总")
    assert found.return_value == 1
    told = f"“{tmp_path / '空'}”里没有 .xlsx、.xlsm 或 .zip 文件，请核对文件夹。"
    assert found.stderr.split() == told.split()


def test_columns_of_the_roster_that_are_not_used_are_named(tmp_path: Path) -> None:
    roster = tmp_path / "名录.xlsx"
    save_tables(
        roster, {"名录": [("序号", "预算编码", "单位名称", "业务科室"), ("1", "132001", "甲局", "行财科")]}
    )
    found = typed("issue", roster, "--out", tmp_path / "下发", "--today", "2024-04-01")
    assert "名录里没有用到的列：业务科室\n" in found.stderr
    assert "已下发 1 份" in found.output


def test_collecting_returns_of_another_year_says_so(tmp_path: Path) -> None:
    roster, register = RETURNED / "单位名录.xlsx", register_in(tmp_path)
    words = ("--roster", roster, "--out", tmp_path / "汇总", "--register", register, "--year", "2023")
    found = typed("collect", RETURNED / "上年", *words, "--jobs", "1", "--no-slips")
    count = len(list((RETURNED / "上年").glob("*.xlsx")))
    assert f"{count} 份不是本年度的报表没有计入，见“未报与重报”。" in found.output
    assert "里没有 .xlsx" not in found.output


def test_collecting_a_folder_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    roster = RETURNED / "单位名录.xlsx"
    found = typed("collect", tmp_path / "无", "--roster", roster, "--out", tmp_path / "汇总")
    assert isinstance(found.exception, UnusableInput)
    assert not (tmp_path / "汇总").exists()


def test_diff_of_a_file_with_itself_finds_nothing() -> None:
    found = typed("diff", FIRST, FIRST)
    assert found.return_value == 0
    assert "新问题 0" in found.output


def checked_files(register: Path) -> int:
    """How many files a register holds results of, without ever standing in the way of its writer."""
    with closing(sqlite3.connect(f"{register.as_uri()}?mode=ro", uri=True)) as base:
        return int(base.execute("SELECT count(*) FROM checked").fetchone()[0])


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupt_keeps_what_is_done_and_says_so(tmp_path: Path) -> None:
    register, folder = register_in(tmp_path), tmp_path / "报表"
    folder.mkdir()
    data = FIRST.read_bytes()
    for number in range(200):
        comment = f"{number:04}".encode()
        (folder / f"{number}.xlsx").write_bytes(data[:-2] + len(comment).to_bytes(2, "little") + comment)
    command = [
        sys.executable, "-m", "toolkit", "collect", str(folder), "--roster",
        str(RETURNED / "单位名录.xlsx"), "--out", str(tmp_path / "out"), "--register", str(register),
        "--jobs", "1",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # shells ignore it in background
    )
    for _ in range(6000):
        time.sleep(0.02)
        if checked_files(register):
            break
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told.decode()
    assert "再运行同一条命令会接着做" in told.decode()
    assert "Traceback" not in told.decode()


@pytest.mark.parametrize("name", ["名录.sqlite", "登记簿.xlsx", "."])
@pytest.mark.parametrize("command", ["issue", "collect"])
def test_register_never_takes_the_place_of_what_is_read(command: str, name: str, tmp_path: Path) -> None:
    roster = tmp_path / "名录.xlsx"
    roster.write_bytes((RETURNED / "单位名录.xlsx").read_bytes())
    words = [roster] if command == "issue" else [tmp_path, "--roster", roster]
    found = typed(command, *words, "--out", tmp_path / "结果", "--register", tmp_path / name)
    assert isinstance(found.exception, OutputRefused)
    assert roster.read_bytes() == (RETURNED / "单位名录.xlsx").read_bytes()
    assert list(tmp_path.iterdir()) == [roster]


def test_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "结果").write_text("")
    found = typed("issue", RETURNED / "单位名录.xlsx", "--out", tmp_path / "结果")
    assert isinstance(found.exception, OutputRefused)
    assert str(found.exception).endswith("结果：已有同名文件，请换一个文件夹名。")


def test_findings_are_printed_whole_line_by_line() -> None:
    found = typed("diff", FIRST, SECOND)
    (line,) = [line for line in found.output.splitlines() if " AR07 " in line]
    assert line.startswith("  错误 AR07 绩效自评表!E102 综合得分填报 ")
    assert line.endswith("。")
    assert len(line) > 40


def test_outputs_among_the_returns_are_not_collected(tmp_path: Path) -> None:
    (tmp_path / "甲.xlsx").write_bytes(FIRST.read_bytes())
    words = ("collect", tmp_path, "--roster", RETURNED / "单位名录.xlsx", "--out", tmp_path)
    first, again = typed(*words), typed(*words)
    assert first.return_value == again.return_value == 1
    assert (tmp_path / "退回单").is_dir()
    assert again.output == first.output


def test_roll_up_without_scores_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "汇总.xlsx").write_bytes((RETURNED / "台账.xlsx").read_bytes())
    found = typed("collect", RETURNED, "--roster", RETURNED / "单位名录.xlsx", "--out", tmp_path)
    assert isinstance(found.exception, UnusableInput)
    assert str(found.exception).startswith("上次的汇总不能读出审核得分：汇总.xlsx：这不是汇总工作簿")
    assert str(found.exception).endswith("就先移走这个文件。")
