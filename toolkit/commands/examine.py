"""What one worker does with one returned file: read it, check it, and reduce it to its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from msgspec import Struct

from toolkit import __version__
from toolkit.collector import keep_for_good
from toolkit.commands.check import check_data
from toolkit.desk.digest import digest_of, facts_of, packed
from toolkit.desk.returns import NOTHING, Facts
from toolkit.desk.vocabulary import ISSUE_CELL
from toolkit.errors import MasterFault, ToolkitError, unforeseen
from toolkit.expression import compile_all
from toolkit.form import Form
from toolkit.io.intake import Item, read_item
from toolkit.io.limits import OutOfTime, limited
from toolkit.io.masters import choose_form, held_forms, identity, master_files
from toolkit.io.package import read_bytes
from toolkit.io.resources import clean_sample
from toolkit.io.row_memory import SIGHTINGS_TO_LEARN
from toolkit.io.saved import last_saved

CHECKS_TO_KNOW = SIGHTINGS_TO_LEARN + 2
"""Checks after which the rows of a workbook are known: a program's rows are learned when it comes back often
enough, and kept with their values when they come once more."""
OUT_OF_TIME = "校验超过时限，已跳过；请单独校验这个文件，或放宽 --seconds。"
OUT_OF_MEMORY = "校验超过内存上限，已跳过；请删除其中的图片、附件，或放宽 --megabytes。"


class Task(Struct, frozen=True):
    """One file to examine, with the limits for it."""

    item: Item
    masters: tuple[str, ...] = ()
    ruleset: str | None = None
    seconds: float = 0
    megabytes: int = 0
    kind: str = ""
    """Which collection it is of, this year's or last year's; told back with the outcome."""


class Examined(Struct, frozen=True):
    """What came of it: a packed digest, or the reason why there is none."""

    sha256: str = ""
    saved: str = ""
    digest: bytes = b""
    facts: Facts = NOTHING
    fault: str = ""
    lasting: bool = True
    """Whether another try would come to the same; False for time, memory and faults of the toolkit."""


def examine_each(tasks: Sequence[Task]) -> tuple[Examined, ...]:
    """Examine some files one after the other, each by itself and under its own limits."""
    return tuple(map(examine, tasks))


def examine(task: Task) -> Examined:
    """Examine one file; never raises for a fault of the file."""
    data = b""
    try:
        with limited(task.seconds, task.megabytes):
            data = read_item(task.item)
            return _examined(task, data)
    except MasterFault as fault:
        return Examined(hash_of(data), fault=str(fault), lasting=False)
    except ToolkitError as fault:
        return Examined(hash_of(data), fault=str(fault))
    except OutOfTime:
        reason = OUT_OF_TIME
    except MemoryError:
        reason = OUT_OF_MEMORY
    except Exception as error:  # the one place where a file is isolated from the others
        reason = f"工具内部错误（{unforeseen(error)}），请把这个文件交给维护人员。"
    return Examined(hash_of(data), fault=reason, lasting=False)


def _examined(task: Task, data: bytes) -> Examined:
    forms = forms_of(task.masters)
    name = PurePosixPath(task.item.path).name
    checked = check_data(Path(name), data, lambda book: choose_form(book, forms), task.ruleset)
    issue = identity(checked.submission.book, ISSUE_CELL)
    digest = digest_of(checked.submission, checked.report, issue)
    return Examined(checked.report.sha256, last_saved(data), packed(digest), facts_of(digest))


def hash_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes; empty where it could not be read."""
    return hashlib.sha256(data).hexdigest() if data else ""


@lru_cache(maxsize=4)
def forms_of(masters: tuple[str, ...]) -> tuple[Form, ...]:
    """The masters that are held, loaded once a process, and never looked at again by the collector."""
    forms = held_forms([Path(folder) for folder in masters])
    keep_for_good()
    return forms


def warm_up(masters: tuple[str, ...]) -> None:
    """Load the masters and check a filled return until its rows are known: what is made and learned from the
    first returns on is there when workers are forked. Of masters that the sample that comes with the toolkit
    is no return of, the first is checked as if it were one."""
    forms_of(masters)
    sample = clean_sample()
    if sample is None or not _known(Task(Item(str(sample), sample.name), masters)):
        _known(Task(Item(masters[0], masters[0]), masters))
    compile_all()
    keep_for_good()


def _known(task: Task) -> bool:
    """Examine a file until its rows are known; whether it could be checked."""
    return all(not examine(task).fault for _ in range(CHECKS_TO_KNOW))


def tools_of(masters: tuple[str, ...]) -> tuple[str, ...]:
    """By what files are checked here: the toolkit's version, and the content of each master that is held."""
    try:
        files = master_files([Path(folder) for folder in masters])
        return __version__, *(hash_of(read_bytes(path)) for path in files)
    except ToolkitError as fault:
        return __version__, str(fault)
