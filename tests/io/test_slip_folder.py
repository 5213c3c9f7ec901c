"""The folder of slips is the same whoever writes them, and whatever becomes of the workers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import case, digest
from tests.support.rounds import contents
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


def test_slips_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    for name in ("132099_旧.xlsx", "说明.txt"):
        (tmp_path / name).touch()
    found = slips(tmp_path, None)
    assert [name for name in found if not name.startswith("1320")] == ["说明.txt"]
    assert "132099_旧.xlsx" not in found


def test_slip_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / f"132001_{RESULTS[1].case.dossier.unit.name}.xlsx").mkdir()
    with ThreadPoolExecutor(1) as workers, pytest.raises(OutputRefused, match="这是文件夹"):
        slips(tmp_path, workers)
