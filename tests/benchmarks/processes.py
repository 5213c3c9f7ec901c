"""Peers that are processes: the toolkit's workers, LibreOffice, openpyxl with ``formulas``, cold starts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks.rounds import Series
from tests.support import office
from tests.support.samples import YUNXI
from toolkit.commands.crew import local_crew
from toolkit.commands.examine import Task, examine
from toolkit.io.intake import Item

ROOT = Path(__file__).resolve().parents[2]
BYTECODE = tempfile.TemporaryDirectory(prefix="bytecode_")
"""Compiled modules of fresh processes, as an installed package has them."""
BUTTON = (
    "import sys; from pathlib import Path; import toolkit.buttons; toolkit.buttons.collect_seldom();"
    "from toolkit.commands.live import check_book;"
    "from toolkit.io.masters import find_form; from toolkit.io.xlsx_read import read_book;"
    "book = read_book(Path(sys.argv[1])); check_book(Path(sys.argv[1]), b'', book, find_form(book));"
    "toolkit.buttons.keep_for_good()"
)
"""What a press of the button costs besides Excel: the interpreter, the imports, the master, the check."""
COLD_STARTS = {
    "python -c 'import openpyxl'": ("-c", "import openpyxl"),
    "jixiao check": ("-m", "toolkit", "check", str(YUNXI)),
    "按钮（不含 Excel 本身）": ("-c", BUTTON, str(YUNXI)),
}


def tasks_of(files: Sequence[Path]) -> list[Task]:
    """The files as a worker is handed them."""
    return [Task(Item(path.name, str(path))) for path in files]


class Workers:
    """A crew of spawned workers."""

    def __init__(self, jobs: int) -> None:
        self.executor: Executor = local_crew(jobs).start()

    def milliseconds(self, files: Sequence[Path]) -> float:
        """One pass over some files, in milliseconds a file."""
        start = time.perf_counter()
        for done in self.executor.map(examine, tasks_of(files)):
            assert not done.fault, done.fault
        return (time.perf_counter() - start) * 1000 / len(files)

    def close(self) -> None:
        """End the workers."""
        self.executor.shutdown()


def office_milliseconds(files: Sequence[Path], processes: int) -> float:
    """LibreOffice, forced to recalculate, in milliseconds a file; its start and one file are left out."""
    start = _office(files[:processes], processes)
    return (_office(files, processes) - start) * 1000 / (len(files) - processes)


def _office(files: Sequence[Path], processes: int) -> float:
    shares = [files[number::processes] for number in range(processes)]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        list(pool.map(lambda share: office.resave_all(share, Path(folder)), shares))
    return time.perf_counter() - began


def naive_milliseconds(path: Path) -> float:
    """openpyxl twice, for formulas and for results, and the library ``formulas`` on the file itself."""
    import formulas
    import openpyxl

    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(path)
        openpyxl.load_workbook(path, data_only=True)
        formulas.ExcelModel().loads(str(path)).finish().calculate()
    return (time.perf_counter() - began) * 1000


def cold_starts(rounds: int) -> dict[str, Series]:
    """Fresh processes in turn, in milliseconds each, the master's cache being warm."""
    series = {name: Series() for name in COLD_STARTS}
    for number in range(rounds + 1):
        for name, arguments in COLD_STARTS.items():
            began = time.perf_counter()
            run_fresh(arguments)
            if number:
                series[name].figures.append((time.perf_counter() - began) * 1000)
    return series


def run_fresh(arguments: Sequence[str]) -> str:
    """What a new interpreter prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": BYTECODE.name}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    return done.stdout
