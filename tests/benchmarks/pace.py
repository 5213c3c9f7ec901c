"""How fast the machine is meanwhile: a process of its own that parses one file now and then.

A virtual machine is slow in one minute and quick in the next. What a file costs is told in parses of a file
in the same seconds, so that rounds of a few seconds and of some minutes can be compared.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY = 0.5
"""Seconds between two parses: under a tenth of one core."""


@contextmanager
def pace(path: Path) -> Iterator[list[float]]:
    """Milliseconds of processor time that unpacking and parsing the file took while the body ran.

    The list is filled when the body is done.
    """
    found: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    try:
        yield found
    finally:
        told, _ = process.communicate("")
        found.extend(map(float, told.split()))


def main(path: Path) -> None:
    """Print a line when ready; then measure until the input ends, and print all figures."""
    from select import select

    from tests.benchmarks.tasks import parse

    data, figures = path.read_bytes(), []
    parse(data)
    print("ready", flush=True)
    while not select([sys.stdin], [], [], EVERY)[0]:
        start = time.process_time()
        parse(data)
        figures.append((time.process_time() - start) * 1000)
    print(*figures)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
