"""The one result set that every output is written from: unit by unit, then the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from toolkit.desk.bulk import BulkStatus
from toolkit.desk.bulk_registry import Scope
from toolkit.desk.case import Case
from toolkit.desk.figure_rules import Tie, audit_of_case, ties
from toolkit.desk.returns import Portfolio, Standing, Version
from toolkit.form import Form, Rule
from toolkit.model import SEVERITY_LABELS, VERDICT_LABELS, Finding, RuleStatus, Severity, Verdict
from toolkit.scoring.audit import Audit

BINS = (0, 60, 70, 80, 85, 90, 95, 98, 100)
"""Lower ends of the score classes, in points of 100; the last one is the full score itself."""
OUTSTANDING = "未报"
STATES = (
    *(
        VERDICT_LABELS[v]
        for v in (Verdict.ERRORS, Verdict.NOT_FULLY_CHECKED, Verdict.WARNINGS, Verdict.CLEAN)
    ),
    OUTSTANDING,
)
"""Every state of a unit, in the order in which they are shown."""
MOST_TITLES = 3
ORDER = {severity: place for place, severity in enumerate(Severity)}


class Kind(StrEnum):
    """Where a finding comes from."""

    FILE = "本表"
    BULK = "汇总"


class UnitResult(Struct, frozen=True, dict=True):
    """All that is to be said of one unit; every output asks for it, so it is worked out once."""

    case: Case
    bulk: tuple[Finding, ...]
    """Findings over many returns that concern this unit."""
    bulk_statuses: Mapping[str, RuleStatus] = {}
    """Rule id → what the rules over many returns came to on this unit."""

    @cached_property
    def findings(self) -> tuple[tuple[Kind, Finding], ...]:
        """The findings of the return in force, then those over many returns; errors first in each."""
        own = self.case.digest.findings if self.case.digest else ()
        pairs = [(Kind.FILE, f) for f in own] + [(Kind.BULK, f) for f in self.bulk]
        return tuple(sorted(pairs, key=lambda pair: (ORDER[pair[1].severity], pair[0] is Kind.BULK)))

    @cached_property
    def state(self) -> str:
        """The verdict in words over all findings, ``未报`` where nothing came."""
        digest = self.case.digest
        if digest is None:
            return OUTSTANDING
        if digest.verdict == Verdict.NOT_FULLY_CHECKED:
            return VERDICT_LABELS[Verdict.NOT_FULLY_CHECKED]
        if self.counts[Severity.ERROR]:
            return VERDICT_LABELS[Verdict.ERRORS]
        return VERDICT_LABELS[Verdict.WARNINGS if self.counts[Severity.WARNING] else Verdict.CLEAN]

    @cached_property
    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity, of both kinds."""
        return Counter(finding.severity for _, finding in self.findings)

    @property
    def statuses(self) -> Mapping[str, RuleStatus]:
        """Rule id → what its rows came to, those on the return and those over many together."""
        own = self.case.digest.statuses if self.case.digest else {}
        told = {rule: RuleStatus(status) for rule, status in own.items()}
        for rule, status in self.bulk_statuses.items():
            settled = told.get(rule) in (RuleStatus.CRASHED, RuleStatus.FAILED)
            if not settled or status is RuleStatus.CRASHED:
                told[rule] = status
        return told

    @cached_property
    def audit(self) -> Audit | None:
        """The bureau's scores beside the claims."""
        return audit_of_case(self.case)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The unit's amounts from up to four sources."""
        return tuple(ties(self.case))


class RuleTally(Struct):
    """How one rule fared."""

    statuses: Counter[RuleStatus] = field(default_factory=Counter)
    """How often it was passed, failed, skipped or crashed."""
    findings: int = 0
    units: int = 0
    """Units with a finding."""


class Summary(Struct):
    """Counts that grow while the units go by."""

    units: int = 0
    states: Counter[str] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    """Of all findings, those on the whole collection among them."""
    of_the_whole: int = 0
    """Findings on the whole collection."""
    rules: dict[str, RuleTally] = field(default_factory=dict)
    classes: list[int] = field(default_factory=lambda: [0] * len(BINS))
    overdue: int = 0
    of_other_years: int = 0
    """Returns of other years, which do not count."""
    other_masters: Counter[str] = field(default_factory=Counter)
    """Masters that were not at hand, and on how many returns they are named."""
    crashed: dict[str, str] = field(default_factory=dict)
    """Rule id → a reason, of rules that crashed on some return."""

    def add(self, result: UnitResult) -> None:
        """Count one unit."""
        self.units += 1
        self.states[result.state] += 1
        self.overdue += result.case.dossier.days_overdue > 0
        self.of_other_years += len(result.case.dossier.of_other_years)
        self.severities.update(result.counts)
        for rule, count in Counter(finding.rule for _, finding in result.findings).items():
            tally = self.rules.setdefault(rule, RuleTally())
            tally.findings += count
            tally.units += 1
        for rule, status in result.statuses.items():
            self.rules.setdefault(rule, RuleTally()).statuses[status] += 1
        digest = result.case.digest
        if digest is None:
            return
        self.crashed.update(digest.reasons)
        if digest.other_master:
            self.other_masters[digest.other_master] += 1
        if digest.max_total:
            share = digest.claimed_total / digest.max_total * 100
            self.classes[max(i for i, low in enumerate(BINS) if share >= low or i == 0)] += 1

    def add_whole(self, findings: Sequence[Finding]) -> None:
        """Count the findings on the whole collection, which are no unit's."""
        self.of_the_whole += len(findings)
        for finding in findings:
            self.severities[finding.severity] += 1
            self.rules.setdefault(finding.rule, RuleTally()).findings += 1

    @property
    def returned(self) -> int:
        """Units with a return in force."""
        return self.units - self.states[OUTSTANDING]

    @property
    def by_state(self) -> tuple[tuple[str, int], ...]:
        """The states that occur with their numbers of units, in their order."""
        return tuple((state, self.states[state]) for state in STATES if self.states[state])

    @property
    def headline(self) -> str:
        """The whole in one line."""
        found = "、".join(
            f"{label} {self.severities[severity]}" for severity, label in SEVERITY_LABELS.items()
        )
        if self.of_the_whole:
            found += f"（其中涉及全部单位的 {self.of_the_whole}）"
        late = f"（逾期 {self.overdue}）" if self.overdue else ""
        return f"应报 {self.units}，已报 {self.returned}，未报 {self.units - self.returned}{late}；{found}"


class Conclusion(Struct, frozen=True, dict=True):
    """What is known once all units have gone by."""

    summary: Summary
    form: Form
    statuses: Sequence[BulkStatus]
    strays: tuple[Version, ...]
    collection: tuple[Finding, ...]
    """Findings on the whole collection."""
    run: Mapping[str, str]
    """Run sheet: heading → text."""
    unchecked: tuple[str, ...]
    """What was not checked, in words."""

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rows of every rule id, by id; none of a rule that only another master has."""
        found: dict[str, list[Rule]] = {rule_id: [] for rule_id in self.summary.rules}
        for rule in self.form.rules:
            found.setdefault(rule.id, []).append(rule)
        return {rule_id: tuple(found[rule_id]) for rule_id in sorted(found)}

    @property
    def has_errors(self) -> bool:
        """Whether a unit is outstanding or has an error, or the collection as a whole has one."""
        return bool(self.summary.severities[Severity.ERROR] or self.summary.states[OUTSTANDING])

    @property
    def is_complete(self) -> bool:
        """Whether every rule could be run on every return in force, and over them all."""
        return not self.summary.crashed and not any(map(_crashed, self.statuses))

    def title(self, rule_id: str) -> str:
        """The titles of a rule's rows, each once, the first few of them."""
        titles = list(dict.fromkeys(rule.title for rule in self.rules[rule_id]))
        told = "；".join(titles[:MOST_TITLES]) + ("等" if len(titles) > MOST_TITLES else "")
        return told or "另一份母版的规则"

    def tally(self, rule_id: str) -> RuleTally:
        """How a rule fared; its statuses add up to what it judges.

        That is every return in force; every unit of the roster for a rule that also judges units without a
        return; and one for a rule on the whole collection. On a return checked by a master that does not have
        the rule, it counts as skipped.
        """
        counted = self.summary.rules.get(rule_id, RuleTally())
        parts = [part for part in self.statuses if part.rule.id == rule_id]
        scopes = {part.scope for part in parts if part.rule.enabled}
        if Scope.COLLECTION in scopes:
            return replace(counted, statuses=Counter(part.status for part in parts))
        judged = self.summary.units if Scope.UNIT in scopes else self.summary.returned
        missing = judged - counted.statuses.total()
        return replace(counted, statuses=counted.statuses + Counter({RuleStatus.SKIPPED: missing}))


def files_in_words(portfolio: Portfolio) -> str:
    """How many files came, and how many of them count as nobody's or as none."""
    dossiers, strays = portfolio.dossiers, len(portfolio.strays)
    others = sum(len(dossier.of_other_years) for dossier in dossiers)
    files = sum(len(dossier.versions) for dossier in dossiers) + others + strays
    text = f"{files} 个，其中无法读取或不在名录的 {strays} 个"
    return f"{text}，不是本年度的 {others} 个" if others else text


def not_checked(
    summary: Summary, statuses: Iterable[BulkStatus], strays: Iterable[Version], year: str
) -> Iterator[str]:
    """What was not checked, in words; ``year`` is the round's, where it is known."""
    if not year:
        yield "报表是不是本年度的：下发、名录和母版都没有写明评价年度，可以加 --year"
    for master, count in sorted(summary.other_masters.items()):
        yield f"{count} 份报表出自母版“{master}”，手头没有，按另一份校验；有那份母版的，可以加 --masters"
    for status in statuses:
        if status.reason:
            yield f"{status.rule.id} {status.rule.title}：{status.reason}"
    for rule, reason in sorted(summary.crashed.items()):
        yield f"{rule} 在部分报表上未能执行：{reason}"
    for stray in strays:
        reason = stray.file.fault if stray.standing is Standing.UNUSABLE else "预算编码和名称都不在名录"
        yield f"{stray.file.path}：{reason}"


def _crashed(part: BulkStatus) -> bool:
    return part.status is RuleStatus.CRASHED
