"""Colours and notes on the cells that a check points at; the colours they had are kept in the workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from toolkit.addresses import CellRef, parse_area
from toolkit.io import excel_native as native
from toolkit.model import SEVERITY_LABELS, Finding, Severity

if TYPE_CHECKING:
    import xlwings as xw

KIND: Final = "marks"
HEAD: Final = "【校验】"
"""Every note of ours begins with it; notes of others are left alone."""
MOST_TOLD = 4
"""Findings told in one note."""
COLOURS: Final[Mapping[Severity, tuple[int, int, int]]] = {
    Severity.ERROR: (255, 199, 206),
    Severity.WARNING: (255, 224, 153),
    Severity.NOTE: (206, 226, 245),
}
Colour = tuple[int, int, int] | None


class Mark(Struct, frozen=True):
    """How one cell is to be marked."""

    at: CellRef
    colour: tuple[int, int, int]
    note: str
    """Empty where the cell is only concerned besides."""


def planned_marks(findings: Iterable[Finding], titles: frozenset[str]) -> tuple[Mark, ...]:
    """One mark a cell on the sheets of these titles: colour of the worst severity, all findings told."""
    told: dict[CellRef, list[Finding]] = {}
    worst: dict[CellRef, Severity] = {}
    order = list(COLOURS)
    for finding in findings:
        main = _cell(finding.place) if finding.cell else None
        if main:
            told.setdefault(main, []).append(finding)
        for at in [main, *map(_cell, finding.also)]:
            if at:
                worst[at] = min(worst.get(at, finding.severity), finding.severity, key=order.index)
    return tuple(
        Mark(at, COLOURS[severity], _note(told.get(at, ())))
        for at, severity in worst.items()
        if at.sheet in titles
    )


def _cell(text: str) -> CellRef | None:
    area = parse_area(text)
    return area.first if area else None


def _note(findings: Iterable[Finding]) -> str:
    told = [*findings]
    lines = [
        f"{SEVERITY_LABELS[f.severity]} {f.rule}：{f.message}\n怎么改：{f.fix}" for f in told[:MOST_TOLD]
    ]
    if len(told) > MOST_TOLD:
        lines.append(f"另有 {len(told) - MOST_TOLD} 项，见校验结果。")
    return HEAD + "\n".join(lines) if lines else ""


def marked_sheets(book: xw.Book) -> set[str]:
    """Titles of the sheets that carry marks of an earlier check."""
    return {at.sheet for at in _remembered(book)}


def replace_marks(book: xw.Book, marks: Iterable[Mark], undo: ExitStack) -> None:
    """Remove the marks of the check before and set new ones; on a fault none of the new ones remain."""
    clear_marks(book)
    marks = tuple(marks)
    undo.callback(clear_marks, book)
    _remember(book, {mark.at: _range(book, mark.at).color for mark in marks})
    for mark in marks:
        cell = _range(book, mark.at)
        cell.color = mark.colour
        if mark.note and cell.note is None:
            cell.add_note(mark.note)


def clear_marks(book: xw.Book) -> None:
    """Give every marked cell the colour it had, and remove our notes."""
    titles = {sheet.name for sheet in book.sheets}
    for at, colour in _remembered(book).items():
        if at.sheet in titles:
            cell = _range(book, at)
            cell.color = colour
            note = cell.note
            if note is not None and note.text.startswith(HEAD):
                note.delete()
    native.forget(book, KIND)


def _range(book: xw.Book, at: CellRef) -> xw.Range:
    return book.sheets[at.sheet].range((at.row, at.column))


def _remember(book: xw.Book, colours: Mapping[CellRef, Colour]) -> None:
    native.keep(book, KIND, json.dumps([[*at, colour] for at, colour in colours.items()], ensure_ascii=False))


def _remembered(book: xw.Book) -> dict[CellRef, Colour]:
    return dict(_kept_colours(native.kept(book, KIND) or "[]"))


def _kept_colours(text: str) -> Iterator[tuple[CellRef, Colour]]:
    for sheet, row, column, colour in json.loads(text):
        yield CellRef(sheet, row, column), tuple(colour) if colour else None
