"""The speed benchmark: ``python -m tests.benchmarks.speed`` measures all peers in one run, prints Markdown.

``--rounds 5 --files 12 --memory 0`` takes about five minutes on two cores. ``--quick`` runs every
in-process part once over a few files, to see that the benchmark works; ``--correctness 500``
compares every formula cell of that many random returns with two other engines.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import processes, steps, tasks
from tests.benchmarks.corpus import make_corpus, other_writer
from tests.benchmarks.correctness import compare_engines
from tests.benchmarks.rounds import WARM_UP, Series, interleaved, ratio
from tests.benchmarks.verdicts import Goal, table
from tests.support import office

FLOOR, READ, CORE = "解压 + lxml 解析", "读取", "完整性 + 重算 + 表内规则"
CHECK, UNSEEN = "完整校验", "完整校验，陌生写法"
ONE, TWO = "完整校验，1 个工作进程", "完整校验，2 个工作进程"
OFFICE, OFFICE_TWICE = "LibreOffice 强制重算", "LibreOffice 强制重算，2 个进程"
NAIVE = "openpyxl 两遍 + formulas"
OFFICE_ROUNDS = 3
PEERS: dict[str, Callable[[bytes], object]] = {
    "只解压": tasks.unzip,
    FLOOR: tasks.parse,
    READ: tasks.read,
    CORE: tasks.recompute,
    CHECK: tasks.check,
    UNSEEN: tasks.check,
}
STREAMS = (READ, CORE, CHECK)
"""Peers that get other files in every round, as at work: from a program that is known, but filled anew."""
HEADS = ("做什么（每个工作簿）", "毫秒：中位数（最小–最大）")
GOAL_HEADS = ("比值", "实测", "门槛", "目标", "结论")


def main() -> None:
    """Measure what the options ask for, and print it."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        batches = Batches(Path(folder), options.files, len(STREAMS) * (WARM_UP + options.rounds))
        print(_machine(options), flush=True)
        for text in _parts(batches, Path(folder), options):
            print(f"\n{text}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.add_argument("--files", type=int, default=16, help="returns a peer gets in a round, new ones each")
    parser.add_argument("--rounds", type=int, default=7, help="rounds over all peers")
    parser.add_argument("--office", type=int, default=8, help="files for LibreOffice, 0 to leave it out")
    parser.add_argument("--naive", type=int, default=1, help="files for openpyxl + formulas")
    parser.add_argument("--memory", type=int, default=10_000, help="files for one worker's memory")
    parser.add_argument("--correctness", type=int, default=0, help="random returns for the other engines")
    parser.add_argument("--quick", action="store_true", help="in-process parts once, four files")
    options = parser.parse_args()
    if options.quick:
        options.files, options.rounds, options.office, options.naive, options.memory = 4, 1, 0, 0, 0
    return options


def _machine(options: argparse.Namespace) -> str:
    peers = "，".join(f"{name} {version(name)}" for name in ("lxml", "openpyxl", "formulas", "docxtpl"))
    return (
        f"{os.cpu_count()} 核 {platform.machine()}，Python {platform.python_version()}，{peers}；"
        f"互不相同的报表（一半有错），每轮 {options.files} 份，都是没有校验过的；{options.rounds} 轮，"
        "各方轮流测量，比值取各轮比值的中位数。"
    )


class Batches:
    """Returns in equal batches; each is handed out for one peer in one round, so none was seen before."""

    def __init__(self, folder: Path, size: int, count: int) -> None:
        paths = make_corpus(folder, size * count)
        self.paths = [paths[first : first + size] for first in range(0, len(paths), size)]

    def files(self, name: str, number: int) -> list[bytes]:
        """The files of a peer in a round; the floors get the same ones each time."""
        if name not in STREAMS and name != UNSEEN:
            return [path.read_bytes() for path in self.paths[0]]
        stream = STREAMS.index(CHECK if name == UNSEEN else name)
        found = [path.read_bytes() for path in self.paths[number * len(STREAMS) + stream]]
        if name != UNSEEN:
            return found
        return [other_writer(data, number * len(found) + place) for place, data in enumerate(found)]

    def round(self, number: int) -> list[Path]:
        """The batches of all peers in one round."""
        own = self.paths[number * len(STREAMS) : (number + 1) * len(STREAMS)]
        return [path for batch in own for path in batch]

    def saved_by_office(self, folder: Path, rounds: int, size: int) -> Batches:
        """The first few of some batches, as LibreOffice saves them."""
        folder.mkdir()
        some = self.paths[: len(STREAMS) * (WARM_UP + rounds)]
        halves = [[path for batch in some for path in batch[:size]][half::2] for half in (0, 1)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda half: office.resave_all(half, folder), halves))
        saved = copy(self)
        saved.paths = [[folder / path.name for path in batch[:size]] for batch in some]
        return saved


def _parts(batches: Batches, folder: Path, options: argparse.Namespace) -> Iterator[str]:
    yield from _in_process(batches, options.rounds, "母版原样")
    if options.office:
        rounds = min(options.rounds, OFFICE_ROUNDS)
        saved = batches.saved_by_office(folder / "office", rounds, options.office)
        yield from _in_process(saved, rounds, "LibreOffice 另存")
        yield from _against_others(batches, options)
    if not options.quick:
        yield from _fresh(options.rounds)
    yield from _steps(options.rounds)
    if options.memory:
        yield from _memory(folder, options.memory)
    if options.correctness:
        tallies = compare_engines(folder, options.correctness)
        rows = [(t.engine, f"{t.compared:,}", f"{t.different:,}", "；".join(t.examples)) for t in tallies]
        yield table(("引擎", "比较的公式格", "不同", "例"), rows)


def _in_process(batches: Batches, rounds: int, writer: str) -> Iterator[str]:
    series = interleaved(PEERS, batches.files, rounds)
    sizes = [path.stat().st_size for batch in batches.paths for path in batch]
    yield f"**一个进程，{writer}**（平均 {sum(sizes) / len(sizes) / 1024:.0f} KB）"
    yield table(HEADS, [(name, str(one)) for name, one in series.items()])
    goals = [
        Goal(f"{CORE} ÷ {FLOOR}", ratio(series[CORE], series[FLOOR]), 1.2, 0.7),
        Goal(f"{CHECK} ÷ {FLOOR}", ratio(series[CHECK], series[FLOOR]), 2.5, 1.5),
        Goal("陌生写法 ÷ 见过的写法", ratio(series[UNSEEN], series[CHECK]), 2, 1.5),
    ]
    yield table(GOAL_HEADS, [goal.row for goal in goals])


def _against_others(batches: Batches, options: argparse.Namespace) -> Iterator[str]:
    series = _measured_processes(batches, options)
    goals = [
        Goal("LibreOffice ÷ 完整校验，各 2 个进程", ratio(series[OFFICE_TWICE], series[TWO]), 60, 120, True),
        Goal("1 个工作进程 ÷ 2 个", ratio(series[ONE], series[TWO]), 1.7, 1.9, True),
    ]
    if NAIVE in series:
        times = series[NAIVE].median / series[ONE].median
        goals.append(Goal("openpyxl + formulas ÷ 完整校验，各 1 个进程", times, 500, 1000, True))
    yield "**多个进程，与其他做法比**"
    yield table(HEADS, [(name, str(figures)) for name, figures in series.items()])
    yield table(GOAL_HEADS, [goal.row for goal in goals])


def _measured_processes(batches: Batches, options: argparse.Namespace) -> dict[str, Series]:
    one, two = processes.Workers(1), processes.Workers(2)
    some = batches.paths[0][: options.office]
    series = {name: Series() for name in (ONE, TWO, OFFICE, OFFICE_TWICE)}
    for number in range(WARM_UP + options.rounds):
        times = {name: crew.milliseconds(batches.round(number)) for name, crew in ((ONE, one), (TWO, two))}
        if WARM_UP <= number < WARM_UP + OFFICE_ROUNDS:
            times[OFFICE] = processes.office_milliseconds(some, 1)
            times[OFFICE_TWICE] = processes.office_milliseconds(some, 2)
        if number >= WARM_UP:
            for name, taken in times.items():
                series[name].figures.append(taken)
    one.close()
    two.close()
    if options.naive:
        series[NAIVE] = Series([processes.naive_milliseconds(path) for path in some[: options.naive]])
    return series


def _fresh(rounds: int) -> Iterator[str]:
    series = processes.cold_starts(rounds)
    floor, *others = series
    yield "**冷启动：新进程，母版缓存已有**"
    yield table(("命令", HEADS[1]), [(name, str(figures)) for name, figures in series.items()])
    goals = [Goal(f"{name} ÷ {floor}", ratio(series[name], series[floor]), 1.5, 1.5) for name in others]
    yield table(GOAL_HEADS, [goal.row for goal in goals])


def _steps(rounds: int) -> Iterator[str]:
    series = steps.measure_steps(max(rounds, 3))
    copied, scored, rendered, reported = series
    yield "**评分和 Word 步骤（校验之外）**"
    yield table(("步骤", HEADS[1]), [(name, str(figures)) for name, figures in series.items()])
    goals = [
        Goal(f"{above} ÷ {below}", ratio(series[above], series[below]), 2, 2)
        for above, below in ((scored, copied), (reported, rendered))
    ]
    yield table(GOAL_HEADS, [goal.row for goal in goals])


def _memory(folder: Path, count: int) -> Iterator[str]:
    printed = processes.run_fresh(("-m", "tests.benchmarks.memory", str(folder), str(count)))
    marks = [line.split() for line in printed.splitlines()]
    yield "**一个工作进程的内存**"
    yield table(("已校验", "常驻内存 MB"), [(f"{int(done):,}", megabytes) for done, megabytes in marks])
    most = max(float(megabytes) for _, megabytes in marks)
    yield table(GOAL_HEADS, [Goal("最多占用", most, 80, 80, unit=" MB").row])


if __name__ == "__main__":
    main()
