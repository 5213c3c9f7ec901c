"""A whole round in one call: read what it goes by, examine what came, write every output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Final, Protocol

from msgspec import Struct

from toolkit.commands.collect import (
    Collecting,
    conclude,
    list_items,
    masters_of,
    read_sources,
)
from toolkit.commands.crew import Crew, compile_masters, helpers
from toolkit.commands.gathering import Seen, gather
from toolkit.commands.review import take_scores
from toolkit.desk.results import Conclusion
from toolkit.errors import UnusableInput
from toolkit.io.files import make_folder
from toolkit.io.outputs import WORKBOOK, Outputs
from toolkit.io.register import Register
from toolkit.io.register_view import save_register_view, view_path


class Collected(Struct, frozen=True):
    """What came of a round, and what was written of it."""

    conclusion: Conclusion
    outputs: Outputs
    """Closed: it tells the files."""


class Watcher(Protocol):
    """Is told how far a round is."""

    def examining(self, files: int) -> AbstractContextManager[Seen]:
        """So many files are going to be examined; the context takes each of them."""

    def summing_up(self) -> AbstractContextManager[object]:
        """The outputs are being written."""


class Unwatched:
    """A watcher that looks away."""

    @contextmanager
    def examining(self, files: int) -> Iterator[Seen]:
        """Takes each file for known."""
        yield lambda item, fault: None

    def summing_up(self) -> AbstractContextManager[object]:
        """Does nothing."""
        return nullcontext()


UNWATCHED: Final = Unwatched()


def collect_round(
    job: Collecting,
    register: Path,
    crew: Crew,
    *,
    issuer: str = "",
    slips: bool = True,
    jobs: int = 1,
    watcher: Watcher = UNWATCHED,
) -> Collected:
    """Collect a folder into a register and every output; the same call after a break goes on where it was.

    ``crew`` examines the files, ``jobs`` processes of this machine write the slips, signed ``issuer``. The
    bureau's scores in an earlier roll-up are taken over. Raises ToolkitError before anything is written where
    something that the round goes by cannot be used.
    """
    view = view_path(register, job.roster, job.ledger, job.master)
    compile_masters(masters_of(job))
    sources, items = read_sources(job), list_items(job, view)
    make_folder(job.out)
    crew.ready(masters_of(job))  # before anything else runs beside this thread
    with Register(register) as book:
        _keep_scores(job.out, book)
        with watcher.examining(sum(map(len, items.values()))) as seen:
            gather(job, sources, book, crew, items, seen)
        with (
            helpers(jobs if slips else 1) as workers,
            Outputs(job.out, job.folder, issuer=issuer, slips=slips, workers=workers) as outputs,
            watcher.summing_up(),
        ):
            conclusion = conclude(job, sources, book, outputs)
            save_register_view(view, book)
    return Collected(conclusion, outputs)


def _keep_scores(out: Path, register: Register) -> None:
    """Take the scores that the bureau typed into the last roll-up before it is written anew."""
    rollup = out / WORKBOOK
    try:
        if rollup.is_file():
            take_scores(rollup, register)
    except UnusableInput as fault:
        advice = "改好后再收表；不要其中的审核得分，就先移走这个文件。"
        raise UnusableInput(f"上次的汇总不能读出审核得分：{fault}{advice}") from None
