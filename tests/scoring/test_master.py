"""The built master: its parameters are readable, and its live execution score is the toolkit's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.returns import RULESETS, SPECIFICATION, band_tables
from tests.support.returns import submission as in_memory
from toolkit.form import Form
from toolkit.io.masters import load_form
from toolkit.model import Value
from toolkit.scoring import read_ruleset, score_submission
from toolkit.submission import Submission

MASTER = Path(__file__).parents[2] / "workbooks" / "master.xlsx"


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form(MASTER)


def filled(form: Form, ruleset: str, **fields: Value) -> Submission:
    """The blank master with a rule set chosen and some single cells typed in."""
    values = list(form.blank)
    for name, value in {"参数_规则集": ruleset, **fields}.items():
        values[form.slot(form.names[name].first)] = value
    form.model.calculate(values)
    return Submission(form, form.book, tuple(values))


@pytest.mark.parametrize("ruleset", RULESETS)
def test_master_holds_the_rule_sets_of_its_sources(form: Form, ruleset: str) -> None:
    assert form.rulesets == RULESETS
    assert read_ruleset(form, ruleset) == read_ruleset(in_memory().form, ruleset)


def test_master_names_a_method_for_every_rule_set_and_band(form: Form) -> None:
    assert {name for name in band_tables() if name not in form.bands} == set()
    assert [row["名称"] for row in SPECIFICATION["参数"]] == list(form.parameters_of(form.ruleset))


@pytest.mark.parametrize("ruleset", RULESETS)
@pytest.mark.parametrize("spent", [0.0, 333.33, 799.99, 800.0, 949.99, 950.0, 985.3, 1000.0, 1200.0])
def test_live_execution_score_is_the_toolkits(form: Form, ruleset: str, spent: float) -> None:
    sub = filled(form, ruleset, 预算_全年预算=1000.0, 预算_全年执行=spent, 预算_分值=10.0)
    score = score_submission(sub, ruleset).rows[0].auto.value
    assert sub.decimal("预算_应得分") == score
    assert sub.value("预算_自动执行率") == pytest.approx(spent / 1000)


def test_live_execution_score_is_blank_where_the_toolkit_gives_none(form: Form) -> None:
    sub = filled(form, RULESETS[0], 预算_全年预算=0.0, 预算_全年执行=5.0, 预算_分值=10.0)
    assert sub.value("预算_应得分") == ""
    assert score_submission(sub).rows[0].auto.value is None
    assert score_submission(sub).rows[0].auto.trace == "全年预算数空缺或不大于 0，无法计算执行率"
    assert score_submission(sub).auto_total == Decimal(0)
