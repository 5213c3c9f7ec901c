"""Sealing a master: every check at once, then the identity cells and the changes since the version before."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from toolkit.addresses import CellRef
from toolkit.errors import MasterFault
from toolkit.form import Form, fingerprint
from toolkit.model import Book, Cell, CellEdit, Finding, Value
from toolkit.sealing import parameter_checks, workbook_checks
from toolkit.sealing.changes import Change, changes_between
from toolkit.sealing.draft import Draft, Fault, missing_names, open_draft
from toolkit.sealing.history import history_faults
from toolkit.sealing.rule_checks import Programs, rule_faults
from toolkit.sealing.trial import trial_faults, trial_findings

VERSION_CELL, FINGERPRINT_CELL, ISSUE_CELL = "模板_版本", "模板_指纹", "模板_下发编号"


class Seal(Struct, frozen=True):
    """A master in order, and what is to be written into it."""

    form: Form
    """With the new version and fingerprint."""
    edits: tuple[CellEdit, ...]
    caches: dict[CellRef, Value]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    """What its rules report on the clean return."""


def examined(
    book: Book, previous: Form | None, sample: Book | None, programs: Programs
) -> tuple[Form | None, tuple[Fault, ...]]:
    """What an edited master says, and everything that stands in the way of sealing it, in sheet order.

    ``previous`` is the sealed version it was edited from, ``sample`` a return without faults. There is no
    form where the workbook cannot be read as one; then there are faults.
    """
    missing = missing_names(book)
    if missing:
        text = "名称“{}”不见了，请在名称管理器中恢复，或从上一版母版重新开始修改。"
        return None, tuple(Fault(None, text.format(name)) for name in missing)
    draft, faults = open_draft(book)
    faults += _specification_faults(draft, previous, programs)
    if previous is not None:
        faults += history_faults(draft, previous)
    form = _form_of(draft)
    if form is not None:
        faults += _use_faults(form, sample, quiet=bool(faults))
    places = {sheet.title: number for number, sheet in enumerate(book.sheets)}
    return form, tuple(sorted(dict.fromkeys(faults), key=lambda fault: _reading_order(fault, places)))


def _specification_faults(draft: Draft, previous: Form | None, programs: Programs) -> Iterator[Fault]:
    ids = frozenset(draft.filled("规则_编号"))
    yield from workbook_checks.protection_faults(draft)
    yield from workbook_checks.error_faults(draft)
    yield from workbook_checks.field_faults(draft, ids)
    yield from rule_faults(draft, programs)
    yield from parameter_checks.parameter_faults(draft, previous)
    yield from parameter_checks.band_faults(draft)
    yield from parameter_checks.list_faults(draft)


def _use_faults(form: Form, sample: Book | None, *, quiet: bool) -> Iterator[Fault]:
    """Faults in use; where others are known, only those of single cells, for the rest follows from them."""
    if not quiet:
        yield from parameter_checks.ruleset_faults(form)
    if sample is not None:
        yield from (fault for fault in trial_faults(form, sample) if fault.at or not quiet)


def _form_of(draft: Draft) -> Form | None:
    try:
        return Form.from_book(draft.book, draft.model)
    except MasterFault:
        return None  # the faults of its cells are told one by one


def _reading_order(fault: Fault, places: dict[str, int]) -> tuple[int, int, int, str]:
    if fault.at is None:
        return -1, 0, 0, fault.text
    return places.get(fault.at.sheet, -1), fault.at.row, fault.at.column, fault.text


def sealed(form: Form, version: str, previous: Form | None, sample: Book | None) -> Seal:
    """The seal of a master without faults: identity cells, every formula's result, changes.

    The fingerprint covers the new version; the issue number is emptied.
    """
    book = form.book
    stamped = _with_text(book, form, VERSION_CELL, version)
    digest = fingerprint(stamped)
    final = _with_text(stamped, form, FINGERPRINT_CELL, digest)
    new = Form.from_book(final, form.model)
    texts = {VERSION_CELL: version, FINGERPRINT_CELL: digest, ISSUE_CELL: None}
    return Seal(
        form=new,
        edits=tuple(CellEdit(form.names[name].first, text) for name, text in texts.items()),
        caches={
            at: new.blank[new.slot(at)]
            for sheet in book.sheets
            for place, cell in sheet.cells.items()
            if cell.formula and (at := CellRef(sheet.title, *place))
        },
        changes=changes_between(previous, new) if previous else (),
        findings=trial_findings(new, sample) if sample else (),
    )


def _with_text(book: Book, form: Form, name: str, text: str) -> Book:
    at = form.names[name].first

    def changed(cells: dict[tuple[int, int], Cell]) -> dict[tuple[int, int], Cell]:
        style = cells[at.row, at.column].style if (at.row, at.column) in cells else 0
        return {**cells, (at.row, at.column): Cell(text, None, style)}

    sheets = (
        replace(sheet, cells=changed(dict(sheet.cells))) if sheet.title == at.sheet else sheet
        for sheet in book.sheets
    )
    return replace(book, sheets=tuple(sheets))
