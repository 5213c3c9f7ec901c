"""Numbers as people type them."""

from decimal import Decimal

import pytest

from tests.support.samples import CLEAN, submission_of, with_edits
from toolkit.desk.digest import figure_text
from toolkit.rules import run_rules
from toolkit.rules.number_texts import number_meant_by


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
        ("≥95%", "95"),
        ("<= 96.5万元", "96.5"),
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
        ("封面_报告日期", False, "填的是逻辑值 FALSE，应填日期，如 2024-5-31。"),
        ("封面_预算编码", True, "填的是逻辑值 TRUE，应填编码或号码。"),
        ("指标_实际完成值[1]", True, "填的是逻辑值 TRUE，应填数字或文字。"),
        ("指标_完成等次[9]", True, "填的是逻辑值 TRUE，应填下拉列表里的一项。"),
        ("预算_全年执行", True, "填的是逻辑值 TRUE，应填数字。"),
        ("预算_执行率", "９８．５３％", "应填 98.53%。"),
        ("预算_执行率", "0.9853", "应填 98.53%。"),
        ("预算_执行率", "98.53", "应填 98.53%。"),
        ("指标_年度指标值[6]", "≥99%", "应填 99。"),
        ("封面_预算编码", "１３２００９", "应填 132009。"),
        ("封面_报告日期", "2024年5月31日", "应填日期，如 2024-5-31。"),
        ("预算_全年执行", "2246.40万元", "应填 2246.4。"),
        ("预算_全年执行", "２２４６.40万", "应填 2246.4。"),
        ("支出_项目支出", "18314400元", "应填 1831.44。"),
        ("支出_项目支出", "18,314,421元", "应填 1831.44。"),
        ("支出_项目支出", "0.183144亿元", "应填 1831.44。"),
        ("支出_项目支出", "1831.44元", "合 0.183144 万元；如果本来就是 1831.44 万元，应填 1831.44。"),
        ("支出_项目支出", "1831.44美元", "应填以“万元”为单位的数字。"),
        ("支出_项目支出", "99%", "应填以“万元”为单位的数字。"),
        ("概况_实有人数", "40名", "应填 40。"),
        ("概况_实有人数", "40家", "应填以“人”为单位的数字。"),
        ("封面_评价年度", "2023年度", "应填 2023。"),
        ("指标_实际完成值[13]", "1896000元", "应填 189.6。"),
        ("指标_实际完成值[3]", "0.0826万场", "应填 826。"),
        ("指标_实际完成值[11]", "0.1小时", "应填以“分钟”为单位的数字。"),
        ("指标_实际完成值[6]", "0.996", "应填 99.6。"),
        ("指标_实际完成值[6]", "0.996%", "应填 0.996。"),
        ("指标_实际完成值[6]", "99.6", "应填 99.6。"),
        ("指标_实际完成值[21]", "0.6", "应填 0.6。"),
    ],
)
def test_advice_says_how_it_is_typed(name: str, typed: str | bool, wanted: str) -> None:
    report = run_rules(with_edits(submission_of(CLEAN), {name: typed}))
    (finding,) = [finding for finding in report.findings if finding.rule == "IN04"]
    assert finding.message.partition("另有")[0].endswith(wanted)


@pytest.mark.parametrize(
    ("name", "typed", "rule", "figures"),
    [
        ("预算_执行率", 0.99, "AR03", ("99", "98.5263158", "%")),
        ("预算_执行率", "98.53%", "IN04", ("98.53%", "98.53", "%")),
        ("预算_执行率", "0.5", "IN04", ("0.5", "50", "%")),
        ("封面_报告日期", 45200, "ST15", ("2023-10-01", "2024-01-01", "日期")),
    ],
)
def test_rates_are_stated_in_per_cent_and_dates_as_dates(
    name: str, typed: object, rule: str, figures: tuple[str, str, str]
) -> None:
    report = run_rules(with_edits(submission_of(CLEAN), {name: typed}))
    found = next(finding for finding in report.findings if finding.rule == rule)
    assert (figure_text(found.actual), figure_text(found.expected), found.unit) == figures


@pytest.mark.parametrize(
    ("name", "target", "achieved", "wanted"),
    [
        ("会务服务无差错率", 99, 0.9964, ["绩效自评表!I46"]),
        ("一次验收合格率", 1, 0.98, ["绩效自评表!G46", "绩效自评表!I46"]),
        ("群众满意度", 95, 1, ["绩效自评表!I46"]),
        ("财政收入增长率", 0.8, 0.9, []),
        ("不合格率", 1, 0.5, []),
        ("财政收入增长率", 25, 0.3, []),
        ("一次验收合格率", 99, 99.6, []),
    ],
)
def test_percentages_typed_with_their_sign(
    name: str, target: float, achieved: float, wanted: list[str]
) -> None:
    edits = {"指标_三级[6]": name, "指标_年度指标值[6]": target, "指标_实际完成值[6]": achieved}
    report = run_rules(with_edits(submission_of(CLEAN), edits))
    found = [f"{finding.sheet}!{finding.cell}" for finding in report.findings if finding.rule == "IN04"]
    assert found == wanted
