"""One return under every rule set, for machines; the schema ships as ``toolkit/schemas/rulesets-1.json``."""

from __future__ import annotations

import json
from typing import Final

from toolkit.form import as_text
from toolkit.io.json_report import figure_data
from toolkit.scoring.rulesets import Filed, Result, RowDifference, RulesetComparison

SCHEMA_VERSION: Final = 1


def rulesets_json(file: str, found: RulesetComparison) -> str:
    """The comparison as JSON text; ``file`` is the return's name, what there is none of is ``null``."""
    data = {
        "schema": SCHEMA_VERSION,
        "file": file,
        "chosen": found.chosen,
        "note": found.note,
        "filed": _filed(found.filed),
        "rulesets": [_result(result) for result in found.results],
        "rows": [_row(row) for row in found.differences],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _filed(filed: Filed) -> dict[str, object]:
    return {
        "indicators": figure_data(filed.indicators),
        "execution": figure_data(filed.execution),
        "execution_claimed": filed.execution_claimed,
        "total": figure_data(filed.total),
        "scaled": figure_data(filed.scaled),
        "rating": filed.rating,
    }


def _result(result: Result) -> dict[str, object]:
    execution = result.card.rows[0].auto
    return {
        "ruleset": result.ruleset,
        "indicators": figure_data(result.indicators),
        "execution": figure_data(execution.value),
        "total": figure_data(result.card.auto_total),
        "max_total": figure_data(result.card.max_total),
        "scaled": figure_data(result.scaled),
        "rating": result.card.rating,
        "settings": [
            {"parameter": code, "chosen": as_text(base), "here": as_text(own)}
            for code, base, own in result.settings
        ],
    }


def _row(row: RowDifference) -> dict[str, object]:
    return {
        "key": row.key,
        "cell": row.cell,
        "max_score": figure_data(row.max_score),
        "claimed": figure_data(row.claimed),
        "scores": [
            {"score": figure_data(score.value), "trace": score.trace, "rulesets": list(names)}
            for score, names in row.scores
        ],
    }
