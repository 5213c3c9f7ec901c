"""The folder of slips, one for each unit that has something to mend or explain; workers share in writing."""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Final

from toolkit.desk.results import UnitResult
from toolkit.io.files import make_folder, write_new
from toolkit.io.return_slip import Slip, return_slip, slip_of

IN_A_BATCH: Final = 16
MOST_UNDER_WAY: Final = 64
"""Batches handed out and not done yet; then the next one waits, so that slips do not pile up in memory."""

Batch = tuple[Slip, ...]


class SlipFolder:
    """Takes the results unit by unit; slips of an earlier run are removed first."""

    def __init__(self, folder: Path, issuer: str, workers: Executor | None = None) -> None:
        """``workers`` are processes of this machine; without them, each slip is written at once."""
        self._folder, self._issuer, self._workers = folder, issuer, workers
        self._batch: list[Slip] = []
        self._under_way: deque[tuple[Future[None], Batch]] = deque()
        self.count = 0
        """How many slips there are."""
        make_folder(folder)
        for old in folder.glob("[0-9]*_*.xlsx"):
            if old.is_file():
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
    """Write some slips, each named by its unit."""
    for slip in slips:
        unit = slip.dossier.unit
        write_new(folder / f"{unit.code}_{unit.name}.xlsx", return_slip(slip, issuer), overwrite=True)
