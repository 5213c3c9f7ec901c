"""What is checked: the workbook's own formula rules, and the few that a formula cannot express."""

from toolkit.rules.engine import CheckOutcome, run_on, run_rules
from toolkit.rules.hit import Evidence

__all__ = ["CheckOutcome", "Evidence", "run_on", "run_rules"]
