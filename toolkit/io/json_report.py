"""A check's output for machines; the schema ships as ``toolkit/schemas/check-1.json``."""

from __future__ import annotations

import json
from decimal import Decimal

from toolkit.model import SEMANTICS, CheckReport, Figure, Finding, Scorecard

SCHEMA_VERSION = 1
FINDING_FIELDS = Finding.__struct_fields__


def report_json(report: CheckReport) -> str:
    """The report as JSON text; figures are numbers, what there is none of is ``null``."""
    return json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n"


def report_data(report: CheckReport) -> dict[str, object]:
    """The report as plain data, laid out as the schema says."""
    return {
        "schema": SCHEMA_VERSION,
        "file": report.file,
        "sha256": report.sha256,
        "template": report.template,
        "semantics": SEMANTICS,
        "ruleset": report.ruleset,
        "verdict": report.verdict.value,
        "rules": [
            {"id": rule.rule, "status": rule.status.value, "reason": rule.reason} for rule in report.rules
        ],
        "findings": [finding_data(finding) for finding in report.findings],
        "score": _score(report.score) if report.score else None,
    }


def finding_data(finding: Finding) -> dict[str, object]:
    """One finding as plain data."""
    data = {name: getattr(finding, name) for name in FINDING_FIELDS}
    data["severity"] = finding.severity.value
    data["also"] = list(finding.also)
    for name in ("actual", "expected", "difference"):
        data[name] = figure_data(data[name])
    return data


def _score(card: Scorecard) -> dict[str, object]:
    return {
        "auto_total": figure_data(card.auto_total),
        "claimed_total": figure_data(card.claimed_total),
        "max_total": figure_data(card.max_total),
        "rating": card.rating,
        "rows": [
            {
                "sheet": row.at.sheet,
                "cell": row.at.a1,
                "key": row.key,
                "max_score": figure_data(row.max_score),
                "auto": figure_data(row.auto.value),
                "claimed": figure_data(row.claimed),
                "audited": figure_data(row.audited),
                "trace": row.auto.trace,
            }
            for row in card.rows
        ],
    }


def figure_data(value: Figure) -> float | int | str | None:
    """A figure as JSON has it: a whole number without a point."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
