"""Hands files to workers: processes of this machine, or a cluster, through the executor interface."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from toolkit.commands.examine import Examined, Task, examine
from toolkit.errors import UnusableInput
from toolkit.io.limits import end_with_parent

RETRIES: Final = 2
"""How often a cluster hands a file out again after its worker was lost."""
AHEAD: Final = 4
"""Files handed out per worker, so that none waits for the next one."""
CRASHED: Final = "校验这个文件时工作进程异常退出（超时、内存不足或文件损坏），已跳过；请单独校验。"


@dataclass(frozen=True, slots=True)
class Crew:
    """How to come by workers, and how many files may be handed out at once."""

    start: Callable[[], Executor]
    stop: Callable[[Executor, bool], None]
    """Told whether all work is done; if not, what is under way is abandoned."""
    depth: int


def local_crew(jobs: int) -> Crew:
    """Worker processes of this machine, started afresh (not forked)."""
    return Crew(lambda: _processes(jobs), _stop_processes, jobs * AHEAD)


def _processes(jobs: int) -> Executor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=end_with_parent)


def _stop_processes(executor: Executor, done: bool) -> None:
    executor.shutdown(wait=done, cancel_futures=True)


@contextmanager
def cluster_crew(address: str, timeout: float = 20) -> Iterator[Crew]:
    """The workers of a Dask cluster; raises UnusableInput where it is not reached in ``timeout`` seconds."""
    try:
        import distributed
    except ImportError:
        raise UnusableInput("--scheduler 需要安装 jixiao[cluster]。") from None
    try:
        cluster: Any = distributed
        client = cluster.Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise UnusableInput(f"连不上集群“{address}”（{fault}），请核对地址。") from None
    with client:
        threads = max(1, sum(client.nthreads().values()))
        yield Crew(
            start=lambda: client.get_executor(pure=False, retries=RETRIES),
            stop=lambda executor, done: executor.shutdown(wait=done),
            depth=threads * AHEAD,
        )


def examine_all(tasks: Iterable[Task], crew: Crew) -> Iterator[tuple[Task, Examined]]:
    """Examine every file, yielding results as they come in; at most ``crew.depth`` files are under way.

    Where a worker process dies, the files that it may have died of are examined one by one afterwards, and
    the one that ends its worker again is reported as such; no other file is lost.
    """
    suspects: list[Task] = []
    pending = iter(tasks)
    while True:
        executor, done = crew.start(), False
        try:
            yield from _examine_some(pending, executor, crew.depth, suspects)
            done = True
            break
        except BrokenExecutor:
            continue
        finally:
            crew.stop(executor, done)
    for task in suspects:
        yield task, _alone(task)


def _examine_some(
    tasks: Iterator[Task], executor: Executor, depth: int, suspects: list[Task]
) -> Iterator[tuple[Task, Examined]]:
    running: dict[Future[Examined], Task] = {}
    try:
        while True:
            while len(running) < depth and (task := next(tasks, None)):
                running[_submit(executor, task, suspects)] = task
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                result = _result(future)
                yield running.pop(future), result
    except BrokenExecutor:
        suspects += running.values()
        raise


def _result(future: Future[Examined]) -> Examined:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # a file that ended several workers of a cluster
        return Examined(fault=f"{CRASHED}（{type(error).__name__}）", lasting=False)


def _submit(executor: Executor, task: Task, suspects: list[Task]) -> Future[Examined]:
    try:
        return executor.submit(examine, task)
    except BrokenExecutor:
        suspects.append(task)
        raise


def _alone(task: Task) -> Examined:
    with _processes(1) as executor:
        try:
            return executor.submit(examine, task).result()
        except BrokenExecutor:
            return Examined(fault=CRASHED, lasting=False)
