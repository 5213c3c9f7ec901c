"""The demonstration round from folder to roll-up: faults, resume, other years, a killed run."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import jsonschema
import pytest

from tests.support.rounds import RETURNED, collect, contents, document, job, register_in
from tests.support.samples import CLEAN, MASTER
from toolkit.commands.crew import Crew, local_crew
from toolkit.commands.examine import Examined
from toolkit.commands.status import standings
from toolkit.errors import MasterFault
from toolkit.io.register import Register
from toolkit.io.resources import schema
from toolkit.io.xlsx_read import read_book

STATES = {
    "132001": "有警告", "132002": "通过", "132003": "通过", "132004": "有警告",
    "132005": "有错误", "132006": "有错误", "132007": "有错误", "132008": "有错误",
    "132009": "未报", "132010": "未报", "132011": "有警告", "132012": "有错误",
}  # fmt: skip
BULK = {
    "132001": {"BK03", "TG13"}, "132002": {"BK01"}, "132003": set(), "132004": {"BK01"},
    "132005": {"AR21", "BK02", "BK04"}, "132006": {"AR21", "BK02", "BK03", "SC09"},
    "132007": {"BK03", "SC09"},
    "132008": {"BK03", "TG13"}, "132009": {"BK01"}, "132010": {"BK01"}, "132011": {"AR20", "BK07", "TG15"},
    "132012": {"AR21", "BK01", "BK02", "BK05"},
}  # fmt: skip


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round collected by two workers."""
    folder = tmp_path_factory.mktemp("round")
    collect(job(folder / "out"), register_in(folder))
    return folder


def serial(examined: list[str]) -> Crew:
    """A crew that works in this process and notes what it is given."""

    class Serial(Executor):
        def submit(self, function, tasks):  # type: ignore[no-untyped-def]
            examined.extend(task.item.path for task in tasks)
            future: Future[tuple[Examined, ...]] = Future()
            future.set_result(function(tasks))
            return future

    return Crew(Serial, lambda executor, done: executor.shutdown(), 1)


def test_round_is_of_the_present_master() -> None:
    issued = next(RETURNED.glob("报表/第一批/132001_*.xlsx"))
    sheets = {s.title: s for s in read_book(issued).sheets}
    own = {s.title: s for s in read_book(MASTER).sheets}
    stale = "请先运行 python -m workbooks.build.returned"
    assert sheets["_meta"].cells[4, 2] == own["_meta"].cells[4, 2], stale


def test_filled_workbook_in_place_of_the_master_collects_nothing(tmp_path: Path) -> None:
    with pytest.raises(MasterFault, match="不是封版的母版"):
        collect(job(tmp_path / "out", master=CLEAN), tmp_path / "登记簿.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_round_finds_every_documented_fault(done: Path) -> None:
    units = document(done / "out")["units"]
    assert {unit["code"]: unit["state"] for unit in units} == STATES
    found = {unit["code"]: {f["rule"] for f in unit["findings"] if f["from"] == "bulk"} for unit in units}
    assert found == BULK


def test_round_tells_files_of_nobody_and_findings_on_the_whole(done: Path) -> None:
    found = document(done / "out")
    assert [(f["path"], f["standing"]) for f in found["stray_files"]] == [
        ("第一批/132009_青少年宫.xlsx", "unusable"),
        ("第二批/临时指挥部.xlsx", "unknown"),
        ("第二批/旧版软件另存.xls", "unusable"),
    ]
    assert [f["rule"] for f in found["collection_findings"]] == ["BK06", "BK06", "BK06"]


def test_round_keeps_the_accepted_return_in_force(done: Path) -> None:
    units = {unit["code"]: unit for unit in document(done / "out")["units"]}
    assert [v["standing"] for v in units["132003"]["versions"]] == ["superseded", "in_force"]
    assert [v["standing"] for v in units["132004"]["versions"]] == ["in_force", "rejected"]
    assert [v["standing"] for v in units["132002"]["versions"]] == ["in_force", "duplicate"]
    assert units["132003"]["file"] == "第二批/邮件附件.zip!图书馆.zip!图书馆改后.xlsx"


def test_document_follows_its_schema(done: Path) -> None:
    import json

    jsonschema.validate(document(done / "out"), json.loads(schema("collect").read_text("utf-8")))


def test_roll_up_stores_text_as_text_and_links_to_the_files(done: Path) -> None:
    book = read_book(done / "out" / "汇总.xlsx")
    assert [s.title for s in book.sheets] == [
        "汇总", "问题明细", "规则统计", "未报与重报", "台账核对", "得分分布", "审核打分",
        "规则说明", "运行说明",
    ]  # fmt: skip
    formulas = [(s.title, at) for s in book.sheets for at, cell in s.cells.items() if cell.formula]
    assert {title for title, _ in formulas} == {"汇总"}
    assert {column for _, (_, column) in formulas} == {15, 17, 18, 19}
    units = book.sheet("汇总")
    assert units is not None
    assert units.cells[2, 1].value == "132001"


def test_one_worker_gives_the_same_bytes(done: Path, tmp_path: Path) -> None:
    collect(job(tmp_path / "out"), register_in(tmp_path), local_crew(1))
    ours, theirs = contents(tmp_path / "out"), contents(done / "out")
    between = {n for n in ours if ours[n] != theirs.get(n)}
    assert ours.keys() == theirs.keys()
    assert between <= {"汇总.xlsx", "汇总.html"}  # they hold the path from here to the returns
    again = tmp_path.parent / tmp_path.name / "out"
    collect(job(again), register_in(tmp_path), local_crew(2))
    assert contents(again) == ours


def test_second_run_examines_nothing_and_changes_nothing(done: Path, tmp_path: Path) -> None:
    before = contents(done / "out")
    examined: list[str] = []
    _, seen = collect(job(done / "out"), register_in(done), serial(examined))
    assert (examined, len(seen)) == ([], 18)
    assert contents(done / "out") == before


def test_without_resume_everything_is_examined(tmp_path: Path) -> None:
    folder = tmp_path / "报表"
    folder.mkdir()
    source = next(RETURNED.glob("报表/第一批/132001_*.xlsx"))
    (folder / "a.xlsx").write_bytes(source.read_bytes())
    examined: list[str] = []
    for resume in (True, True, False):
        work = job(tmp_path / "out", folder=str(folder), last_year=None, resume=resume)
        collect(work, register_in(tmp_path), serial(examined))
    assert examined == ["a.xlsx", "a.xlsx"]


def test_register_with_other_digests_keeps_all_but_these(done: Path, tmp_path: Path) -> None:
    register = tmp_path / "登记簿.sqlite"
    shutil.copy(done / register.name, register)
    with Register(register) as book:
        issued = book.issued()
    with contextlib.closing(sqlite3.connect(register, isolation_level=None)) as rows:
        rows.execute("UPDATE checked SET digest=?", (b"packed in another way",))
        rows.execute("PRAGMA user_version=1")
    with Register(register) as book:
        assert book.issued().keys() == issued.keys()
        assert not any(f.facts.verdict for f in book.returned("this", book.latest_context()))
    examined: list[str] = []
    collect(job(tmp_path / "out"), register, serial(examined))
    assert len(examined) == 18
    assert document(tmp_path / "out") == document(done / "out")


def test_return_of_another_year_is_told_and_its_unit_stays_outstanding(tmp_path: Path) -> None:
    for source in (*RETURNED.glob("上年/*.xlsx"), RETURNED / "报表" / "第二批" / "行政服务中心.xlsx"):
        shutil.copy(source, tmp_path)
    register = register_in(tmp_path)
    work = job(tmp_path / "out", folder=str(tmp_path), last_year=None, year=2023)
    conclusion, _ = collect(work, register)
    units = {unit["code"]: unit for unit in document(tmp_path / "out")["units"]}
    outstanding, returned = units["132001"], units["132011"]
    assert (outstanding["state"], returned["file"]) == ("未报", "行政服务中心.xlsx")
    assert [f["message"].split("；")[1] for f in outstanding["findings"] if f["rule"] == "BK01"] == [
        "收到的“132001_示范市示范区机关事务服务中心.xlsx”是 2022 年度的报表，不是 2023 年度的。"
    ]
    assert [(v["standing"], v["number"]) for v in returned["versions"]] == [
        ("in_force", 1),
        ("other_year", 0),
    ]
    assert conclusion.run["评价年度"] == "2023"
    assert conclusion.run["收到文件"] == "3 个，其中无法读取或不在名录的 0 个，不是本年度的 2 个"
    late = read_book(tmp_path / "out" / "汇总.xlsx").sheet("未报与重报")
    assert late is not None
    told = {late.cells[row, 4].value for row, column in late.cells if column == 4}
    assert {"未报", "不是本年度"} <= told
    found = standings(register, work.today)
    assert (found.returned, "132001" in {d.unit.code for d in found.outstanding}) == (1, True)


def test_round_whose_year_is_not_known_says_so(done: Path) -> None:
    found = document(done / "out")
    assert "评价年度" not in found["run"]
    assert any(text.startswith("报表是不是本年度的：") for text in found["not_checked"])


def test_status_of_the_round(done: Path) -> None:
    from datetime import date

    found = standings(done / "登记簿.sqlite", date(2024, 6, 5))
    assert (found.issued, found.returned, found.clean, found.with_errors) == (12, 10, 5, 5)
    assert [d.unit.code for d in found.awaited] == ["132010", "132009"]


def test_killed_run_keeps_what_is_done(tmp_path: Path) -> None:
    register = register_in(tmp_path)
    command = [
        sys.executable, "-m", "toolkit", "collect", str(RETURNED / "报表"), "--roster",
        str(RETURNED / "单位名录.xlsx"), "--out", str(tmp_path / "out"), "--register", str(register),
        "--jobs", "1",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(400):
        time.sleep(0.05)
        with Register(register) as book:
            if len(list(book.returned("this", book.latest_context()))) >= 2:
                break
    process.kill()
    process.wait()
    with Register(register) as book:
        kept = [f.path for f in book.returned("this", book.latest_context()) if f.facts.verdict]
    assert kept
    examined: list[str] = []
    collect(job(tmp_path / "out", ledger=None, last_year=None), register, serial(examined))
    assert len(examined) < 16
    assert not set(examined) & set(kept)
