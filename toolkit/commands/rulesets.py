"""Score one return under every rule set of the master it was issued from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.io.masters import find_form
from toolkit.io.xlsx_read import read_book
from toolkit.scoring.rulesets import RulesetComparison, compare_rulesets
from toolkit.submission import bind


def compare_file(file: Path, masters: Sequence[Path] = ()) -> RulesetComparison:
    """Compare the rule sets on a return; raises UnusableInput, ForeignWorkbook, MasterFault."""
    book = read_book(file)
    return compare_rulesets(bind(book, find_form(book, masters)))
