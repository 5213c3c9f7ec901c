"""The bureau's desk, pure: roster, ledger, what a return says, rules over many returns, what to report."""
