"""Compare two returns of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.commands.check import check_file
from toolkit.desk.comparing import Comparison, compare_returns


def compare_files(old: Path, new: Path, masters: Sequence[Path]) -> Comparison:
    """Check both files and compare them; raises UnusableInput where one cannot be read."""
    before, after = check_file(old, masters=masters), check_file(new, masters=masters)
    return compare_returns(before.submission, before.report, after.submission, after.report)
