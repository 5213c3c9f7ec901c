"""Write scores and findings into a copy of a return; the return itself is never touched."""

from __future__ import annotations

from pathlib import Path

from toolkit.commands.check import Checked
from toolkit.io.files import refuse_source, require_suffix, write_new
from toolkit.io.package import open_package
from toolkit.io.proof import prove_patch
from toolkit.io.workbook_parts import workbook_suffix
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.model import CellEdit
from toolkit.report.write_back import changed_only, finding_edits, listed_rows, score_edits
from toolkit.submission import edited, outdated_results


def scored_copy(checked: Checked) -> bytes:
    """The return with scores, totals, rating and findings written in, proven by reading it back."""
    submission, report = checked.submission, checked.report
    assert report.score is not None
    edits = [*score_edits(submission, report.score), *finding_edits(submission, report)]
    return write_into(checked, changed_only(submission, edits))


def write_into(checked: Checked, edits: list[CellEdit]) -> bytes:
    """The return with some cells written and every result that depends on them refreshed.

    Its result sheet is printed as far as it is filled, each row as high as its text.
    """
    after = edited(checked.submission, edits)
    caches = outdated_results(after)
    book, listed = checked.submission.book, listed_rows(after)
    data = patch_workbook(checked.data, edits, caches, book, listed)
    prove_patch(book, data, edits, caches, checked.data, listed)
    return data


def copy_suffix(checked: Checked) -> str:
    """The extension of a copy of the return: ``.xlsm`` where it holds macros."""
    return workbook_suffix(open_package(checked.data))


def save_scored(checked: Checked, target: Path, *, overwrite: bool) -> None:
    """Write the scored copy; raises OutputRefused where the target is the return, has a name that does not
    fit the content, or exists and may not be replaced."""
    refuse_source(target, checked.path)
    require_suffix(target, copy_suffix(checked))
    write_new(target, scored_copy(checked), overwrite=overwrite)
