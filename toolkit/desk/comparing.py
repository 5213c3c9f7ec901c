"""What a unit changed between two returns, whether it was asked to, and what became of the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.desk.vocabulary import CODE
from toolkit.form import as_text
from toolkit.model import CheckReport, Finding
from toolkit.submission import Submission, inputs_of

ABSENT = ""


class Change(Struct, frozen=True):
    """One field with another value in the new return."""

    field: str
    label: str
    key: str
    """The row in words; empty for a field of one cell."""
    at: str
    old: str
    new: str
    asked: tuple[str, ...]
    """Rules of the old return whose findings point at this cell, or at another of its row."""


class Comparison(Struct, frozen=True):
    """All changes in the field list's order, and the findings that went, came and stayed."""

    changes: tuple[Change, ...]
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    same: tuple[Finding, ...]

    @property
    def unasked(self) -> int:
        """Number of changes that no finding asked for."""
        return sum(not change.asked for change in self.changes)

    @property
    def of_two_units(self) -> bool:
        """Whether the returns carry different unit codes."""
        return any(change.field == CODE for change in self.changes)


def compare_returns(
    old: Submission, old_report: CheckReport, new: Submission, new_report: CheckReport
) -> Comparison:
    """Compare two returns made from the same form, field by field; rows are told by their names in words."""
    before, after = (dict(_recognised(report.findings)) for report in (old_report, new_report))
    asked = _asked(old_report)
    return Comparison(
        changes=tuple(_changes(old, new, asked)),
        gone=tuple(finding for told, finding in before.items() if told not in after),
        new=tuple(finding for told, finding in after.items() if told not in before),
        same=tuple(finding for told, finding in after.items() if told in before),
    )


Told = tuple[str, str, str, str, int]
"""Rule, sheet, row in words, column, and which of those that are alike in this."""


def _recognised(findings: Iterable[Finding]) -> Iterator[tuple[Told, Finding]]:
    """Each finding under what it is recognised by.

    Not by its figures, which may change while the fault stays, nor by its row's number: rows move.
    """
    counts = Counter[tuple[str, str, str, str]]()
    for finding in findings:
        column = finding.cell.rstrip("0123456789")
        told = finding.rule, finding.sheet, finding.key or finding.cell, column
        yield (*told, counts[told]), finding
        counts[told] += 1


def _asked(report: CheckReport) -> dict[str, tuple[str, ...]]:
    """Cell → rules whose findings concern it."""
    found: dict[str, dict[str, None]] = {}
    for finding in report.findings:
        own = [finding.place] if finding.cell else []
        for at in (*own, *finding.also):
            found.setdefault(at, {})[finding.rule] = None
    return {at: tuple(rules) for at, rules in found.items()}


def _changes(old: Submission, new: Submission, asked: dict[str, tuple[str, ...]]) -> Iterator[Change]:
    for field in inputs_of(new.form):
        if field.name not in old.form.fields or field.table:
            continue
        change = _change(field.name, field.label, "", old.cell(field.name), new.cell(field.name), old, new)
        if change:
            yield _with_asked(change, asked, {str(old.cell(field.name))})
    for table in new.form.tables:
        if table in old.form.tables:
            yield from _row_changes(table, old, new, asked)


def _row_changes(
    table: str, old: Submission, new: Submission, asked: dict[str, tuple[str, ...]]
) -> Iterator[Change]:
    """Rows are paired by name, and by number among rows of the same name."""
    before, after = (dict(_numbered(submission, table)) for submission in (old, new))
    inputs = [f for f in inputs_of(new.form) if f.table == table and f.name in old.form.fields]
    for key, number in dict.fromkeys((*before, *after)):
        one, other = before.get((key, number)), after.get((key, number))
        shown = key or f"第 {number + 1} 行"
        row_cells = (
            {str(old.form.fields[f.name].area.cell(one)) for f in inputs} if one is not None else set()
        )
        for field in inputs:
            was = old.form.fields[field.name].area.cell(one) if one is not None else None
            now = field.area.cell(other) if other is not None else None
            change = _change(field.name, field.label, shown, was, now, old, new)
            if change:
                yield _with_asked(change, asked, row_cells)


def _numbered(submission: Submission, table: str) -> Iterator[tuple[tuple[str, int], int]]:
    counts: dict[str, int] = {}
    for row in submission.filled_rows[table]:
        number = counts[row.key] = counts.get(row.key, -1) + 1
        yield (row.key, number), row.index


def _change(
    name: str,
    label: str,
    key: str,
    was: CellRef | None,
    now: CellRef | None,
    old: Submission,
    new: Submission,
) -> Change | None:
    before = as_text(old.at(was)) if was else ABSENT
    after = as_text(new.at(now)) if now else ABSENT
    if before == after:
        return None
    return Change(name, label, key, str(now or was), before, after, ())


def _with_asked(change: Change, asked: dict[str, tuple[str, ...]], cells: set[str]) -> Change:
    rules = dict.fromkeys(rule for at in sorted(cells) for rule in asked.get(at, ()))
    return Change(change.field, change.label, change.key, change.at, change.old, change.new, tuple(rules))
