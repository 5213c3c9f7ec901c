"""Runs every rule of a form's catalogue on one submission; a crash of one never stops the others."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from toolkit.errors import unforeseen
from toolkit.form import Form, Rule, RuleKind
from toolkit.model import Figure, Finding, RuleResult, RuleStatus, Verdict
from toolkit.rules import (
    budgets,
    completeness,
    indicators,
    integrity,
    narrative,
    narrative_sums,
    narrative_wording,
    reasons,
    scores,
    typed_values,
    wording,
)
from toolkit.rules.folding import Pair, folded
from toolkit.rules.formula_rules import evaluate
from toolkit.rules.hit import Evidence, Hit, NotApplicable, NotRun, RuleFault
from toolkit.rules.registry import Registry
from toolkit.submission import Submission

FORBIDDING = ("＜", "≠")
"""Relations whose right side says what a figure must not be."""
TAIL_RULE = "AR25"
"""Reports ties that hold only within rounding; its hits come from the formula rules."""
DISABLED, NOT_APPLICABLE = "已停用", "不适用"
HARMLESS = frozenset({DISABLED, NOT_APPLICABLE})
"""Reasons for which a row need not have run for the rule to be passed."""
REGISTRY = Registry.of(
    integrity,
    typed_values,
    completeness,
    scores,
    budgets,
    indicators,
    reasons,
    wording,
    narrative,
    narrative_sums,
    narrative_wording,
)


class CheckOutcome(Struct, frozen=True):
    """Findings in reading order, and one status for every rule id."""

    results: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst that was found; a rule that crashed means the file was not fully checked."""
        if any(result.status is RuleStatus.CRASHED for result in self.results):
            return Verdict.NOT_FULLY_CHECKED
        severities = {finding.severity.value for finding in self.findings}
        if "error" in severities:
            return Verdict.ERRORS
        return Verdict.WARNINGS if "warning" in severities else Verdict.CLEAN


Decided = tuple[RuleStatus, str]
"""What became of one rule row, with the reason where it did not run."""


def run_rules(submission: Submission) -> CheckOutcome:
    """Run the form's whole catalogue; never raises for a fault of the file's content."""
    return run_on(Evidence(submission))


def run_on(evidence: Evidence) -> CheckOutcome:
    """As ``run_rules``; what the rules work out on the way stays with the evidence."""
    form = evidence.form
    decided: dict[str, list[Decided]] = {}
    found: list[Pair] = []
    tails: list[Hit] = []
    for rule in form.kept(_catalogue):
        status, reason, hits = _run_one(rule, evidence, tails)
        decided.setdefault(rule.id, []).append((status, reason))
        found += [(rule, hit) for hit in hits]
    places = form.kept(_places)
    found = folded(form, found)
    found.sort(key=lambda pair: _reading_order(pair[0], pair[1], places))
    return CheckOutcome(
        tuple([_result(rule_id, rows) for rule_id, rows in decided.items()]),
        tuple(dict.fromkeys([finding_of(rule, hit) for rule, hit in found])),
    )


def _catalogue(form: Form) -> list[Rule]:
    """The form's rules in the order in which they run: that on tails after those that find them."""
    return sorted(form.rules, key=lambda rule: rule.id == TAIL_RULE)


def _places(form: Form) -> dict[str, int]:
    """Where a sheet stands in the workbook."""
    return {sheet.title: number for number, sheet in enumerate(form.book.sheets)}


def _result(rule_id: str, rows: list[Decided]) -> RuleResult:
    """What the rule rows of one id came to together.

    Where a row that should have decided could not, the rule is not passed.
    """
    if len(rows) == 1:
        return RuleResult(rule_id, *rows[0])
    statuses = {status for status, _ in rows}
    reasons = dict.fromkeys([reason for _, reason in rows if reason])
    order = [RuleStatus.CRASHED, RuleStatus.FAILED, RuleStatus.PASSED, RuleStatus.SKIPPED]
    if RuleStatus.SKIPPED in statuses and not reasons.keys() <= HARMLESS:
        order.remove(RuleStatus.PASSED)
    status = next(status for status in order if status in statuses)
    told = status in (RuleStatus.CRASHED, RuleStatus.SKIPPED)
    return RuleResult(rule_id, status, "；".join(reasons) if told else "")


def _run_one(rule: Rule, evidence: Evidence, tails: list[Hit]) -> tuple[RuleStatus, str, Sequence[Hit]]:
    if not rule.enabled:
        return RuleStatus.SKIPPED, DISABLED, ()
    if rule.kind in (RuleKind.BULK, RuleKind.PERSON) and rule.id != TAIL_RULE:
        return RuleStatus.SKIPPED, NOT_APPLICABLE, ()
    try:
        hits = _hits(rule, evidence, tails)
    except NotApplicable:
        return RuleStatus.SKIPPED, NOT_APPLICABLE, ()
    except NotRun as reason:
        return RuleStatus.SKIPPED, str(reason), ()
    except RuleFault as fault:
        return RuleStatus.CRASHED, str(fault), ()
    except Exception as error:  # the one place where a rule is isolated from the others
        return RuleStatus.CRASHED, f"规则执行出错（{unforeseen(error)}）", ()
    return (RuleStatus.FAILED if hits else RuleStatus.PASSED), "", hits


def _hits(rule: Rule, evidence: Evidence, tails: list[Hit]) -> list[Hit]:
    if rule.id == TAIL_RULE:
        return tails
    if rule.kind == RuleKind.PYTHON:
        return list(REGISTRY.check(rule)(evidence, rule))
    outcome = evaluate(rule, evidence.submission)
    tails += outcome.tails
    return outcome.hits


def finding_of(rule: Rule, hit: Hit) -> Finding:
    """A hit with what the rule sheet says of its rule.

    What a figure must not be is not told as what it should be.
    """
    at, actual = hit.at, hit.actual
    expected = None if rule.relation in FORBIDDING else hit.expected
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        sheet=at.sheet if at else hit.sheet,
        cell=at.a1 if at else "",
        key=hit.key,
        message=hit.message,
        actual=actual,
        expected=expected,
        difference=_difference(actual, expected),
        unit=hit.unit,
        basis=rule.basis,
        fix=hit.fix or rule.fix,
        also=tuple([str(other) for other in hit.also]) if hit.also else (),
        follows=hit.follows,
    )


def _difference(actual: Figure, expected: Figure) -> Decimal | None:
    if isinstance(actual, Decimal) and isinstance(expected, Decimal):
        return actual - expected
    return None


def _reading_order(rule: Rule, hit: Hit, places: dict[str, int]) -> tuple[int, int, int, str]:
    """File-wide findings first, then sheet by sheet, row by row."""
    if hit.at is None:
        return places.get(hit.sheet, -1), 0, 0, rule.id
    return places.get(hit.at.sheet, -1), hit.at.row, hit.at.column, rule.id
