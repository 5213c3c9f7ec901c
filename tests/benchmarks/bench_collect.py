"""``python -m tests.benchmarks.bench_collect [个数 …]``: what collecting generated returns costs.

For each number of returns, in a process of its own: time per file beside ``examine`` called serially, and
beside the parsing of one file in the same seconds; how busy the cores were, the memory of the parent
(resident) and of the largest worker (pages of its own, without those shared with the parent), the time that
the outputs took; for the last one also each output beside its library's own floor. Small numbers are
collected several times: medians are printed. Generated returns vary in text and amounts; 10 % have an error,
2 % are cut short. ``--rows 100000`` streams so many results into Parquet instead.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from statistics import mean, median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.pace import pace
from tests.support.samples import CLEAN
from toolkit.collector import collect_seldom
from toolkit.commands.collect import Collecting, conclude, list_items, masters_of, read_sources
from toolkit.commands.crew import helpers, local_crew
from toolkit.commands.examine import Task, examine
from toolkit.commands.gathering import gather
from toolkit.desk.results import Conclusion, UnitResult
from toolkit.io.intake import Item
from toolkit.io.register import Register
from toolkit.io.resources import master_path

JOBS = 2
ALONE = 60
"""Files that are also examined one after the other in one process."""
AT_LEAST, MOST_ROUNDS = 1000, 5
"""Files that all rounds of one number have together, unless that takes more rounds."""
MOST_COMPARED = 1000
"""Units whose outputs are compared with their floors."""
COLUMNS = {
    "报表": ",.0f", "毫秒/个": ".1f", "逐个÷进程数（毫秒）": ".1f", "比值": ".2f", "核心忙": ".0%",
    "处理器毫秒/个": ".1f", "同时的 lxml 解析": ".1f", "÷ lxml 解析": ".2f", "主进程 MB": ".0f",
    "最大工作进程独占 MB": ".0f", "预备（秒）": ".1f", "校验（秒）": ".1f", "汇总（秒）": ".1f",
    "产物 MB": ".1f",
}  # fmt: skip
"""What is printed of a number of returns, and how."""


def main(arguments: list[str]) -> None:
    """Run what the arguments name."""
    if arguments[:1] == ["--rows"]:
        from tests.benchmarks.desk_stream import stream

        stream(int(arguments[1]))
    elif arguments[:1] == ["--round"]:
        print(json.dumps(one_round(Path(arguments[1]), compare=arguments[2] == "yes")))
    else:
        run_all([int(count) for count in arguments or ("100", "300", "1000")])


def run_all(counts: Sequence[int]) -> None:
    """Generate and collect each number of returns, and print what it took."""
    from tests.benchmarks.desk_returns import make_returns

    console, table = Console(width=170), Table(*COLUMNS)
    for count in counts:
        work = Path(tempfile.mkdtemp(prefix="jixiao-"))
        try:
            (work / "报表").mkdir()
            _, made = measured(lambda folder=work / "报表", n=count: make_returns(n, folder))
            console.print(f"生成 {count} 份用处理器 {made:.0f} 秒")
            rounds = max(1, min(MOST_ROUNDS, AT_LEAST // count))
            found = [in_process(work, compare=count == counts[-1]) for _ in range(rounds)]
        finally:
            shutil.rmtree(work)
        figures = {name: median(one["row"][name] for one in found) for name in COLUMNS}
        table.add_row(*(format(figures[name], form) for name, form in COLUMNS.items()))
    console.print(table)
    floors = Table("产物", "毫秒", "库自身（毫秒）", "比值", title=f"前 {found[-1]['compared']} 个单位")
    for name, ours, bare in found[-1]["floors"]:
        floors.add_row(name, f"{ours * 1000:.0f}", f"{bare * 1000:.0f}", f"{ours / bare:.2f}")
    console.print(floors)


def in_process(work: Path, *, compare: bool) -> dict[str, Any]:
    """One round in a fresh process, as the command line starts it."""
    for left in ("out", "登记簿.sqlite"):
        shutil.rmtree(work / left) if (work / left).is_dir() else (work / left).unlink(missing_ok=True)
    command = [sys.executable, "-m", __spec__.name, "--round", str(work), "yes" if compare else "no"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_round(work: Path, *, compare: bool) -> dict[str, Any]:
    """Collect a folder as the command line does: figures under COLUMNS, outputs beside floors if wanted."""
    collect_seldom()
    out = work / "out"
    job = Collecting(str(work / "报表"), work / "名录.xlsx", out, master_path(), today=date(2024, 6, 5))
    start = time.perf_counter()
    sources, crew = read_sources(job), local_crew(JOBS)
    crew.ready(masters_of(job))
    getting_ready = time.perf_counter() - start
    items, kept = list_items(job), Kept()
    with Register(work / "登记簿.sqlite") as register:
        with largest_worker() as worker, pace(CLEAN) as parses:
            checking, busy = measured(
                lambda: gather(job, sources, register, crew, items, lambda item, fault: None)
            )

        def roll_up() -> None:
            from toolkit.io.outputs import Outputs

            with helpers(JOBS) as workers, Outputs(out, job.folder, issuer="", workers=workers) as outputs:
                conclude(job, sources, register, outputs)

        rolling, _ = measured(roll_up)
        parent = most_resident()
        if compare:
            conclude(job, sources, register, kept)  # type: ignore[arg-type]
    files = [item for found in items.values() for item in found]
    alone = serially(files, masters_of(job))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
    each, used, parsing = checking / len(files) * 1000, busy / len(files) * 1000, mean(parses)
    figures = (
        len(files), each, alone / JOBS, each / alone * JOBS, busy / checking / JOBS, used, parsing,
        used / parsing, parent, worker[0], getting_ready, checking, rolling, size,
    )  # fmt: skip
    row = dict(zip(COLUMNS, figures, strict=True))
    return {"row": row, "floors": kept.floors() if compare else [], "compared": len(kept.results)}


def most_resident() -> float:
    """The most memory in MB that this process has had; unlike ``ru_maxrss``, not what its parent had."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM:"))) / 1024


def serially(items: Sequence[Item], masters: tuple[str, ...]) -> float:
    """Milliseconds that ``examine`` takes a file, called for some files spread over all, in this process."""
    some = items[:: max(1, len(items) // ALONE)]
    tasks = [Task(item, masters, None, 60, 2048) for item in some]
    examine(tasks[0])
    took, _ = measured(lambda: [examine(task) for task in tasks])
    return took / len(tasks) * 1000


class Kept:
    """Outputs that write nothing and keep the first results."""

    def __init__(self) -> None:
        self.results: list[UnitResult] = []
        self.conclusion: Conclusion | None = None

    def add(self, result: UnitResult) -> None:
        """Keep one result."""
        if len(self.results) < MOST_COMPARED:
            self.results.append(result)

    def finish(self, conclusion: Conclusion) -> None:
        """Keep the conclusion."""
        self.conclusion = conclusion

    def floors(self) -> list[tuple[str, float, float]]:
        """Every output beside its floor."""
        from tests.benchmarks.desk_floors import ratios

        assert self.conclusion
        return list(ratios(self.results, self.conclusion))


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds taken, and seconds of processor time of this process and its children."""
    before, start = _processor(), time.perf_counter()
    work()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@contextmanager
def largest_worker() -> Iterator[list[float]]:
    """The memory of the largest worker so far in MB, sampled while the body runs: its own pages.

    Those that it still shares with the parent that it was forked from are counted there, once.
    """
    found, over = [0.0], threading.Event()

    def sample() -> None:
        while not over.wait(0.2):
            for process in multiprocessing.active_children():
                with suppress(OSError):
                    found[0] = max(found[0], _own_megabytes(Path(f"/proc/{process.pid}/smaps_rollup")))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def _own_megabytes(told: Path) -> float:
    lines = [line.split() for line in told.read_text().splitlines() if line.startswith("Private_")]
    return sum(int(kilobytes) for _, kilobytes, _ in lines) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
