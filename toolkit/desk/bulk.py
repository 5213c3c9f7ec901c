"""Runs the rules over many returns: each sees one unit after the other and concludes at the end."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from toolkit.desk import copy_rules, figure_rules, identity_rules, score_rules
from toolkit.desk.bulk_registry import FACTORIES, BulkRule, Told
from toolkit.desk.case import Case
from toolkit.errors import unforeseen
from toolkit.form import Form, Rule, RuleKind
from toolkit.model import Finding, RuleStatus
from toolkit.rules.engine import finding_of
from toolkit.rules.hit import NotRun

THEMES = (identity_rules, copy_rules, score_rules, figure_rules)
"""The modules whose import fills the registry."""
COLLECTION = ""
"""The code under which findings on the whole collection are kept."""


class BulkStatus(Struct, frozen=True):
    """What became of one row of the rule sheet."""

    rule: Rule
    status: RuleStatus
    reason: str
    units: int
    """In how many units it found something."""
    passed: int = 0
    """On how many returns it found nothing."""
    skipped: int = 0
    """On how many returns it could not run."""


class BulkOutcome(Struct, frozen=True):
    """Findings by unit code, in the rule sheet's order, and a status for every bulk rule."""

    findings: Mapping[str, tuple[Finding, ...]]
    statuses: tuple[BulkStatus, ...]


class _Running(Struct):
    rule: Rule
    check: BulkRule | None
    seen: int = 0
    ran: set[str] = field(default_factory=set)
    """The units with a return on which it ran."""
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    crash: str = ""


class BulkRun:
    """One run of a form's bulk rules."""

    def __init__(self, form: Form) -> None:
        self._running = [
            _Running(rule, _check(rule) if rule.enabled else None)
            for rule in form.rules
            if rule.kind is RuleKind.BULK
        ]

    def observe(self, case: Case) -> None:
        """Show one unit to every rule; a crash of one never stops the others."""
        for running in self._running:
            if running.check is None or running.crash:
                continue
            try:
                running.check.observe(case)
                running.seen += 1
                if case.digest:
                    running.ran.add(case.code)
            except NotRun as reason:
                running.skipped += case.digest is not None
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


def _check(rule: Rule) -> BulkRule | None:
    factory = FACTORIES.get((rule.id, rule.part)) or FACTORIES.get((rule.id, ""))
    return factory() if factory else None


def _conclusion(running: _Running) -> list[Told]:
    if running.check is None or running.crash:
        return []
    try:
        return list(running.check.conclude())
    except NotRun as reason:
        running.seen, running.skipped, running.ran = 0, running.skipped + len(running.ran), set()
        running.reasons = {str(reason): 1}
    except Exception as error:  # as in observe
        running.crash = f"规则执行出错（{unforeseen(error)}）"
    return []


def _status(running: _Running, units: set[str]) -> BulkStatus:
    rule, returned = running.rule, len(running.ran) + running.skipped
    if running.crash:
        return BulkStatus(rule, RuleStatus.CRASHED, running.crash, 0, 0, returned)
    if running.check is None:
        reason = "本版本工具没有这条规则的程序" if rule.enabled else "已停用"
        return BulkStatus(rule, RuleStatus.SKIPPED, reason, 0)
    if not running.seen:
        reason = "；".join(running.reasons) or "没有单位"
        return BulkStatus(rule, RuleStatus.SKIPPED, reason, 0, 0, returned)
    partly = "；".join(f"{count} 个单位未查：{reason}" for reason, count in running.reasons.items())
    status = RuleStatus.FAILED if units else RuleStatus.PASSED
    return BulkStatus(rule, status, partly, len(units), len(running.ran - units), running.skipped)
