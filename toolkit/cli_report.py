"""What commands that check print of a workbook, and the exit code that tells it to scripts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from toolkit.cli_options import terminal
from toolkit.model import Severity, Verdict

if TYPE_CHECKING:
    from toolkit.commands.check import Checked


def show_report(checked: Checked) -> None:
    """Print every finding and the verdict."""
    from toolkit.io.screen_text import report_text, text_width

    width = text_width()
    text = report_text(checked.report, width) if width else None
    if text is None:
        from toolkit.io.screen import print_report

        print_report(terminal(), checked.report)
    else:
        click.echo(text, nl=False)


def show_summary(checked: Checked) -> None:
    """Print a line for each rule that found something, and the verdict."""
    from toolkit.io.screen_text import summary_text, text_width

    width = text_width()
    text = summary_text(checked.report, width) if width else None
    if text is None:
        from toolkit.io.screen import print_summary

        print_summary(terminal(), checked.report)
    else:
        click.echo(text, nl=False)


def show_json(text: str) -> None:
    """Print JSON; where standard output is not UTF-8, what is not ASCII is escaped, which says the same."""
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        import json

        text = "".join(sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in text)
    click.echo(text, nl=False)


def exit_code(checked: Checked) -> int:
    """0 no error finding, 1 error findings, 2 not fully checked."""
    if checked.report.count(Severity.ERROR):
        return 1
    return 2 if checked.report.verdict is Verdict.NOT_FULLY_CHECKED else 0
