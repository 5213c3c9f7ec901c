"""Issue one prefilled, locked workbook to each unit of a roster, and record it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from toolkit.desk.issuing import issue_number, known_texts, prefill, with_ledger
from toolkit.desk.ledger import ledger_from_book
from toolkit.desk.returns import Issued
from toolkit.desk.roster import Roster, Unit, code_length, roster_from_book
from toolkit.desk.vocabulary import CODE, YEAR
from toolkit.errors import ForeignWorkbook, OutputRefused, UnusableInput
from toolkit.form import Form
from toolkit.io.cell_lock import lock_cells
from toolkit.io.files import make_folder, sha256, write_new
from toolkit.io.intake import find_items, read_item
from toolkit.io.masters import choose_form, held_forms, load_sealed
from toolkit.io.package import read_bytes
from toolkit.io.proof import prove_patch
from toolkit.io.register import Register
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.report.write_back import listed_rows
from toolkit.submission import Submission, bind, edited, formula_results


class Issue(Struct, frozen=True):
    """One round of issuing."""

    roster: Roster
    form: Form
    master: bytes
    suffix: str
    out: Path
    due: date | None
    today: date
    last: Mapping[str, Submission]
    overwrite: bool
    skipped: tuple[str, ...] = ()
    """Files among last year's returns that were not used, each with the reason in a sentence."""
    without: tuple[str, ...] = ()
    """Units that the ledger does not have."""


def read_roster(path: Path, form: Form) -> Roster:
    """The roster in a workbook; raises UnusableInput with one line for each fault."""
    return roster_from_book(read_book(path), form.fields, code_length(form))


def prepare(
    roster: Path,
    out: Path,
    master: Path,
    *,
    due: date | None,
    today: date,
    last_year: Path | None,
    overwrite: bool,
    masters: Sequence[Path] = (),
    year: int | None = None,
    ledger: Path | None = None,
) -> Issue:
    """Read everything that issuing needs, and refuse before the first file is written if anything stands in
    the way: faults of the roster (UnusableInput), files that are already there (OutputRefused); else make
    the folder.

    ``year``, the one evaluated, goes into every workbook, whatever the roster says; the ``ledger`` has
    budgets and spending beside those in the roster.
    """
    form = load_sealed(master)
    units, without = read_roster(roster, form), tuple[str, ...]()
    if ledger is not None:
        book = ledger_from_book(read_book(ledger), form.fields)
        units = with_ledger(units, book, form.fields)
        without = tuple(unit.name for unit in units.units if unit.code not in book.budget)
    if year is not None:
        known = {YEAR: float(year)}
        dated = tuple(replace(unit, known={**unit.known, **known}) for unit in units.units)
        units = replace(units, units=dated)
    taken = [name for unit in units.units if (out / (name := file_name(unit, master.suffix))).exists()]
    if taken and not overwrite:
        raise OutputRefused(
            f"{out} 里已有 {len(taken)} 个同名文件（如 {taken[0]}），请换文件夹，或加 --overwrite。"
        )
    last, skipped = last_returns(last_year, (form, *held_forms(masters))) if last_year else ({}, ())
    make_folder(out)
    return Issue(
        units, form, read_bytes(master), master.suffix, out, due, today, last, overwrite, skipped, without
    )


def file_name(unit: Unit, suffix: str) -> str:
    """The name of a unit's workbook."""
    return f"{unit.code}_{unit.name}{suffix}"


def last_returns(folder: Path, forms: Sequence[Form]) -> tuple[dict[str, Submission], tuple[str, ...]]:
    """Last year's returns by unit code, each read by the master it was issued from; and why files were left
    out: they cannot be read, are of no master in ``forms``, or do not say whose they are."""
    found: dict[str, Submission] = {}
    skipped = []
    for item in find_items(str(folder)):
        try:
            book = read_book_bytes(read_item(item))
            submission = bind(book, choose_form(book, forms))
        except (UnusableInput, ForeignWorkbook) as fault:
            skipped.append(f"{item.path}：{fault}")
            continue
        if code := submission.text(CODE):
            found[code] = submission
        else:
            skipped.append(f"{item.path}：没有填预算编码，不知道是哪个单位的。")
    return found, tuple(skipped)


def issue_all(issue: Issue, register: Register) -> Iterator[Issued]:
    """Write and record the workbooks one by one, yielding each when it is there."""
    earlier: dict[str, int] = {}
    for record in register.issued().values():
        earlier[record.code] = earlier.get(record.code, 0) + 1
    blank = bind(issue.form.book, issue.form)
    for unit in issue.roster.units:
        number = issue_number(issue.form, unit, earlier.get(unit.code, 0))
        name = file_name(unit, issue.suffix)
        data = _workbook(issue, blank, unit, number)
        write_new(issue.out / name, data, overwrite=issue.overwrite)
        record = Issued(
            issue=number,
            code=unit.code,
            name=unit.name,
            file=name,
            due=unit.due or issue.due,
            known=known_texts(unit),
            template=f"{issue.form.template} {issue.form.version}",
            sha256=sha256(data),
            issued=issue.today.isoformat(),
        )
        register.add_issued(record)
        yield record


def _workbook(issue: Issue, blank: Submission, unit: Unit, number: str) -> bytes:
    edits = prefill(issue.form, unit, number, issue.last.get(unit.code))
    filled = edited(blank, edits)
    caches, listed = formula_results(filled), listed_rows(filled)
    data = patch_workbook(issue.master, edits, caches, listed=listed)
    prove_patch(issue.form.book, data, edits, caches, listed=listed)
    return lock_cells(data, [issue.form.fields[name].area.first for name in unit.known])
