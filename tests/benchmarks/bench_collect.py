"""``python -m tests.benchmarks.bench_collect [个数 …]``: what collecting generated returns costs.

For each number of returns it prints the time per file, how busy the cores were, the memory of the parent
and of the largest worker, and the time that the outputs took. Generated returns vary in text and amounts;
10 % have an error, 2 % are cut short. Use ``--rows 100000`` to stream so many results into Parquet instead.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.support.desk import background
from tests.support.samples import YUNXI
from toolkit.commands.check import check_file
from toolkit.commands.collect import Collecting, conclude, gather, list_items, read_sources
from toolkit.commands.crew import local_crew
from toolkit.commands.fill import fill_workbook
from toolkit.desk.case import Case
from toolkit.desk.digest import digest_of
from toolkit.desk.results import Conclusion, Summary, UnitResult
from toolkit.desk.returns import Dossier
from toolkit.desk.roster import Unit
from toolkit.io.data_file import read_data
from toolkit.io.masters import load_form
from toolkit.io.outputs import Outputs
from toolkit.io.parquet_out import ParquetWriter
from toolkit.io.register import Register
from workbooks.build.returned import CLEAN, MASTER
from workbooks.build.returned_data import data_of
from workbooks.build.returned_tables import ROSTER, save_tables
from workbooks.build.returned_units import UNITS

DISTINCT = 60
"""Workbooks that are really filled in; the others are these with another unit's code and name patched in."""
FAULTY, BROKEN = 0.10, 0.02
HEADS = (
    "报表",
    "每个文件（毫秒）",
    "核心忙",
    "主进程 MB",
    "最大工作进程 MB",
    "校验（秒）",
    "汇总（秒）",
    "产物 MB",
)


def returns(count: int, folder: Path) -> None:
    """Write so many returns and their roster."""
    generator = random.Random(2023)
    form, clean, master = load_form(MASTER), read_data(CLEAN), MASTER.read_bytes()
    rows: list[tuple[Any, ...]] = [ROSTER]
    bases: list[bytes] = []
    for number in range(count):
        code, name = f"{100001 + number}", f"示范单位{number:05d}"
        unit = replace(UNITS[number % len(UNITS)], code=code, name=name, scale=1 + number % 9)
        rows.append((code, name, unit.department, None, None, None, "2024-05-31"))
        if number < DISTINCT:
            data = data_of(unit, clean)
            if generator.random() < FAULTY:
                data["自评_综合得分"] = 99.9
            bases.append(fill_workbook(data, form, master))
            made = bases[-1]
        else:
            identity = {"封面_预算编码": code, "封面_部门名称": name}
            made = fill_workbook(identity, form, bases[number % DISTINCT])
        if generator.random() < BROKEN:
            made = made[: len(made) // 2]
        (folder / f"{code}_{name}.xlsx").write_bytes(made)
    save_tables(folder.parent / "名录.xlsx", {"名录": rows})


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds taken, and seconds of processor time of this process and its children."""
    before, start = _processor(), time.perf_counter()
    work()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def run(folder: Path, jobs: int) -> tuple[str, ...]:
    """Collect a folder once; a row under HEADS."""
    out = folder.parent / "out"
    job = Collecting(str(folder), folder.parent / "名录.xlsx", out, MASTER, today=date(2024, 6, 5))
    sources = read_sources(job)
    items = list_items(job)
    with Register(folder.parent / "登记簿.sqlite") as register:

        def check() -> None:
            gather(job, sources, register, local_crew(jobs), items, lambda item, fault: None)

        def roll_up() -> None:
            conclude(job, sources, register, Outputs(out, job.folder, issuer=""))

        with largest_worker() as worker:
            checking, busy = measured(check)
        rolling, _ = measured(roll_up)
    count = sum(map(len, items.values()))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    memory = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *worker]
    return (
        f"{count}", f"{checking / count * 1000:.1f}", f"{busy / checking / jobs:.0%}",
        *(f"{m:.0f}" for m in memory), f"{checking:.1f}", f"{rolling:.1f}", f"{size / 2**20:.1f}",
    )  # fmt: skip


@contextmanager
def largest_worker() -> Iterator[list[float]]:
    """The resident memory of the largest worker so far in MB, sampled while the body runs."""
    found, over = [0.0], threading.Event()

    def sample() -> None:
        while not over.wait(0.2):
            for process in multiprocessing.active_children():
                with suppress(OSError):
                    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
                    found[0] = max(found[0], pages * resource.getpagesize() / 2**20)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def stream(count: int) -> None:
    """Stream synthetic results into Parquet, and print time, size and memory."""
    checked, known = check_file(YUNXI), background()
    digest = digest_of(checked.submission, checked.report, "")
    start, writer, summary = time.perf_counter(), ParquetWriter(), Summary()
    for result in _synthetic(count, digest, known):
        writer.add(result)
        summary.add(result)
    units, findings = writer.finish(Conclusion(summary, known.form, (), (), (), {}, ()))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (len(units) + len(findings)) / 2**20
    print(f"{count} 份结果：{time.perf_counter() - start:.1f} 秒，{size:.1f} MB，内存 {memory:.0f} MB")


def _synthetic(count: int, digest: Any, known: Any) -> Iterator[UnitResult]:
    for number in range(count):
        unit = Unit(f"{100001 + number}", f"示范单位{number:06d}", "", number + 2)
        yield UnitResult(Case(Dossier(unit, ()), digest, known), ())


def main(arguments: list[str]) -> None:
    """Run what the arguments name."""
    if arguments[:1] == ["--rows"]:
        stream(int(arguments[1]))
        return
    table = Table(*HEADS)
    for count in map(int, arguments or ("100", "300", "1000")):
        work = Path(tempfile.mkdtemp(prefix="jixiao-"))
        try:
            (work / "报表").mkdir()
            returns(count, work / "报表")
            table.add_row(*run(work / "报表", 2))
        finally:
            shutil.rmtree(work)
    Console(width=140).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
