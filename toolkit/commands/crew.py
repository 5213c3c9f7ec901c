"""Hands files to workers: processes of this machine, or a cluster, through the executor interface."""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from toolkit.commands.examine import Examined, Task, examine, examine_each, forms_of, tools_of, warm_up
from toolkit.commands.helper import CRASHED, examine_sheltered
from toolkit.errors import UnusableInput, unforeseen
from toolkit.io.limits import end_with_parent
from toolkit.io.masters import are_kept

RETRIES: Final = 2
"""How often a cluster hands files out again after their worker was lost."""
AHEAD: Final = 2
"""Batches handed out per worker, so that none waits for the next one."""
MOST: Final = 8
"""Files in a batch: few enough that little is done twice after a crash, enough that handing out costs
nothing beside the work."""
ROUNDS: Final = 4
"""Batches get smaller towards the end, so that each worker gets about so many of what is left; the first ones
are small as well, so that something is soon done."""
THREADS: Final = Path("/proc/self/task")

Batch = tuple[Task, ...]
Done = tuple[tuple[Task, Examined], ...]
Work = Callable[[Batch], tuple[Examined, ...]]


class Crew(Struct, frozen=True):
    """How to come by workers, what they do, and how many there are."""

    start: Callable[[], Executor]
    stop: Callable[[Executor, bool], None]
    """Told whether all work is done; if not, what is under way is abandoned."""
    workers: int
    work: Work = examine_each
    ready: Callable[[tuple[str, ...]], None] = lambda masters: None
    """Told the masters before the first file; raises UnusableInput where the workers cannot use them."""
    close: Callable[[], None] = lambda: None
    """Lets workers go that were made ready and never started."""


def local_crew(jobs: int) -> Crew:
    """Worker processes of this machine; ``close`` has to be called where ``ready`` was."""
    waiting: list[Executor] = []

    def ready(masters: tuple[str, ...]) -> None:
        if is_fit_to_fork():
            warm_up(masters)
            waiting.append(_started(jobs, "fork"))

    def start() -> Executor:
        return waiting.pop() if waiting else _processes(jobs)

    def close() -> None:
        while waiting:
            _stop_processes(waiting.pop(), False)

    return Crew(start, _stop_processes, jobs, ready=ready, close=close)


@contextmanager
def crew_of(scheduler: str | None, jobs: int) -> Iterator[Crew]:
    """The workers of the cluster at an address; without one, ``jobs`` processes of this machine."""
    if scheduler:
        with cluster_crew(scheduler) as crew:
            yield crew
        return
    local = local_crew(jobs)
    try:
        yield local
    finally:
        local.close()


def compile_masters(masters: tuple[str, ...]) -> None:
    """Have masters that are new on this machine compiled by a process of its own, and kept.

    The library that takes formulas apart leaves threads behind, and beside threads no worker can be forked.
    What is wrong with a master is told by whoever loads it next.
    """
    if sys.platform == "linux" and not are_kept(map(Path, masters)):
        with _processes(1) as executor:
            executor.submit(forms_of, masters).exception()


def is_fit_to_fork() -> bool:
    """Whether workers may be forked, with masters and modules loaded: nothing else runs in this process."""
    return sys.platform == "linux" and len(list(THREADS.iterdir())) == 1


@contextmanager
def helpers(jobs: int) -> Iterator[Executor | None]:
    """Processes of this machine: ``jobs`` together with this one; ``None`` where there is only this one."""
    if jobs < 2:
        yield None
        return
    executor, done = _started(jobs - 1, "fork" if is_fit_to_fork() else "spawn"), False
    try:
        yield executor
        done = True
    finally:
        _stop_processes(executor, done)


def _started(jobs: int, method: str) -> Executor:
    """Processes that are there, before anything else runs beside this thread."""
    executor = _processes(jobs, method)
    executor.submit(is_fit_to_fork).result()
    return executor


def _processes(jobs: int, method: str = "spawn") -> Executor:
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=end_with_parent)


def _stop_processes(executor: Executor, done: bool) -> None:
    """Let the workers go; those in the midst of files that nobody waits for are ended at once.

    The thread that minds them is waited for: leaving Python while it closes its pipes ends in a traceback.
    """
    if not done:  # without it, leaving would wait for the longest file
        for worker in list((getattr(executor, "_processes", None) or {}).values()):
            worker.terminate()
    executor.shutdown(cancel_futures=True)


@contextmanager
def cluster_crew(address: str, timeout: float = 20) -> Iterator[Crew]:
    """The workers of a Dask cluster; raises UnusableInput where it is not reached in ``timeout`` seconds, or
    has no worker by then."""
    try:
        import distributed
    except ImportError:
        raise UnusableInput("--scheduler 需要安装 jixiao[cluster]。") from None
    try:
        cluster: Any = distributed
        client = cluster.Client(address, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        advice = "请核对地址（如 tcp://10.0.0.1:8786），并确认集群已经启动。"
        raise UnusableInput(f"连不上集群“{address}”，{advice}") from fault
    with client:
        _wait_for_workers(client, address, timeout)
        yield Crew(
            start=lambda: client.get_executor(pure=False, retries=RETRIES),
            stop=lambda executor, done: executor.shutdown(wait=done),
            workers=max(1, sum(client.nthreads().values())),
            work=examine_sheltered,
            ready=lambda masters: _same_tools(client, masters),
        )


def _wait_for_workers(client: Any, address: str, timeout: float) -> None:
    try:
        client.wait_for_workers(1, timeout=timeout)
    except TimeoutError:
        raise UnusableInput(f"集群“{address}”上没有工作机，请先启动工作机，再运行同一条命令。") from None


def _same_tools(client: Any, masters: tuple[str, ...]) -> None:
    """Refuse a cluster whose workers have another toolkit or other masters: its results would differ."""
    own = tools_of(masters)
    try:
        found = client.run(tools_of, masters)
    except ImportError:
        raise UnusableInput("集群的工作机上没有安装 jixiao，请装与本机相同的版本。") from None
    for worker, tools in found.items():
        if tools != own:
            raise UnusableInput(
                f"集群的工作机“{worker}”上，jixiao 的版本或母版与本机不同；"
                "请装同一版本，母版放在各机路径相同的共享文件夹里。"
            )


def examine_all(tasks: Sequence[Task], crew: Crew) -> Iterator[Done]:
    """Examine every file, yielding results a batch at a time as they come in.

    Where a worker process dies, the files that it may have died of are examined one by one afterwards, and
    the one that ends its worker again is reported as such; no other file is lost.
    """
    batches, suspects = deque(_batches(tasks, crew.workers)), list[Task]()
    while True:
        executor, done = crew.start(), False
        try:
            yield from _examine_some(batches, executor, crew, suspects)
            done = True
            break
        except BrokenExecutor:
            continue
        finally:
            crew.stop(executor, done)
    yield from _one_by_one(suspects)


def _batches(tasks: Sequence[Task], workers: int) -> Iterator[Batch]:
    start = 0
    while start < len(tasks):
        left = len(tasks) - start
        size = min(MOST, 1 + start // workers, max(1, left // (workers * ROUNDS)))
        yield tuple(tasks[start : start + size])
        start += size


def _examine_some(
    batches: deque[Batch], executor: Executor, crew: Crew, suspects: list[Task]
) -> Iterator[Done]:
    running: dict[Future[tuple[Examined, ...]], Batch] = {}
    try:
        while True:
            while batches and len(running) < crew.workers * AHEAD:
                running[executor.submit(crew.work, batches[0])] = batches[0]
                batches.popleft()
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                results = _results(future, running[future], batches)
                batch = running.pop(future)
                yield tuple(zip(batch, results, strict=True)) if results else ()
    except BrokenExecutor:
        suspects += [task for batch in running.values() for task in batch]
        raise


def _results(
    future: Future[tuple[Examined, ...]], batch: Batch, batches: deque[Batch]
) -> tuple[Examined, ...]:
    """What came of a batch; where it ended several workers of a cluster, its files go out again singly."""
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # the one place where a lost batch is isolated from the others
        if len(batch) > 1:
            batches += [(task,) for task in batch]
            return ()
        return (Examined(fault=f"{CRASHED}（{unforeseen(error)}）", lasting=False),)


def _one_by_one(tasks: Sequence[Task]) -> Iterator[Done]:
    """Examine each file with nothing beside it: a worker that dies has died of the file it had."""
    executor: Executor | None = None
    try:
        for task in tasks:
            executor = executor or _processes(1)
            try:
                found = executor.submit(examine, task).result()
            except BrokenExecutor:
                executor, found = None, Examined(fault=CRASHED, lasting=False)
            yield ((task, found),)
    finally:
        if executor:
            _stop_processes(executor, True)
