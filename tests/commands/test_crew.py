"""The workers: one that dies loses no file but its own; batches, limits, forking."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.rounds import RETURNED
from tests.support.samples import CLEAN, MASTER
from toolkit.commands import crew as crew_module
from toolkit.commands.crew import Crew, local_crew
from toolkit.commands.examine import Examined, Task, examine
from toolkit.io.intake import Item


def test_file_that_ends_its_worker_is_reported_and_no_other_is_lost() -> None:
    tasks = [Task(Item(f"{number}", f"{number}")) for number in range(40)]
    tasks[20:20] = [Task(Item("bad", "bad"))]
    crew = replace(local_crew(2), work=die_of_bad)
    monkey = pytest.MonkeyPatch()
    monkey.setattr(crew_module, "examine", die_of_one)
    try:
        done = [pair for batch in crew_module.examine_all(tasks, crew) for pair in batch]
    finally:
        monkey.undo()
    found = {task.item.path: result for task, result in done}
    assert len(done) == len(tasks) == len(found)
    assert [path for path, result in found.items() if result.fault] == ["bad"]
    assert not found["bad"].lasting


def die_of_bad(tasks: tuple[Task, ...]) -> tuple[Examined, ...]:
    """Work that ends its process at one file."""
    return tuple(map(die_of_one, tasks))


def die_of_one(task: Task) -> Examined:
    """Examine nothing; ends the process at one file."""
    if task.item.path == "bad":
        os._exit(1)
    return Examined(sha256=task.item.path)


def test_batch_that_a_cluster_gives_up_goes_out_again_file_by_file() -> None:
    class GivesUp(Executor):
        def submit(self, function, tasks):  # type: ignore[no-untyped-def]
            future: Future[tuple[Examined, ...]] = Future()
            if any(task.item.path == "bad" for task in tasks):
                future.set_exception(RuntimeError("killed"))
            else:
                future.set_result(tuple(Examined(sha256=task.item.path) for task in tasks))
            return future

    tasks = [Task(Item(path, path)) for path in (*map(str, range(40)), "bad")]
    crew = Crew(GivesUp, lambda executor, done: executor.shutdown(), 1)
    found = {t.item.path: r.fault for batch in crew_module.examine_all(tasks, crew) for t, r in batch}
    assert found.keys() == {task.item.path for task in tasks}
    assert [path for path, fault in found.items() if fault] == ["bad"]


@pytest.mark.parametrize(("count", "workers"), [(0, 2), (1, 2), (17, 2), (200, 2), (5, 9)])
def test_batches_hold_every_file_once_and_begin_and_end_small(count: int, workers: int) -> None:
    tasks = [Task(Item(f"{number}", f"{number}")) for number in range(count)]
    batches = list(crew_module._batches(tasks, workers))
    assert [task for batch in batches for task in batch] == tasks
    sizes = [len(batch) for batch in batches]
    assert max(sizes, default=0) <= crew_module.MOST
    assert {*sizes[:1], *sizes[-1:]} <= {1}


def test_file_over_its_limits_is_told_and_tried_again(tmp_path: Path) -> None:
    path = next(RETURNED.glob("报表/第一批/132001_*.xlsx"))
    found = examine(Task(Item(path.name, str(path)), (str(MASTER),), None, seconds=0.002))
    assert (found.fault.split("，")[0], found.lasting) == ("校验超过时限", False)


@pytest.mark.parametrize("sample", [None, CLEAN, RETURNED / "单位名录.xlsx"], ids=["none", "own", "foreign"])
def test_rows_are_known_before_workers_are_forked(sample: Path | None) -> None:
    code = (
        "import sys; from pathlib import Path; from toolkit.commands import examine; "
        "from toolkit.io import sheet_rows; sample = Path(sys.argv[2]) if sys.argv[2] else None; "
        "examine.clean_sample = lambda: sample; examine.warm_up((sys.argv[1],)); "
        "sys.exit(len(sheet_rows._repeated.young) < 1000)"
    )
    subprocess.run([sys.executable, "-c", code, str(MASTER), str(sample or "")], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are never forked")
def test_workers_are_forked_even_where_the_master_is_new_on_this_machine(tmp_path: Path) -> None:
    code = (
        "import sys; from toolkit.commands.crew import compile_masters, is_fit_to_fork;"
        "from toolkit.commands.examine import warm_up;"
        "compile_masters((sys.argv[1],)); warm_up((sys.argv[1],)); assert is_fit_to_fork()"
    )
    environment = {**os.environ, "JIXIAO_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code, str(MASTER)], env=environment, check=True)
    assert len(list(tmp_path.glob("*.kept"))) == 1
