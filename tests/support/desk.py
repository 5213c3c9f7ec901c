"""Rosters, returns and cases for the bureau's desk, made in memory from the faultless sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from tests.support.samples import CLEAN, master_form
from toolkit.commands.check import check_file
from toolkit.desk.bulk import BulkOutcome, BulkRun
from toolkit.desk.case import Background, Case, Thresholds
from toolkit.desk.digest import Digest, digest_of
from toolkit.desk.ledger import Ledger
from toolkit.desk.returns import Dossier, Facts, Issued, Returned, Standing, Version
from toolkit.desk.roster import Unit
from toolkit.model import Book, Cell, Finding, Severity, Sheet, Value

TODAY = date(2024, 6, 5)


def book(*sheets: tuple[str, Sequence[Sequence[Value]]]) -> Book:
    """A workbook of plain tables: title and rows of each sheet."""
    return Book(
        tuple(_sheet(title, rows) for title, rows in sheets), {}, frozenset(), False, False, frozenset()
    )


def _sheet(title: str, rows: Sequence[Sequence[Value]]) -> Sheet:
    cells = {
        (number, column): Cell(float(value) if isinstance(value, int) else value, None, 0)
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row, start=1)
        if value is not None
    }
    return Sheet(title, "visible", cells, False)


@lru_cache
def clean_digest() -> Digest:
    """The digest of the faultless sample."""
    checked = check_file(CLEAN)
    return digest_of(checked.submission, checked.report, "")


def digest(code: str = "132001", **changes: Any) -> Digest:
    """The faultless digest as another unit's, with nothing in common with other units' but the figures."""
    own: dict[str, Any] = {
        "code": code,
        "name": f"单位{code}",
        "content": f"content {code}",
        "passages": (),
        "indicators": (),
    }
    return replace(clean_digest(), **{**own, **changes})


def finding(message: str, severity: Severity = Severity.ERROR, **facts: object) -> Finding:
    """A finding on the return itself."""
    usual: dict[str, object] = {
        "rule": "AR06", "severity": severity, "sheet": "绩效自评表", "cell": "M8", "key": "合计",
        "message": message, "actual": None, "expected": None, "difference": None, "unit": "", "fix": "改。",
        "basis": "",
    }  # fmt: skip
    return Finding(**{**usual, **facts})  # type: ignore[arg-type]


def unit(code: str = "132001", **known: Value) -> Unit:
    """A unit of the roster."""
    return Unit(code, f"单位{code}", "", 2, date(2024, 5, 31), known)


def file(path: str = "a.xlsx", **facts: Any) -> Returned:
    """A collected file."""
    usual: dict[str, Any] = {
        "path": path,
        "sha256": f"sha {path}",
        "saved": "2024-04-01T08:00:00Z",
        "received": "2024-04-02 09:00",
        "facts": Facts("132001", verdict="clean", content=f"content {path}")._replace(
            **{name: facts.pop(name) for name in Facts._fields if name in facts}
        ),
    }
    return Returned(**{**usual, **facts})


def issued(code: str = "132001", issue: str = "", known: Mapping[str, str] = {}, **facts: Any) -> Issued:
    """An issued workbook."""
    return Issued(issue or f"{code}-1", code, f"单位{code}", f"{code}.xlsx", None, known, **facts)


def background(**facts: Any) -> Background:
    """What is known beside the returns."""
    form = master_form()
    return Background(form=form, thresholds=Thresholds.of(form), **facts)


def case(
    found: Digest | None,
    *,
    against: Background | None = None,
    last: Digest | None = None,
    versions: Sequence[Version] = (),
    code: str = "132001",
    **facts: Any,
) -> Case:
    """One unit with its return in force."""
    owner = unit(found.code if found else code)
    placed = versions or ((Version(file(code=owner.code), 1, Standing.IN_FORCE),) if found else ())
    dossier = Dossier(owner, tuple(placed), owner.due, TODAY, **facts)
    return Case(dossier, found, against or background(), last)


def outcome(*cases: Case) -> BulkOutcome:
    """All bulk rules over these units."""
    run = BulkRun(master_form())
    for one in cases:
        run.observe(one)
    return run.conclude()


def told(found: BulkOutcome, rule: str) -> list[str]:
    """The findings of one rule as ``编码 级别 位置: 问题``."""
    return [
        f"{code} {finding.severity.value} {finding.sheet}!{finding.cell}: {finding.message}"
        for code, findings in found.findings.items()
        for finding in findings
        if finding.rule == rule
    ]


def ledger(code: str = "132001", **parts: Any) -> Ledger:
    """A ledger of one unit."""
    budget, accounts = parts.get("budget", {}), parts.get("accounts", {})
    return Ledger(
        {code: budget} if budget else {}, {code: accounts} if accounts else {}, parts.get("totals", {})
    )
