"""A worker's memory over many files: ``python -m tests.benchmarks.memory FOLDER COUNT``, a fresh process."""

from __future__ import annotations

import os
import sys
from itertools import cycle, islice
from pathlib import Path

from toolkit.commands.examine import Task, examine
from toolkit.io.intake import Item

STEPS = 10
FIRST = 200
"""Files after which whatever is kept for the next file is there."""


def resident_megabytes() -> float:
    """Memory of this process that is held in RAM."""
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def main(folder: str, count: int) -> None:
    """Examine ``count`` files, again and again those of the folder; print files done and megabytes."""
    paths = sorted(Path(folder).glob("*.xlsx"))
    marks = {FIRST, *(count * step // STEPS for step in range(1, STEPS + 1))}
    for number, path in enumerate(islice(cycle(paths), count), start=1):
        done = examine(Task(Item(path.name, str(path))))
        assert not done.fault, done.fault
        if number in marks:
            print(number, f"{resident_megabytes():.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
