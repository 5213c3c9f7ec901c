"""Every kind of value as the form prints it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.reports import PHONE
from tests.support.returns import FIELDS
from toolkit.model import ExcelError, Value
from toolkit.report.printing import mask_phone, mask_phones, print_quantity, print_value

CASES: tuple[tuple[str, Value, str], ...] = (
    ("预算_全年预算", None, ""),
    ("预算_全年预算", 0.0, "0"),
    ("预算_全年预算", -0.001, "0"),
    ("预算_全年预算", 2246.07, "2246.07"),
    ("预算_全年预算", 187.9, "187.90"),
    ("预算_全年预算", 150.0, "150"),
    ("预算_全年预算", 1.005, "1.01"),
    ("预算_全年预算", 2246.0699999999997, "2246.07"),
    ("预算_全年预算", -125.53, "-125.53"),
    ("预算_全年预算", 25103060000.0, "25103060000"),
    ("预算_全年预算", ExcelError.DIV0, "#DIV/0!"),
    ("预算_执行率", 1.0, "100%"),
    ("预算_执行率", 0.98, "98%"),
    ("预算_执行率", 0.98546, "98.55%"),
    ("预算_执行率", 0.0, "0%"),
    ("指标_分值", 10.0, "10"),
    ("指标_自评得分", 2.35, "2.35"),
    ("指标_自评得分", 9.8, "9.8"),
    ("概况_人员编制", 120.0, "120"),
    ("封面_评价年度", 2023.0, "2023"),
    ("封面_预算编码", "032001", "032001"),
    ("封面_预算编码", 132001.0, "132001"),
    ("封面_报告日期", 45443.0, "2024年5月31日"),
    ("封面_报告日期", 45292.75, "2024年1月1日"),
    ("封面_报告日期", "2024年5月", "2024年5月"),
    ("封面_报告日期", 20240531.0, "20240531"),
    ("封面_报告日期", -1e300, "-1E+300"),
    ("预算_全年预算", 1e30, "1E+30"),
    ("预算_全年预算", 999999999999999.0, "999999999999999"),
    ("封面_报告日期", 60.0, "60"),
    ("封面_报告日期", 61.0, "1900年3月1日"),
    ("封面_报告日期", 2958465.9, "9999年12月31日"),
    ("封面_报告日期", 2958466.0, "2958466"),
    ("封面_部门名称", "  某单位 ", "某单位"),
    ("封面_部门名称", True, "是"),
)


@pytest.mark.parametrize(("name", "value", "expected"), CASES)
def test_a_value_prints_as_on_the_form(name: str, value: Value, expected: str) -> None:
    assert print_value(FIELDS[name], value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (12.0, "次", "12次"),
        (187.9, "万元", "187.90万元"),
        (150.0, "万元", "150万元"),
        (98.0, "%", "98%"),
        (98.555, "%", "98.56%"),
        (0.0, "次", "0次"),
        (Decimal("7.5"), "公里", "7.5公里"),
        ("高质量完成", "次", "高质量完成"),
        (None, "次", ""),
    ],
)
def test_a_quantity_carries_its_unit(value: Value, unit: str, expected: str) -> None:
    assert print_quantity(value, unit) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("138****0000", "138********"), ("0730-8888888", "073*-*******"), ("", ""), ("12345678", "123*****")],
)
def test_a_phone_keeps_three_characters(number: str, expected: str) -> None:
    assert mask_phone(number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"电话{PHONE}。", "电话138********。"),
        ("座机 0730-8888888 转 1", "座机 073*-******* 转 1"),
        (f"支出{PHONE}.55元", f"支出{PHONE}.55元"),
        ("收益9230万元，编码132001", "收益9230万元，编码132001"),
        (f"单号1{PHONE}", f"单号1{PHONE}"),
    ],
)
def test_phones_within_a_text_are_masked_and_figures_are_not(text: str, expected: str) -> None:
    assert mask_phones(text) == expected
