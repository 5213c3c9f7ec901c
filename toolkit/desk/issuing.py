"""What goes into the workbook of one unit before it is sent out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from toolkit.decimals import to_decimal
from toolkit.desk.ledger import Ledger
from toolkit.desk.roster import Roster, Unit, impossible, told_by_row
from toolkit.desk.vocabulary import AMOUNTS, CARRIED_OVER_INDICATOR_FIELDS, INDICATORS, ISSUE_CELL
from toolkit.errors import UnusableInput
from toolkit.form import Form, as_text
from toolkit.model import CellEdit, Field, Role
from toolkit.submission import Submission, is_blank


def with_ledger(roster: Roster, ledger: Ledger, fields: Mapping[str, Field]) -> Roster:
    """The roster with the ledger's budgets and spending.

    Raises UnusableInput with one line for each amount that the two tell differently or that cannot be right.
    """
    units, faults = [], []
    for unit in roster.units:
        amounts = {name: ledger.budget.get(unit.code, {}).get(name) for name in AMOUNTS}
        known = {name: float(amount) for name, amount in amounts.items() if amount is not None}
        for name in known.keys() & unit.known.keys():
            told = to_decimal(unit.known[name], fields[name].decimals)
            if told != amounts[name]:
                text = f"“{fields[name].label}”名录是 {told}，台账是 {amounts[name]}"
                faults.append((unit.row, f"{text}，请核对。"))
        both = {**unit.known, **known}
        faults += [(unit.row, text) for text in impossible(both, fields)]
        units.append(replace(unit, known=both))
    if faults:
        raise UnusableInput(told_by_row("名录与台账有误，请改正后再试", sorted(faults)))
    return replace(roster, units=tuple(units))


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
