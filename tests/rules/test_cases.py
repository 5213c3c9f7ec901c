"""Every rule on the clean sample with a few edits: the whole list of findings is compared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.samples import CLEAN, master_form, place, submission_of, told, with_edits
from toolkit.form import Form, RuleKind
from toolkit.model import Role, RuleStatus
from toolkit.rules import run_rules
from toolkit.rules.engine import REGISTRY
from toolkit.submission import Submission, inputs_of

CASES = Path(__file__).parent / "cases"
ON_THE_FILE = frozenset({"IN01", "IN02", "IN03", "IN07", "IN08", "IN09"})
"""Rules about the file itself; ``test_integrity`` holds their cases."""


def all_cases() -> list[dict[str, Any]]:
    return [
        case
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def cleared(form: Form, part: str) -> Iterator[tuple[str, str]]:
    """Every input of a sheet, or of ``表:名称``, as an edit that empties it."""
    table = part.removeprefix("表:")
    for field in inputs_of(form):
        if field.table == table if part.startswith("表:") else field.area.sheet == part:
            yield from ((f"{field.name}[{n + 1}]", "") for n in range(field.area.rows))


def edited_clean(case: dict[str, Any]) -> Submission:
    base = submission_of(CLEAN)
    edits = dict(case.get("edit", {}))
    for name, (old, new) in case.get("replace", {}).items():
        assert old in base.text(name), f"{name}: {old}"
        edits[name] = base.text(name).replace(old, new)
    for part in case.get("clear", ()):
        edits |= dict(cleared(base.form, part))
    return with_edits(base, edits)


def expected(form: Form, case: dict[str, Any]) -> list[str]:
    """``AR11 error 项目合计_支出`` becomes ``AR11 error 收支情况!G131``; a sheet's title stays."""
    lines = []
    for line in case["expect"]:
        rule, severity, where = line.split(" ")
        known = where.partition("[")[0] in form.fields or where.startswith("参数_")
        at = str(place(form, where)) if known else where
        lines.append(f"{rule} {severity} {at}")
    return sorted(lines)


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    findings = run_rules(edited_clean(case)).findings
    assert sorted(map(told, findings)) == expected(master_form(), case)
    for finding in findings:
        assert "{" not in finding.message
        assert finding.message.endswith("。")
        assert finding.fix


def test_every_rule_has_a_case_that_fires() -> None:
    fired = {line.split(" ")[0] for case in all_cases() for line in case["expect"]}
    ids = {rule.id for rule in master_form().rules if rule.kind in (RuleKind.FORMULA, RuleKind.PYTHON)}
    assert ids - ON_THE_FILE == fired - ON_THE_FILE


def test_nothing_fires_on_the_clean_return() -> None:
    outcome = run_rules(submission_of(CLEAN))
    assert [told(finding) for finding in outcome.findings] == []
    assert [r.rule for r in outcome.results if r.status is RuleStatus.CRASHED] == []


def test_every_python_rule_is_in_the_rule_sheet() -> None:
    listed = {rule.id for rule in master_form().rules if rule.kind is RuleKind.PYTHON}
    assert REGISTRY.ids <= listed


def test_written_cells_are_never_required() -> None:
    required = [field for field in master_form().fields.values() if field.required]
    assert all(field.role is Role.INPUT for field in required)
