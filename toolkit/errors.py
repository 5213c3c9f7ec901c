"""What a user can put right: one polite Chinese sentence each, and how to end the command.

And what nobody foresaw: a fault of the toolkit itself, in the words in which maintainers need it.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


class ToolkitError(Exception):
    """A fault that the user can mend; ``str(error)`` is the one sentence that is shown."""

    exit_code = 2


class UnusableInput(ToolkitError):
    """The file cannot be checked at all: not a workbook, encrypted, damaged, an old format."""


class ForeignWorkbook(ToolkitError):
    """A sound workbook, but not issued from a master that we hold."""


class MasterFault(ToolkitError):
    """The master or the report template itself is not in order; names the cell to mend."""


class OutputRefused(ToolkitError):
    """Writing was refused: the target exists, or error findings remain."""

    exit_code = 1


def unforeseen(error: BaseException) -> str:
    """``TypeError：…，toolkit/rules/scores.py 第 41 行``: what was raised, and the last place of the toolkit
    that it came from.

    For faults that one rule or one file is isolated from: they end in reports, which are the same on every
    machine, so the traceback itself stays out.
    """
    said = f"{type(error).__name__}：{error}".rstrip("：")
    step, place = error.__traceback__, ""
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if PACKAGE in path.parents:
            place = f"，{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()} 第 {step.tb_lineno} 行"
        step = step.tb_next
    return said + place
