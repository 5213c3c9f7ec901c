"""What changed between two returns, for machines; the schema ships as ``toolkit/schemas/diff-1.json``."""

from __future__ import annotations

import json
from typing import Final

from msgspec.structs import asdict

from toolkit.desk.comparing import Comparison
from toolkit.io.json_report import finding_data

SCHEMA_VERSION: Final = 1


def diff_json(found: Comparison) -> str:
    """The comparison as JSON text."""
    data = {
        "schema": SCHEMA_VERSION,
        "changes": [asdict(change) for change in found.changes],
        "gone": [finding_data(finding) for finding in found.gone],
        "new": [finding_data(finding) for finding in found.new],
        "same": [finding_data(finding) for finding in found.same],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
