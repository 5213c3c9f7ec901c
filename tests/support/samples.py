"""The master and the samples, loaded once a test process, and edits by field name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from toolkit.addresses import CellRef
from toolkit.form import Form
from toolkit.io.masters import load_form
from toolkit.io.xlsx_read import read_book
from toolkit.model import Book, Cell, CellEdit, Finding, Value
from toolkit.submission import Submission, bind, edited, formula_results

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbooks"
MASTER = WORKBOOKS / "master.xlsx"
YUNXI = WORKBOOKS / "samples" / "yunxi-2023.xlsx"
CLEAN = WORKBOOKS / "samples" / "clean-2023.xlsx"
_PLACE = re.compile(r"(\w+?)(?:\[(\d+)\])?")


@lru_cache
def master_form() -> Form:
    """The master of this source tree."""
    return load_form(MASTER)


@lru_cache
def submission_of(path: Path) -> Submission:
    """A sample bound to the master."""
    return bind(read_book(path), master_form())


def place(form: Form, text: str) -> CellRef:
    """The cell of ``字段`` or, counted from 1, of ``字段[行]``."""
    match = _PLACE.fullmatch(text)
    assert match, text
    name, row = match.groups()
    if name not in form.fields:
        return _parameter_cell(form, name)
    return form.fields[name].area.cell(int(row) - 1 if row else 0)


def _parameter_cell(form: Form, name: str) -> CellRef:
    """Where the chosen rule set keeps a parameter."""
    codes, grid = form.names["参数表_名称"], form.names["参数表_取值"]
    rows = [row for row in range(codes.rows) if form.blank[form.slot(codes.cell(row))] == name]
    return CellRef(grid.sheet, grid.row1 + rows[0], grid.column1 + form.rulesets.index(form.ruleset))


def with_edits(submission: Submission, edits: Mapping[str, Value | int]) -> Submission:
    """The submission with some fields changed and its file saved again; an empty text empties the cell."""
    typed = [
        CellEdit(place(submission.form, name), None if value == "" else _value(value))
        for name, value in edits.items()
    ]
    after = edited(submission, typed)
    return replace(after, book=_saved(after, {edit.at for edit in typed}))


def _saved(submission: Submission, typed: set[CellRef]) -> Book:
    """The submission's file with these cells as they are now and every result fresh."""
    fresh = {at: submission.at(at) for at in typed} | formula_results(submission)
    cells = {sheet.title: dict(sheet.cells) for sheet in submission.book.sheets}
    for at, value in fresh.items():
        sheet = cells[at.sheet]
        old = sheet.get((at.row, at.column), Cell(None, None, min(submission.book.unlocked_styles)))
        sheet[at.row, at.column] = old._replace(value=value)
    sheets = (replace(sheet, cells=cells[sheet.title]) for sheet in submission.book.sheets)
    return replace(submission.book, sheets=tuple(sheets))


def _value(value: Value | int) -> Value:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def told(finding: Finding) -> str:
    """A finding as cases state it: ``AR11 error 收支情况!E24``."""
    at = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    return f"{finding.rule} {finding.severity.value} {at}"
