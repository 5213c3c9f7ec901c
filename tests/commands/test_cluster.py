"""The round on a Dask cluster of two workers, one of which is lost: the same results byte for byte."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.support.rounds import collect, contents, job, register_in
from toolkit.commands.crew import cluster_crew, local_crew
from toolkit.errors import UnusableInput

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    collect(job(out), register_in(tmp_path / "一"), local_crew(2))
    expected = contents(out)
    with distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).process.pid

        def strike() -> None:
            time.sleep(1.5)
            os.kill(victim, signal.SIGKILL)

        threading.Thread(target=strike).start()
        with cluster_crew(cluster.scheduler_address) as crew:
            collect(job(out), register_in(tmp_path / "二"), crew)
    assert contents(out) == expected


def test_address_without_a_cluster_is_told() -> None:
    with pytest.raises(UnusableInput, match="连不上集群"), cluster_crew("tcp://127.0.0.1:9", timeout=1):
        pass
