"""Examine the files of a round, and keep the register in step with what lies in the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from toolkit.commands.collect import Collecting, Sources, masters_of
from toolkit.commands.crew import Crew, examine_all
from toolkit.commands.examine import Examined, Task, hash_of
from toolkit.desk.years import year_of_round
from toolkit.errors import ToolkitError
from toolkit.io.intake import Item, read_item
from toolkit.io.register import Register

NOTED_AT_ONCE = 256
"""Files noted in one go where nothing has to be examined."""

Seen = Callable[[Item, str], None]
"""Told of each file when it is done: the file, and its fault or ``""``."""


def pending(
    job: Collecting, sources: Sources, register: Register, kind: str, items: Sequence[Item], seen: Seen
) -> list[Task]:
    """The files that have to be examined; those known already are only noted as seen."""
    register.start_collecting(kind)
    if not job.resume:
        return [_task(job, kind, item) for item in items]
    tasks = []
    for start in range(0, len(items), NOTED_AT_ONCE):
        with register.together():
            for item in items[start : start + NOTED_AT_ONCE]:
                known = known_hash(item, sources, register, kind)
                if known:
                    register.add_file(kind, item.path, known, item.received, "", item.location, item.members)
                    seen(item, "")
                else:
                    tasks.append(_task(job, kind, item))
    return tasks


def _task(job: Collecting, kind: str, item: Item) -> Task:
    return Task(item, masters_of(job), job.ruleset, job.seconds, job.megabytes, kind)


def known_hash(item: Item, sources: Sources, register: Register, kind: str) -> str:
    """The content hash of a file seen before whose check still holds; else ``""``."""
    if not register.has_path(kind, item.path):
        return ""
    try:
        found = hash_of(read_item(item))
    except ToolkitError:
        return ""
    return found if found and register.is_checked(found, sources.context) else ""


def gather(
    job: Collecting,
    sources: Sources,
    register: Register,
    crew: Crew,
    items: Mapping[str, Sequence[Item]],
    seen: Seen,
) -> None:
    """Examine this year's and last year's files; each batch is in the register before the next is taken."""
    year = (
        str(job.year) if job.year else year_of_round(register.issued().values(), sources.roster, sources.form)
    )
    register.start_run(sources.context, sources.roster.units, year)
    tasks = [
        task for kind, found in items.items() for task in pending(job, sources, register, kind, found, seen)
    ]
    for batch in examine_all(tasks, crew):
        with register.together():
            for task, examined in batch:
                _record(register, sources, task, examined)
        for task, examined in batch:
            seen(task.item, examined.fault)
    for kind in items:
        _settle(register, kind)


def _settle(register: Register, kind: str) -> None:
    """Find out which of the files that this run did not see are gone: a run that is broken off before takes
    none for gone, and one over another folder none that still lies where it was."""
    with register.together():
        for item, content in register.unseen(kind):
            register.mark_unseen(kind, item.path, content, gone=not holds(item, content))


def holds(item: Item, content: str) -> bool:
    """Whether a file can be read and still has the content with that hash."""
    try:
        return hash_of(read_item(item)) == content
    except ToolkitError:
        return False


def _record(register: Register, sources: Sources, task: Task, found: Examined) -> None:
    item = task.item
    kept = bool(found.sha256) and found.lasting
    if kept:
        register.add_checked(
            found.sha256, sources.context, found.saved, found.fault, found.facts, found.digest
        )
    fault = "" if kept else found.fault
    register.add_file(task.kind, item.path, found.sha256, item.received, fault, item.location, item.members)
