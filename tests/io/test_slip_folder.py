"""The folder of slips is the same whoever writes them, and whatever becomes of the workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.desk import case, digest
from tests.support.rounds import contents
from tests.support.samples import CLEAN
from toolkit.desk.results import UnitResult
from toolkit.errors import OutputRefused
from toolkit.io import slip_folder
from toolkit.io.slip_folder import SlipFolder
from toolkit.model import Finding, Severity

ERROR = Finding("AR06", Severity.ERROR, "绩效自评表", "M8", "合计", "不符", None, None, None, "", "", "改。")
NOTE = Finding("AR25", Severity.NOTE, "绩效自评表", "M8", "合计", "尾差", None, None, None, "", "", "")
RESULTS = [
    UnitResult(case(digest(f"1320{number:02d}", findings=(ERROR if number % 5 else NOTE,))), ())
    for number in range(50)
]


class Lost(Executor):
    """Workers that are lost after they were handed some work, and take none from then on."""

    def __init__(self, taken: int) -> None:
        self.taken = taken

    def submit(self, work: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        if not self.taken:
            raise BrokenExecutor
        self.taken -= 1
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future


def slips(folder: Path, workers: Executor | None) -> dict[str, bytes]:
    found = SlipFolder(folder, "某局", workers)
    for result in RESULTS:
        found.add(result)
    found.finish()
    assert found.count == 40
    return contents(folder)


@pytest.mark.parametrize("waiting", [0, 64])
def test_slips_are_the_same_whoever_writes_them(
    waiting: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slip_folder, "MOST_UNDER_WAY", waiting)
    alone = slips(tmp_path / "a", None)
    assert len(alone) == 40
    with ThreadPoolExecutor(2) as workers:
        assert slips(tmp_path / "b", workers) == alone
    for taken in (0, 1, 9):
        assert slips(tmp_path / f"c{taken}", Lost(taken)) == alone


def test_slips_of_an_earlier_run_are_removed_and_nothing_else(tmp_path: Path) -> None:
    first = slips(tmp_path, None)
    slip = next(path for path in tmp_path.glob("132001_*.xlsx"))
    report = CLEAN.read_bytes()
    edited = openpyxl.load_workbook(slip)
    edited["退回单"]["J6"] = "单位的说明"
    edited.save(tmp_path / "132001_说明.xlsx")
    (tmp_path / "132099_旧.xlsx").write_bytes(slip.read_bytes())
    (tmp_path / "132098_报表.xlsx").write_bytes(report)
    (tmp_path / "说明.txt").touch()
    kept = contents(tmp_path).keys() - first.keys() - {"132099_旧.xlsx"}
    assert kept == {"132001_说明.xlsx", "132098_报表.xlsx", "说明.txt"}
    found = slips(tmp_path, None)
    assert found.keys() - first.keys() == kept
    assert {name: found[name] for name in first} == first
    assert found["132098_报表.xlsx"] == report


def test_what_bears_the_name_of_a_slip_is_renamed(tmp_path: Path) -> None:
    first = slips(tmp_path, None)
    name = next(name for name in first if name.startswith("132001_"))
    stem = name.removesuffix(".xlsx")
    for data in (b"1", b"2"):
        (tmp_path / name).write_bytes(data)
        found = slips(tmp_path, None)
    assert found.pop(f"{stem}（原有）.xlsx") == b"1"
    assert found.pop(f"{stem}（原有2）.xlsx") == b"2"
    assert found == first


def test_slip_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / f"132001_{RESULTS[1].case.dossier.unit.name}.xlsx").mkdir()
    with ThreadPoolExecutor(1) as workers, pytest.raises(OutputRefused, match="这是文件夹"):
        slips(tmp_path, workers)
