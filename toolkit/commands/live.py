"""What the buttons do to the open workbook: the same core as on a file, its results written in place."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.commands.check import Checked, check_book
from toolkit.errors import OutputRefused
from toolkit.io.excel_live import read_live, saved_path
from toolkit.io.excel_marks import marked_sheets, planned_marks, replace_marks
from toolkit.io.excel_memory import forget_scoring, last_scoring, remember_scoring
from toolkit.io.excel_write import contents_of, new_contents, show_rows, write_contents, writing
from toolkit.io.masters import find_form
from toolkit.model import CellEdit, Role
from toolkit.report.write_back import (
    changed_only,
    final_obstacles,
    finding_edits,
    listed_rows,
    needs_draft,
    score_edits,
)
from toolkit.submission import edited

if TYPE_CHECKING:
    import xlwings as xw


class Undone(Struct, frozen=True):
    """How an undo went: cells restored, and cells left as somebody has changed them since."""

    restored: int
    kept: int


def check_live(book: xw.Book) -> Checked:
    """Check the open workbook as it stands, saved or not; raises as ``check_file`` does."""
    now = read_live(book)
    return check_book(Path(book.name), b"", now, find_form(now))


def write_findings(book: xw.Book, checked: Checked) -> None:
    """Fill the result sheet, printed as far as it is filled and each row as high as its text, and mark the
    cells concerned; no cell stays changed where that fails.

    Raises OutputRefused where a sheet to be written has a password.
    """
    submission, report = checked.submission, checked.report
    edits = changed_only(submission, finding_edits(submission, report))
    visible = frozenset(sheet.title for sheet in submission.book.sheets if sheet.state == "visible")
    marks = planned_marks(report.findings, visible)
    listed = listed_rows(edited(submission, edits))
    written = {edit.at.sheet for edit in edits} | listed.keys()
    titles = {mark.at.sheet for mark in marks} | marked_sheets(book) | written
    with writing(book, _in_order(book, titles)) as undo:
        replace_marks(book, marks, undo)
        _write(book, checked, edits, undo)
        show_rows(book, listed)


def result_sheet(checked: Checked) -> str:
    """Title of the sheet that holds the findings."""
    return checked.submission.cell("结果_级别").sheet


def planned_scores(checked: Checked) -> list[CellEdit]:
    """What scoring would change; empty where all scores stand already."""
    assert checked.report.score is not None
    return changed_only(checked.submission, score_edits(checked.submission, checked.report.score))


def write_scores(book: xw.Book, checked: Checked, edits: list[CellEdit]) -> None:
    """Write scores, keeping what stood there for ``undo_scores``; nothing stays changed where that fails."""
    before = contents_of(checked.submission.book, [edit.at for edit in edits])
    with writing(book, _in_order(book, {edit.at.sheet for edit in edits})) as undo:
        remember_scoring(book, before, new_contents(edits), undo)
        _write(book, checked, edits, undo)


def undo_scores(book: xw.Book) -> Undone | None:
    """Put back what the last scoring changed; ``None`` where there is nothing to undo.

    A cell that no longer holds what scoring wrote is left alone: somebody has worked on it since.
    """
    changes = last_scoring(book)
    if not changes:
        return None
    now = contents_of(read_live(book), [change.at for change in changes])
    back = {change.at: change.before for change in changes if now[change.at] == change.after}
    with writing(book, _in_order(book, {at.sheet for at in back})) as undo:
        write_contents(book, back, now, undo)
    forget_scoring(book)
    return Undone(len(back), len(changes) - len(back))


def export_report(book: xw.Book, checked: Checked) -> Path:
    """Write the final Word report beside the workbook, under a name not yet taken.

    Raises OutputRefused, naming the rules, while errors remain.
    """
    refuse_unfinished(checked)
    from toolkit.commands.word import report_of
    from toolkit.io.desktop import documents_folder, free_path
    from toolkit.io.files import write_new

    saved = saved_path(book)
    wanted = saved.with_suffix(".docx") if saved else documents_folder() / f"{Path(book.name).stem}.docx"
    target = free_path(wanted)
    write_new(target, report_of(checked, draft=False, public=False), overwrite=False)
    return target


def refuse_unfinished(checked: Checked) -> None:
    """Raise OutputRefused where a final report may not go out yet, with what to do in Excel."""
    if not needs_draft(checked.report):
        return
    errors = final_obstacles(checked.report)
    if errors:
        ids = "、".join(dict.fromkeys(finding.rule for finding in errors))
        raise OutputRefused(
            f"还有 {len(errors)} 项错误（{ids}），不能导出正式报告。请点“校验”，按“校验结果”逐项改正。"
        )
    raise OutputRefused("有规则未能执行，还不能导出正式报告。请点“校验”查看，必要时联系财政部门。")


def _write(book: xw.Book, checked: Checked, edits: list[CellEdit], undo: ExitStack) -> None:
    """Write edits of cells that people or the toolkit fill in; no others are ever written."""
    form = checked.submission.form
    owned = {
        CellRef(sheet, *at)
        for sheet, fields in form.entry_fields.items()
        for at, field in fields.items()
        if field.role is Role.WRITTEN
    }
    foreign = [at for at, _ in edits if (at.row, at.column) not in form.entry_fields[at.sheet]]
    if foreign:
        raise ValueError(f"not a cell to write: {foreign[0]}")
    before = contents_of(checked.submission.book, owned | {edit.at for edit in edits})
    write_contents(book, new_contents(edits), before, undo, owned.__contains__)


def _in_order(book: xw.Book, titles: Iterable[str]) -> list[str]:
    wanted = set(titles)
    return [sheet.name for sheet in book.sheets if sheet.name in wanted]
