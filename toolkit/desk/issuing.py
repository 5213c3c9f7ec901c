"""What goes into the workbook of one unit before it is sent out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from toolkit.desk.roster import Unit
from toolkit.desk.vocabulary import CARRIED_OVER_INDICATOR_FIELDS, INDICATORS, ISSUE_CELL
from toolkit.form import Form, as_text
from toolkit.model import CellEdit, Role
from toolkit.submission import Submission, is_blank


def issue_number(form: Form, unit: Unit, earlier: int) -> str:
    """The issue id of a unit's workbook: its code and ten digits that no other issue has."""
    known = json.dumps(dict(known_texts(unit)), ensure_ascii=False, sort_keys=True)
    text = f"{form.fingerprint}|{unit.code}|{earlier}|{known}"
    return f"{unit.code}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def known_texts(unit: Unit) -> Mapping[str, str]:
    """What is known of the unit as the register keeps it: field name → text."""
    return {name: as_text(value) for name, value in unit.known.items()}


def prefill(form: Form, unit: Unit, issue: str, last: Submission | None) -> list[CellEdit]:
    """The cells to write: what the roster knows, last year's indicators without figures, the issue id."""
    edits = [CellEdit(form.fields[name].area.first, value) for name, value in unit.known.items()]
    if last:
        edits += _last_indicators(form, last)
    return [*edits, CellEdit(form.names[ISSUE_CELL].first, issue)]


def _last_indicators(form: Form, last: Submission) -> Iterator[CellEdit]:
    most = form.tables[INDICATORS].rows
    for index, row in enumerate(last.rows(INDICATORS)[:most]):
        for name in CARRIED_OVER_INDICATOR_FIELDS:
            field = form.fields.get(name) if name in last.form.fields else None
            if field and field.role is Role.INPUT and not is_blank(row.value(name)):
                yield CellEdit(field.area.cell(index), row.value(name))
