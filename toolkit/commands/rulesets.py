"""Score one return under every rule set of the master it was issued from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from toolkit.form import as_text
from toolkit.io.masters import find_form
from toolkit.io.xlsx_read import read_book
from toolkit.scoring.rulesets import Filed, Result, RowDifference, RulesetComparison, compare_rulesets
from toolkit.submission import bind

SCHEMA_VERSION = 1


def compare_file(file: Path, masters: Sequence[Path] = ()) -> RulesetComparison:
    """Compare the rule sets on a return; raises UnusableInput, ForeignWorkbook, MasterFault."""
    book = read_book(file)
    return compare_rulesets(bind(book, find_form(book, masters)))


def comparison_json(file: Path, found: RulesetComparison) -> str:
    """The comparison as JSON text; figures are numbers, what there is none of is ``null``."""
    data = {
        "schema": SCHEMA_VERSION,
        "file": file.name,
        "chosen": found.chosen,
        "note": found.note,
        "filed": _filed(found.filed),
        "rulesets": [_result(result) for result in found.results],
        "rows": [_row(row) for row in found.differences],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _filed(filed: Filed) -> dict[str, object]:
    return {
        "indicators": _figure(filed.indicators),
        "execution": _figure(filed.execution),
        "execution_claimed": filed.execution_claimed,
        "total": _figure(filed.total),
        "scaled": _figure(filed.scaled),
        "rating": filed.rating,
    }


def _result(result: Result) -> dict[str, object]:
    execution = result.card.rows[0].auto
    return {
        "ruleset": result.ruleset,
        "indicators": _figure(result.indicators),
        "execution": _figure(execution.value),
        "total": _figure(result.card.auto_total),
        "max_total": _figure(result.card.max_total),
        "scaled": _figure(result.scaled),
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
        "max_score": _figure(row.max_score),
        "claimed": _figure(row.claimed),
        "scores": [
            {"score": _figure(score.value), "trace": score.trace, "rulesets": list(names)}
            for score, names in row.scores
        ],
    }


def _figure(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
