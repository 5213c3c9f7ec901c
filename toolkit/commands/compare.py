"""Compare two returns of a unit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import asdict

from toolkit.commands.check import check_file
from toolkit.desk.comparing import Comparison, compare_returns
from toolkit.io.json_report import finding_data

SCHEMA_VERSION = 1


def compare_files(old: Path, new: Path, masters: Sequence[Path]) -> Comparison:
    """Check both files and compare them; raises UnusableInput where one cannot be read."""
    before, after = check_file(old, masters=masters), check_file(new, masters=masters)
    return compare_returns(before.submission, before.report, after.submission, after.report)


def comparison_json(found: Comparison) -> str:
    """The comparison as JSON text."""
    data = {
        "schema": SCHEMA_VERSION,
        "changes": [asdict(change) for change in found.changes],
        "gone": [finding_data(finding) for finding in found.gone],
        "new": [finding_data(finding) for finding in found.new],
        "same": [finding_data(finding) for finding in found.same],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
