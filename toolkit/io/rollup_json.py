"""The roll-up for machines as JSON, written as the units come; its schema is ``schemas/collect-1.json``."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import IO, Final

from toolkit.desk.results import Conclusion, UnitResult
from toolkit.desk.returns import Version
from toolkit.desk.rows import UnitRows
from toolkit.io.json_report import finding_data
from toolkit.model import Severity

SCHEMA_VERSION: Final = 1


class JsonWriter:
    """Writes the results unit by unit, one a line, and what is known at the end."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._out.write(f'{{"schema":{SCHEMA_VERSION},\n"units":['.encode())
        self._between = b"\n"

    def add(self, told: UnitRows) -> None:
        """Write one unit."""
        self._out.write(self._between + _text(_unit(told.result)).encode())
        self._between = b",\n"

    def finish(self, conclusion: Conclusion) -> None:
        """Write what follows the units."""
        summary = conclusion.summary
        tail = {
            "summary": {
                "units": summary.units,
                "returned": summary.returned,
                "overdue": summary.overdue,
                "states": dict(sorted(summary.states.items())),
                **{f"{severity.value}s": summary.severities[severity] for severity in Severity},
            },
            "collection_findings": [finding_data(finding) for finding in conclusion.collection],
            "stray_files": [_version(version) for version in conclusion.strays],
            "bulk_rules": [
                {"id": s.rule.id, "part": s.rule.part, "status": s.status.value, "reason": s.reason}
                for s in conclusion.statuses
            ],
            "not_checked": list(conclusion.unchecked),
            "run": dict(conclusion.run),
        }
        self._out.write(f"\n],\n{_text(tail)[1:]}\n".encode())


def _unit(result: UnitResult) -> dict[str, object]:
    case, digest = result.case, result.case.digest
    unit, in_force = case.dossier.unit, case.dossier.in_force
    return {
        "code": unit.code,
        "name": unit.name,
        "department": unit.department,
        "state": result.state,
        "days_overdue": case.dossier.days_overdue,
        "file": in_force.file.path if in_force else None,
        "verdict": digest.verdict if digest else None,
        "ruleset": digest.ruleset if digest else None,
        "score": {
            "claimed_total": _number(digest.claimed_total),
            "auto_total": _number(digest.auto_total),
            "max_total": _number(digest.max_total),
            "audited_total": _number(result.audit.total) if result.audit else None,
            "items": digest.items,
            "audited_items": result.audit.lines if result.audit else 0,
            "rating": digest.rating,
        }
        if digest
        else None,
        "versions": [_version(version) for version in (*case.dossier.versions, *case.dossier.of_other_years)],
        "findings": [
            {"from": kind.name.lower(), **finding_data(finding)} for kind, finding in result.findings
        ],
    }


def _version(version: Version) -> dict[str, object]:
    file = version.file
    return {
        "number": version.number,
        "standing": version.standing.name.lower(),
        "path": file.path,
        "same_as": version.same_as or None,
        "received": file.received,
        "saved": file.saved,
        "sha256": file.sha256,
        "fault": file.fault or version.reason or None,
    }


def _number(value: Decimal) -> float:
    return float(value)


_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Plain data as JSON text."""
