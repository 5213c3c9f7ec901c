"""Whatever is typed in, every rule comes to an end, and the report of it can be made."""

from __future__ import annotations

from random import Random

import pytest

from tests.support.fillings import random_filling
from tests.support.samples import CLEAN, MASTER, YUNXI, master_form, submission_of
from toolkit.model import CellEdit, ExcelError, RuleStatus, Value
from toolkit.report.content import build_content
from toolkit.rules import run_rules
from toolkit.scoring.scorecard import score_submission
from toolkit.submission import Submission, edited, inputs_of

FAULTY_FORMULA = "请先改正它引用的单元格"
"""The reason of a rule whose formulas come to an error value: no fault of the toolkit."""
EXTREMES: tuple[Value, ...] = (
    0.0, -0.0, -1.0, 1e-300, -1e-9, 0.1 + 0.2, 1e14, -9.99e14, 1e15, 1e28, -1e300, 1.7e308, 20240531.0, 60.0,
    2958466.0, True, False, "", " ", "\n", "9" * 40, "-", "%", "１", "1e400", "1/0", "00", "一二三",
    "第" * 999,
    "完成99999999999999999999999999999999999999.99万元，占0.0%，人均一千亿亿亿元。", "\U0001f600", "=1+1",
    *ExcelError,
)  # fmt: skip


def assert_every_rule_ends(submission: Submission) -> None:
    found = run_rules(submission)
    crashed = {r.rule: r.reason for r in found.results if r.status is RuleStatus.CRASHED}
    assert {rule: reason for rule, reason in crashed.items() if FAULTY_FORMULA not in reason} == {}
    for ruleset in submission.form.rulesets:
        build_content(submission, score_submission(submission, ruleset), draft=True, public=True)


@pytest.mark.parametrize("seed", range(40))
def test_random_fillings(seed: int) -> None:
    form = master_form()
    base = submission_of((MASTER, CLEAN, YUNXI)[seed % 3])
    assert_every_rule_ends(edited(base, random_filling(form, seed)))


@pytest.mark.parametrize("seed", range(80))
def test_extremes_in_a_sound_return(seed: int) -> None:
    random = Random(seed)
    form = master_form()
    cells = [field.area.cell(index) for field in inputs_of(form) for index in range(min(field.area.rows, 20))]
    edits = [CellEdit(at, random.choice(EXTREMES)) for at in random.sample(cells, random.choice((1, 5, 60)))]
    assert_every_rule_ends(edited(submission_of(CLEAN), edits))
