"""What is checked: the workbook's own formula rules, and the few that a formula cannot express."""

from toolkit.rules.engine import CheckOutcome, run_rules

__all__ = ["CheckOutcome", "run_rules"]
