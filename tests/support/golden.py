"""The findings on the real report, one line each; ``python -m tests.support.golden`` rewrites the list."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.samples import YUNXI, master_form, submission_of, told
from toolkit.commands.catalogue import rule_listing
from toolkit.model import Finding
from toolkit.rules import run_rules

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "yunxi-2023.txt"
README = ROOT / "README.md"
BEGIN, END = "<!-- rules:begin -->", "<!-- rules:end -->"
BLOCK = re.compile(rf"{BEGIN}\n.*?{END}\n", re.DOTALL)


def line(finding: Finding) -> str:
    """``AR06 error 绩效自评表!L101 | 分值合计 | 执行率与…。``"""
    return f"{told(finding)} | {finding.key} | {finding.message}"


def golden_text() -> str:
    """All findings on the real report, in the report's order."""
    return "".join(f"{line(finding)}\n" for finding in run_rules(submission_of(YUNXI)).findings)


def rules_block() -> str:
    """The README's list of rules between its marks, as the master has it."""
    return f"{BEGIN}\n\n{rule_listing(master_form(), 'md', to_file=False).decode()}\n{END}\n"


if __name__ == "__main__":
    GOLDEN.write_text(golden_text(), "utf-8")
    README.write_text(BLOCK.sub(lambda _: rules_block(), README.read_text("utf-8")), "utf-8")
