"""The folder of slips, one for each unit that has something to mend or explain; workers share in writing."""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import chain, count
from pathlib import Path
from typing import Final

from toolkit.desk.results import UnitResult
from toolkit.errors import UnusableInput
from toolkit.io.files import make_folder, write_new
from toolkit.io.package import open_package, read_bytes
from toolkit.io.return_slip import TITLES, Slip, return_slip, slip_of
from toolkit.io.rollup_looks import CREATED
from toolkit.io.saved import PROPERTIES

IN_A_BATCH: Final = 16
MOST_UNDER_WAY: Final = 64
"""Batches handed out and not done yet; then the next one waits, so that slips do not pile up in memory."""
AS_WRITTEN: Final = f">{CREATED:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>"
"""In the properties of a slip, until a program saves it."""

Batch = tuple[Slip, ...]


class SlipFolder:
    """Takes the results unit by unit; slips of an earlier run are removed first.

    Nothing else is: what lies there besides, and slips that somebody has saved since, are kept.
    """

    def __init__(self, folder: Path, issuer: str, workers: Executor | None = None) -> None:
        """``workers`` are processes of this machine; without them, each slip is written at once."""
        self._folder, self._issuer, self._workers = folder, issuer, workers
        self._batch: list[Slip] = []
        self._under_way: deque[tuple[Future[None], Batch]] = deque()
        self.count = 0
        """How many slips there are."""
        make_folder(folder)
        for old in folder.glob("[0-9]*_*.xlsx"):
            if old.is_file() and _is_as_written(old):
                old.unlink()

    def add(self, result: UnitResult) -> None:
        """Take in one unit."""
        slip = slip_of(result)
        if slip is None:
            return
        self.count += 1
        self._batch.append(slip)
        if len(self._batch) >= IN_A_BATCH:
            self._hand_out()

    def finish(self) -> None:
        """Have every slip written; raises OutputRefused where one cannot be."""
        self._hand_out()
        while self._under_way:
            self._settle()

    def _hand_out(self) -> None:
        batch, self._batch = tuple(self._batch), []
        try:
            if self._workers is not None:
                future = self._workers.submit(save_slips, self._folder, batch, self._issuer)
                self._under_way.append((future, batch))
        except BrokenExecutor:
            self._workers = None
        if self._workers is None:
            save_slips(self._folder, batch, self._issuer)
        while len(self._under_way) > MOST_UNDER_WAY:
            self._settle()

    def _settle(self) -> None:
        """Wait for the oldest batch; what a lost worker did not write is written here."""
        future, batch = self._under_way.popleft()
        try:
            future.result()
        except BrokenExecutor:
            save_slips(self._folder, batch, self._issuer)


def save_slips(folder: Path, slips: Batch, issuer: str) -> None:
    """Write some slips, each named by its unit; what bears such a name and is no slip of ours is renamed."""
    for slip in slips:
        unit = slip.dossier.unit
        path = folder / f"{unit.code}_{unit.name}.xlsx"
        if path.is_file() and not _is_as_written(path):
            path.rename(_free_name(path))
        write_new(path, return_slip(slip, issuer), overwrite=True)


def _free_name(path: Path) -> Path:
    """``甲（原有）.xlsx`` for ``甲.xlsx``, with a number where that is taken."""
    names = chain(["（原有）"], (f"（原有{number}）" for number in count(2)))
    return next(free for name in names if not (free := path.with_stem(path.stem + name)).exists())


def _is_as_written(path: Path) -> bool:
    """Whether a file is a slip that no other program has saved since."""
    try:
        properties = open_package(read_bytes(path)).read(PROPERTIES).decode("utf-8", "replace")
    except UnusableInput:
        return False
    return AS_WRITTEN in properties and any(f"<dc:title>{title}<" in properties for title in TITLES)
