"""The buttons' work on a saved file, for computers without Excel macros: results go into a copy beside it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from toolkit.commands.check import Checked, check_file
from toolkit.commands.score import copy_suffix, save_scored
from toolkit.commands.word import save_report
from toolkit.io.desktop import free_path
from toolkit.report.write_back import needs_draft


class Opened(Struct, frozen=True):
    """What was made of a file."""

    checked: Checked
    copy: Path
    """The copy with findings and scores."""
    report: Path | None
    """The Word report; ``None`` where errors or rules that did not run stand in its way."""


def work_on(file: Path) -> Opened:
    """Check and score a file into ``<stem>.scored.xlsx`` beside it, and export the report if it may go out.

    The file itself is not touched, and no other file is replaced: names not yet taken are used. Raises as
    ``check_file`` does.
    """
    checked = check_file(file)
    copy = free_path(file.with_name(f"{file.stem}.scored{copy_suffix(checked)}"))
    save_scored(checked, copy, overwrite=False)
    if needs_draft(checked.report):
        return Opened(checked, copy, None)
    report = free_path(file.with_suffix(".docx"))
    save_report(checked, report, draft=False, public=False, overwrite=False)
    return Opened(checked, copy, report)
