"""How a command ends: one sentence and an exit code for what a person can mend, whatever the encoding."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Any, Final

import click

from toolkit.cli_chinese import ChineseGroup, in_chinese
from toolkit.errors import OutputRefused, ToolkitError

STAND_INS: Final = {"✖": "×", "⚠": "！", "✔": "√", "▸": "＞"}
"""For the signs that GBK, the encoding of redirected output on Chinese Windows, does not have."""
INTERRUPTED: Final = 130
NOBODY_READS: Final = 141
"""As a shell counts a process that ended because the reader of its output had gone: ``| head -1``."""


class GuardedGroup(ChineseGroup):
    """The group of all commands: ends quietly, with a code of its own, where nobody reads its output."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """The context of the words typed; prints the help where they ask for it."""
        with _ended_by_its_reader():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see above."""
        with _ended_by_its_reader():
            return super().invoke(ctx)


@contextmanager
def _ended_by_its_reader() -> Iterator[None]:
    """Takes the broken pipe, before click and after rich make of it the 1 that means findings."""
    try:
        yield
    except (BrokenPipeError, SystemExit) as end:
        if not isinstance(end, BrokenPipeError) and not isinstance(end.__context__, BrokenPipeError):
            raise
        _close_output()
        raise click.exceptions.Exit(NOBODY_READS) from None


def take_every_character() -> None:
    """Have what a stream's encoding lacks printed as the sign that comes nearest, or as ``?``."""
    codecs.register_error("jixiao.stand_in", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="jixiao.stand_in")


def _stand_in(fault: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    signs = "".join(STAND_INS.get(sign, "?") for sign in fault.object[fault.start : fault.end])
    return signs.encode(fault.encoding, "replace"), fault.end


def guarded(run: Callable[[], Any]) -> int:
    """The exit code of a command; what a person can mend is told in a sentence, a bug keeps its traceback."""
    try:
        return run() or 0
    except ToolkitError as fault:
        click.secho(str(fault), fg="red", err=True)
        return fault.exit_code
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.message, err=True)
        return 2
    except click.ClickException as fault:
        click.secho(in_chinese(fault), fg="red", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.secho("已中断，没有写完的文件已丢弃。", err=True)
        return INTERRUPTED
    except OSError as fault:
        return _told(fault)


def _told(fault: OSError) -> int:
    """The exit code after a fault of the disk, told; raises the fault where there is nothing to tell."""
    from toolkit.io.files import disk_fault

    reason = disk_fault(fault)
    if reason is None:
        raise fault
    if fault.filename is None:
        _close_output()
    click.secho(f"{fault.filename}：{reason}" if fault.filename else reason, fg="red", err=True)
    return OutputRefused.exit_code


def _close_output() -> None:
    """Close standard output, else what it could not take is tried again when the process ends."""
    with suppress(OSError):
        sys.stdout.close()
