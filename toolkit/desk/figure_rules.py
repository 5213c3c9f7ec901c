"""A unit's figures against the ledger, the final accounts, last year's return and the bureau's scores."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from toolkit.desk import vocabulary as v
from toolkit.desk.bulk_registry import Scope, Told, across, per_unit
from toolkit.desk.case import Case
from toolkit.desk.digest import Digest, Indicator, number
from toolkit.desk.ledger import Amounts
from toolkit.model import Severity
from toolkit.rules.hit import Hit, NotRun
from toolkit.scoring.audit import Audit, audit_of, execution_claim
from toolkit.scoring.lines import AT_LEAST, AT_MOST

NEAR = Decimal("0.01")
"""Two printed amounts may differ by rounding up to this much, in 万元."""
FEWEST_ROWS = 5
"""A table with fewer scored rows says little by being full."""


@per_unit("AR21", "台账")
def ledger_differs(case: Case) -> Iterator[Hit]:
    """Figures that are not the budget ledger's."""
    yield from _against(case, _present(case, accounts=False), "台账")


@per_unit("AR21", "决算")
def final_accounts_differ(case: Case) -> Iterator[Hit]:
    """Figures that are not the final accounts'."""
    if case.background.ledger and not case.background.ledger.accounts:
        raise NotRun("没有部门决算数")
    yield from _against(case, _present(case, accounts=True), "部门决算")


def _present(case: Case, *, accounts: bool) -> Amounts:
    if case.background.ledger is None:
        raise NotRun("没有给出台账")
    amounts = case.amounts(accounts=accounts)
    if amounts is None:
        raise NotRun("台账里没有这个单位")
    if not amounts:
        raise NotRun("台账里没有这个单位的金额")
    return amounts


def _against(case: Case, amounts: Amounts, source: str) -> Iterator[Hit]:
    if case.digest is None:
        return
    for name, expected in amounts.items():
        field = case.background.form.fields[name]
        actual = case.digest.figures.get(name)
        if actual is None:
            text = f"“{field.label}”没有填，{source}是 {expected} {field.unit}。"
        elif actual != expected:
            gap = abs(actual - expected)
            text = (
                f"“{field.label}”填 {actual} {field.unit}，{source}是 {expected} {field.unit}，相差 {gap}。"
            )
        else:
            continue
        yield Hit(case.background.cell(name), field.label, text, actual, expected, field.unit)


class Tie(Struct, frozen=True):
    """One amount of a unit from up to four sources, in 万元."""

    field: str
    label: str
    ledger: Decimal | None
    issued: Decimal | None
    grade_sheet: Decimal | None
    accounts: Decimal | None

    @property
    def holds(self) -> bool | None:
        """Whether all sources that have it agree; ``None`` where they do, but the return or all else has it
        not."""
        found = [a for a in (self.ledger, self.issued, self.grade_sheet, self.accounts) if a is not None]
        if len(found) > 1 and max(found) != min(found):
            return False
        return None if self.grade_sheet is None or len(found) < 2 else True

    @property
    def gap(self) -> Decimal | None:
        """Grade sheet less ledger (less the accounts where there is no ledger)."""
        other = self.ledger if self.ledger is not None else self.accounts
        return None if self.grade_sheet is None or other is None else self.grade_sheet - other


def ties(case: Case) -> Iterator[Tie]:
    """Original, final and actual budget of one unit: ledger, issued workbook, grade sheet, accounts.

    The accounts side exists for actual spending only: the expenditure total of the unit's own accounts.
    """
    ledger = case.amounts(accounts=False) or {}
    figures = case.digest.figures if case.digest else {}
    borrowed = case.issue is not None and case.issue.code != case.code
    issue = case.background.latest_issue(case.code) if borrowed or not case.issue else case.issue
    for name in v.AMOUNTS:
        yield Tie(
            field=name,
            label=case.background.form.fields[name].label,
            ledger=ledger.get(name),
            issued=number(issue.known.get(name, "")) if issue else None,
            grade_sheet=figures.get(name),
            accounts=figures.get(v.SPENT) if name == v.ACTUAL else None,
        )


@per_unit("AR20")
def carried_over_differs_from_last_year(case: Case) -> Iterator[Hit]:
    """Carry-over of this year that is not last year's accumulated surplus."""
    last, digest = _last(case), case.digest
    surplus = last.figures.get(v.SURPLUS)
    carried = digest.figures.get(v.CARRIED_IN) if digest else None
    if surplus is not None and carried is not None and abs(carried - surplus) > NEAR:
        gap = abs(carried - surplus)
        text = f"上年结转 {carried} 万元，上年报表的累计结余是 {surplus} 万元，相差 {gap} 万元。"
        cell = case.background.cell(v.CARRIED_IN)
        yield Hit(cell, case.background.form.fields[v.CARRIED_IN].label, text, carried, surplus, "万元")


def _last(case: Case) -> Digest:
    if not case.background.has_last_year:
        raise NotRun("没有给出上年报表")
    if case.last is None:
        raise NotRun("这个单位没有上年报表")
    return case.last


@per_unit("TG15")
def target_below_last_year(case: Case) -> Iterator[Hit]:
    """Targets that ask for less than what last year's return says was achieved."""
    before = {_same(row): row for row in _last(case).indicators}
    for row in case.digest.indicators if case.digest else ():
        earlier = before.get(_same(row))
        target, achieved = number(row.target), number(earlier.achieved) if earlier else None
        if target is None or achieved is None:
            continue
        laxer = target < achieved if row.relation == AT_LEAST else target > achieved
        if row.relation in (AT_LEAST, AT_MOST) and laxer:
            text = f"“{row.name}”指标值 {row.relation}{target}{row.unit}，上年实际已达 {achieved}{row.unit}。"
            yield Hit(case.background.cell(v.TARGET, row.index), row.key, text, target, achieved, row.unit)


def _same(row: Indicator) -> tuple[str, str, str]:
    return row.name, row.relation, row.unit


@per_unit("BK07")
def finding_of_last_year_repeats(case: Case) -> Iterator[Hit]:
    """Errors and warnings that last year's return had in the same place."""
    before = {(f.rule, f.key) for f in _last(case).findings if f.severity is not Severity.NOTE}
    seen = set[tuple[str, str]]()
    for finding in case.digest.findings if case.digest else ():
        told = finding.rule, finding.key
        if told in before and told not in seen and finding.severity is not Severity.NOTE:
            seen.add(told)
            text = f"上年报表也有这个问题（{finding.rule}）：{finding.message}"
            yield Hit(None, finding.key, text, sheet=finding.sheet)


@per_unit("SC09", "汇总")
def every_row_full(case: Case) -> Iterator[Hit]:
    """Returns in which every scored row claims its full score."""
    if case.digest is None:
        return
    rows = [(row.claimed, row.max_score) for row in case.digest.indicators if row.max_score]
    if len(rows) >= FEWEST_ROWS and all(claimed == most for claimed, most in rows):
        yield Hit(None, case.dossier.unit.name, f"{len(rows)} 项指标全部得满分。")


@per_unit("BK05")
def claimed_and_audited_differ(case: Case) -> Iterator[Hit]:
    """Claims that the bureau's scores undercut by more than the limit."""
    if case.digest is None:
        return
    audit = audit_of_case(case)
    if audit is None or audit.share is None:
        raise NotRun("没有审核得分")
    if abs(audit.share) > case.background.thresholds.deviation:
        cell, text = case.background.cell(v.TOTAL), f"{audit.told}。"
        yield Hit(cell, "自评与审核", text, audit.claimed, audit.audited, "分")


def audit_of_case(case: Case) -> Audit | None:
    """Claims beside the bureau's scores, those typed into the roll-up before those in the return."""
    digest = case.digest
    if digest is None:
        return None
    _, claimed, due, audited = digest.execution
    lines = [(review_key(None), execution_claim(claimed, due), audited)]
    lines += [(review_key(row), row.claimed, row.audited) for row in digest.indicators]
    return audit_of([(own, case.audited(key, score)) for key, own, score in lines])


def review_key(row: Indicator | None) -> str:
    """By what the bureau's score of a row is kept: its number in the table; the execution row is 0."""
    return str(row.index + 1) if row else "0"


@across("BK06", scope=Scope.COLLECTION)
class LedgerTotals:
    """The ledger's printed totals against the sum over all returns in force."""

    def __init__(self) -> None:
        self._sums: dict[str, Decimal] = {}
        self._last: Case | None = None
        self._missing = 0

    def observe(self, case: Case) -> None:
        """Add one unit's amounts, of a unit that has not returned yet the ledger's own."""
        ledger = case.background.ledger
        if ledger is None or not ledger.totals:
            raise NotRun("台账没有合计行")
        self._last = case
        self._missing += case.digest is None
        figures = case.digest.figures if case.digest else case.amounts(accounts=False) or {}
        for name in ledger.totals:
            amount = figures.get(name)
            self._sums[name] = self._sums.get(name, Decimal(0)) + (amount or Decimal(0))

    def conclude(self) -> Iterator[Told]:
        """One hit for each amount that does not add up."""
        if self._last is None or self._last.background.ledger is None:
            return
        rest = f"（{self._missing} 个未报单位按台账计）" if self._missing else ""
        for name, total in self._last.background.ledger.totals.items():
            field, found = self._last.background.form.fields[name], self._sums[name]
            if found != total:
                text = f"“{field.label}”台账合计 {total} {field.unit}，各单位之和 {found} {field.unit}"
                text += f"，相差 {abs(total - found)}{rest}。"
                yield "", Hit(None, field.label, text, found, total, field.unit)
