"""The round on a Dask cluster of two workers, one of which is lost: the same results byte for byte."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.rounds import RETURNED, collect, contents, job, register_in
from tests.support.samples import MASTER
from toolkit.commands import helper
from toolkit.commands.crew import _same_tools, cluster_crew, examine_all, local_crew
from toolkit.commands.examine import Examined, Task
from toolkit.commands.helper import Helper, examine_sheltered
from toolkit.errors import UnusableInput
from toolkit.io.intake import Item

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    collect(job(out), register_in(tmp_path / "一"), local_crew(2))
    expected = contents(out)
    mark = tmp_path / "lost"
    with (
        distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster,
        cluster_crew(cluster.scheduler_address) as crew,
    ):
        collect(job(out), register_in(tmp_path / "二"), replace(crew, work=partial(lose_a_worker, mark)))
    assert mark.exists()
    assert contents(out) == expected


def lose_a_worker(mark: Path, tasks: Sequence[Task]) -> tuple[Examined, ...]:
    """Work in the midst of which one worker is lost, with the files that it has."""
    found = examine_sheltered(tasks)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return found


def task(**limits: Any) -> Task:
    path = next(RETURNED.glob("报表/第一批/132001_*.xlsx"))
    return Task(Item(path.name, str(path)), (str(MASTER),), None, **limits)


def test_limits_hold_on_a_cluster_and_a_dead_helper_costs_its_file_only() -> None:
    with (
        distributed.LocalCluster(1, threads_per_worker=2, dashboard_address=None) as cluster,
        cluster_crew(cluster.scheduler_address) as crew,
    ):
        tasks = [task(seconds=0.002), task(megabytes=1), *[task(seconds=60, megabytes=2048)] * 3]
        found = [result for batch in examine_all(tasks, crew) for _, result in batch]
    told = sorted(result.fault.split("，")[0] for result in found)
    assert told == ["", "", "", "校验超过内存上限", "校验超过时限"]


def test_file_that_ends_its_helper_is_told_and_the_next_one_is_examined(monkeypatch: Any) -> None:
    monkeypatch.setattr(helper._own, "helper", Helper(), raising=False)
    helper._own.helper._process.kill()
    dead, alive = examine_sheltered([task(), task()])
    assert (dead.fault, dead.lasting) == (helper.CRASHED, False)
    assert alive.facts.code == "132001"
    helper._own.helper.close()


def test_cluster_with_other_masters_is_refused(tmp_path: Path) -> None:
    class Client:
        def run(self, function: Any, masters: Any) -> dict[str, Any]:
            return {"tcp://10.0.0.2:1": ("0.0.1", "x")}

    with pytest.raises(UnusableInput, match=r"10\.0\.0\.2.*版本或母版与本机不同"):
        _same_tools(Client(), (str(MASTER),))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "没有端口"])
def test_address_without_a_cluster_is_told(address: str) -> None:
    with pytest.raises(UnusableInput) as told, cluster_crew(address, timeout=1):
        pass
    advice = "请核对地址（如 tcp://10.0.0.1:8786），并确认集群已经启动。"
    assert str(told.value) == f"连不上集群“{address}”，{advice}"


def test_cluster_without_workers_is_told() -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster,
        pytest.raises(UnusableInput) as told,
        cluster_crew(cluster.scheduler_address, timeout=2),
    ):
        pass
    address = cluster.scheduler_address
    assert str(told.value) == f"集群“{address}”上没有工作机，请先启动工作机，再运行同一条命令。"
