"""Numbers as people type them."""

from decimal import Decimal

import pytest

from tests.support.samples import CLEAN, submission_of, with_edits
from toolkit.rules import run_rules
from toolkit.rules.typed_values import number_meant_by


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("１２", "12"),
        (" 187.90 ", "187.90"),
        ("187.90万元", "187.90"),
        ("1,234.5", "1234.5"),
        ("１，２３４", "1234"),
        ("98%", "98"),
        ("-3.5", "-3.5"),
        ("12次", "12"),
    ],
)
def test_the_number_that_is_meant(text: str, number: str) -> None:
    assert number_meant_by(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "按期完成", "1次2场", "50-60", "约820场左右很多", "一二"])
def test_no_number_is_guessed(text: str) -> None:
    assert number_meant_by(text) is None


@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [
        ("预算_执行率", "９８．５３％", "应填 98.53%。"),
        ("预算_执行率", "0.9853", "应填 0.9853。"),
        ("封面_报告日期", "2024年5月31日", "应填日期，如 2024-5-31。"),
        ("预算_全年执行", "2246.40万元", "应填 2246.4。"),
    ],
)
def test_advice_says_how_it_is_typed(name: str, typed: str, wanted: str) -> None:
    report = run_rules(with_edits(submission_of(CLEAN), {name: typed}))
    (finding,) = [finding for finding in report.findings if finding.rule == "IN04"]
    assert finding.message.partition("另有")[0].endswith(wanted)
