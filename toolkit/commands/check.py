"""Check one returned workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from toolkit.errors import ForeignWorkbook, UnusableInput
from toolkit.form import Form
from toolkit.io.masters import find_form, other_master
from toolkit.io.package import read_bytes
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import Book, CheckReport
from toolkit.report.explanations import explained
from toolkit.rules import Evidence, run_on
from toolkit.scoring import score_submission
from toolkit.submission import Submission, bind


class Checked(Struct, frozen=True):
    """A checked return: its bytes as they came, bound to its master, and the report."""

    path: Path
    data: bytes
    submission: Submission
    report: CheckReport


def check_file(path: Path, *, masters: Sequence[Path] = (), ruleset: str | None = None) -> Checked:
    """Check a workbook against the sealed master it was issued from; the file is only read.

    Never raises for a fault of the file's content; raises UnusableInput or ForeignWorkbook where it cannot
    be checked at all, MasterFault for an unknown rule set.
    """
    data = read_bytes(path)
    try:
        return check_data(path, data, lambda book: find_form(book, masters), ruleset)
    except (UnusableInput, ForeignWorkbook) as fault:
        raise type(fault)(f"{path.name}：{fault}") from fault


def check_data(path: Path, data: bytes, find: Callable[[Book], Form], ruleset: str | None = None) -> Checked:
    """Check a workbook whose bytes are at hand; ``find`` says which master it was issued from."""
    book = read_book_bytes(data)
    return check_book(path, data, book, find(book), ruleset)


def check_book(path: Path, data: bytes, book: Book, form: Form, ruleset: str | None = None) -> Checked:
    """Check a workbook that has been read, from ``data`` or from the screen, against its master."""
    submission = bind(book, form)
    evidence = Evidence(submission)
    outcome = run_on(evidence)
    card = score_submission(submission, ruleset) if ruleset else evidence.scorecard
    report = CheckReport(
        file=path.name,
        sha256=sha256(data).hexdigest(),
        template=f"{form.template} {form.version}",
        ruleset=card.ruleset,
        verdict=outcome.verdict,
        rules=outcome.results,
        findings=explained(submission, outcome.findings),
        score=card,
        other_master=other_master(book, form),
    )
    return Checked(path, data, submission, report)
