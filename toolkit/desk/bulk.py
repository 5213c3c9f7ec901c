"""Runs the rules over many returns: each sees one unit after the other and concludes at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from toolkit.desk import copy_rules, figure_rules, identity_rules, score_rules
from toolkit.desk.bulk_registry import FACTORIES, SCOPES, BulkRule, Scope, Told
from toolkit.desk.case import Case
from toolkit.errors import unforeseen
from toolkit.form import Form, Rule, RuleKind
from toolkit.model import Finding, RuleStatus
from toolkit.rules.engine import DISABLED, finding_of
from toolkit.rules.hit import NotRun

THEMES = (identity_rules, copy_rules, score_rules, figure_rules)
"""The modules whose import fills the registry."""
COLLECTION = ""
"""The code under which findings on the whole collection are kept."""
STRICTEST = (RuleStatus.CRASHED, RuleStatus.FAILED, RuleStatus.SKIPPED, RuleStatus.PASSED)
"""What a rule of several rows came to is the first of these that one of them came to."""


class BulkStatus(Struct, frozen=True):
    """What became of one row of the rule sheet."""

    rule: Rule
    status: RuleStatus
    reason: str
    scope: Scope = Scope.RETURN
    ran: frozenset[str] = frozenset()
    """The units on which it ran."""
    found: frozenset[str] = frozenset()
    """The units in which it found something."""

    def on(self, code: str) -> RuleStatus:
        """What became of it on one unit."""
        if self.status is RuleStatus.CRASHED:
            return self.status
        if code in self.found:
            return RuleStatus.FAILED
        return RuleStatus.PASSED if code in self.ran else RuleStatus.SKIPPED


class BulkOutcome(Struct, frozen=True, dict=True):
    """Findings by unit code, in the rule sheet's order, and a status for every bulk rule."""

    findings: Mapping[str, tuple[Finding, ...]]
    statuses: tuple[BulkStatus, ...]

    @cached_property
    def _parts(self) -> Mapping[str, tuple[BulkStatus, ...]]:
        """The rows that judge units, by rule id, without those switched off."""
        found: dict[str, list[BulkStatus]] = {}
        for part in self.statuses:
            if part.rule.enabled and part.scope is not Scope.COLLECTION:
                found.setdefault(part.rule.id, []).append(part)
        return {rule_id: tuple(parts) for rule_id, parts in found.items()}

    def on(self, case: Case) -> Mapping[str, RuleStatus]:
        """Rule id → what its rows came to on one unit; without a return, of rules that judge every unit."""
        return dict(self._told(case))

    def _told(self, case: Case) -> Iterator[tuple[str, RuleStatus]]:
        for rule_id, parts in self._parts.items():
            if case.digest or any(part.scope is Scope.UNIT for part in parts):
                statuses = {part.on(case.code) for part in parts}
                yield rule_id, next(status for status in STRICTEST if status in statuses)


class _Running(Struct):
    rule: Rule
    check: BulkRule | None
    scope: Scope
    seen: int = 0
    ran: set[str] = field(default_factory=set)
    """The units on which it ran, of those that it judges."""
    reasons: dict[str, int] = field(default_factory=dict)
    crash: str = ""


class BulkRun:
    """One run of a form's bulk rules."""

    def __init__(self, form: Form) -> None:
        self._running = [_running(rule) for rule in form.rules if rule.kind is RuleKind.BULK]

    def observe(self, case: Case) -> None:
        """Show one unit to every rule; a crash of one never stops the others."""
        for running in self._running:
            if running.check is None or running.crash:
                continue
            try:
                running.check.observe(case)
                running.seen += 1
                if case.digest or running.scope is Scope.UNIT:
                    running.ran.add(case.code)
            except NotRun as reason:
                running.reasons[str(reason)] = running.reasons.get(str(reason), 0) + 1
            except Exception as error:  # the one place where a bulk rule is isolated from the others
                running.crash = f"规则执行出错（{unforeseen(error)}）"

    def conclude(self) -> BulkOutcome:
        """Everything found."""
        found: dict[str, list[Finding]] = {}
        statuses = []
        for running in self._running:
            told = _conclusion(running)
            for code, hit in told:
                found.setdefault(code, []).append(finding_of(running.rule, hit))
            statuses.append(_status(running, {code for code, _ in told}))
        return BulkOutcome(
            {code: tuple(dict.fromkeys(all_)) for code, all_ in found.items()}, tuple(statuses)
        )


def _running(rule: Rule) -> _Running:
    key = (rule.id, rule.part) if (rule.id, rule.part) in FACTORIES else (rule.id, "")
    check = FACTORIES[key]() if rule.enabled and key in FACTORIES else None
    return _Running(rule, check, SCOPES.get(key, Scope.RETURN))


def _conclusion(running: _Running) -> list[Told]:
    if running.check is None or running.crash:
        return []
    try:
        return list(running.check.conclude())
    except NotRun as reason:
        running.seen, running.ran = 0, set()
        running.reasons = {str(reason): 1}
    except Exception as error:  # as in observe
        running.crash = f"规则执行出错（{unforeseen(error)}）"
    return []


def _status(running: _Running, units: set[str]) -> BulkStatus:
    rule, scope = running.rule, running.scope
    if running.crash:
        return BulkStatus(rule, RuleStatus.CRASHED, running.crash, scope)
    if running.check is None:
        reason = "本版本工具没有这条规则的程序" if rule.enabled else DISABLED
        return BulkStatus(rule, RuleStatus.SKIPPED, reason, scope)
    if not running.seen:
        return BulkStatus(rule, RuleStatus.SKIPPED, "；".join(running.reasons) or "没有单位", scope)
    partly = "；".join(f"{count} 个单位未查：{reason}" for reason, count in running.reasons.items())
    status = RuleStatus.FAILED if units else RuleStatus.PASSED
    return BulkStatus(rule, status, partly, scope, frozenset(running.ran), frozenset(units))
