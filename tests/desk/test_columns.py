"""Headings of the bureau's own tables: which field they mean, in which unit, and what is done with others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.desk import book
from tests.support.samples import master_form
from toolkit.desk.columns import columns_of, money_unit, read_grid, unused
from toolkit.desk.ledger import Ledger, ledger_from_book
from toolkit.desk.roster import Roster, roster_from_book
from toolkit.desk.vocabulary import AMOUNT_HEADS, NAME_HEADS
from toolkit.errors import UnusableInput
from toolkit.model import Value

FIELDS = master_form().fields
ALIASES = {**NAME_HEADS, **AMOUNT_HEADS}
Row = tuple[Value, ...]


def meant(*heads: str) -> dict[str, str]:
    sheet = book(("台账", [("预算编码", *heads), ("132001",)])).sheets[0]
    grid = read_grid(sheet, ["预算编码"])
    assert grid
    return {column.head: column.field.name for column in columns_of(grid, FIELDS, ALIASES, "台账")}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("年初预算", "预算_年初预算"),
        ("年初预算数", "预算_年初预算"),
        ("年初预算（万元）", "预算_年初预算"),
        ("年初 预算\n(元)", "预算_年初预算"),
        ("年初预算数（单位：万元）", "预算_年初预算"),
        ("全年预算数", "预算_全年预算"),
        ("全年预算", "预算_全年预算"),
        ("调整后预算数（元）", "预算_全年预算"),
        ("执行数（万元）", "预算_全年执行"),
        ("全年执行数", "预算_全年执行"),
        ("预算执行数", "预算_全年执行"),
        ("支出汇总_合计", "支出汇总_合计"),
        ("人员编制（人）", "概况_人员编制"),
    ],
)
def test_heading_means_a_field_whatever_its_unit(head: str, name: str) -> None:
    assert meant(head) == {"预算编码": "封面_预算编码", head: name}


@pytest.mark.parametrize(
    "head", ["年初预算（人）", "人员编制（万元）", "预算", "年初预算（元", "合同金额（元）"]
)
def test_heading_that_means_no_field_is_left_out(head: str) -> None:
    assert meant(head) == {"预算编码": "封面_预算编码"}


def test_headings_with_and_without_a_unit_are_the_same_field() -> None:
    with pytest.raises(UnusableInput, match="“年初预算（元）”和“年初预算”是同一个字段，请只留一列"):
        meant("年初预算（元）", "年初预算")


def test_unit_of_money_behind_a_heading() -> None:
    assert [money_unit(head) for head in ("支出（元）", "支出(万元)", "编制（人）", "支出")] == [
        "元", "万元", "", "",
    ]  # fmt: skip


def ledger(*rows: Row, above: str = "") -> Ledger:
    title: list[Row] = [(above,)] if above else []
    return ledger_from_book(book(("台账", [*title, *rows])), FIELDS)


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("元", 1_234_567.0), ("千元", 1_234.567), ("万元", 123.4567), ("亿元", 0.01234567)],
)
def test_amounts_come_into_the_unit_of_the_form(unit: str, amount: float) -> None:
    expected = {"预算_年初预算": Decimal("123.46")}
    behind = ledger(("预算编码", f"年初预算（{unit}）"), ("132001", amount))
    above = ledger(("预算编码", "年初预算"), ("132001", amount), above=f"某年台账　金额单位：{unit}")
    assert behind.budget["132001"] == above.budget["132001"] == expected


def test_unit_behind_a_heading_goes_before_the_one_above() -> None:
    rows = ("预算编码", "年初预算（万元）", "人员编制"), ("132001", 12.5, 30.0)
    found = ledger(*rows, above="单位：元").budget["132001"]
    assert found == {"预算_年初预算": Decimal("12.50"), "概况_人员编制": Decimal(30)}


def test_ledger_without_any_amount_is_refused() -> None:
    with pytest.raises(UnusableInput) as caught:
        ledger(("预算编码", "单位名称", "合同金额（元）"), ("132001", "甲局", 5.0))
    assert str(caught.value) == (
        "台账里没有认得出的金额（没有用到的列：台账!合同金额（元）），"
        "请把标题写成“年初预算”“全年预算”“执行数”或字段名。"
    )


def test_ledger_tells_columns_that_it_does_not_use() -> None:
    found = ledger(("序号", "预算编码", "年初预算", "科室", "备注"), (1.0, "132001", 5.0, "一科", "无"))
    assert found.unused == ("台账!科室",)


def roster(*rows: Row) -> Roster:
    return roster_from_book(book(("名录", list(rows))), FIELDS)


def test_roster_in_yuan_is_prefilled_in_the_unit_of_the_form() -> None:
    (unit,) = roster(
        ("预算编码", "单位名称", "年初预算（元）", "截止时间"), ("132001", "甲局", 1_234_567.0, "2024-05-31")
    ).units
    assert (unit.known["预算_年初预算"], str(unit.due)) == (123.46, "2024-05-31")


@pytest.mark.parametrize(
    ("head", "value"), [("合同金额（元）", "五"), ("预算数", 12.5), ("财政拨款支出", 12.5)]
)
def test_roster_with_an_amount_that_means_no_field_is_refused(head: str, value: Value) -> None:
    with pytest.raises(UnusableInput) as caught:
        roster(("预算编码", "单位名称", head), ("132001", "甲局", value))
    assert str(caught.value) == (
        f"名录里认不出金额列“{head}”，请把标题写成“年初预算”“全年预算”“执行数”或字段名，不用的请删去。"
    )


def test_roster_tells_columns_that_it_does_not_use() -> None:
    found = roster(
        ("序号", "预算编码", "单位名称", "预算管理科室", "分管领导", "备注"),
        (1.0, "132001", "甲局", "预算科", "评价人员甲", None),
    )
    assert found.unused == ("预算管理科室", "分管领导")


def test_roster_with_spending_beyond_the_budget_is_refused() -> None:
    with pytest.raises(UnusableInput, match="第 2 行：“全年执行数”130 大于“全年预算数”120，请核对。"):
        roster(("预算编码", "单位名称", "全年预算", "执行数"), ("132001", "甲局", 120.0, 130.0))


def test_unused_leaves_out_what_every_table_has() -> None:
    sheet = book(("台账", [("序号", "预算编码", "备注", "说明"), (1.0, "132001")])).sheets[0]
    grid = read_grid(sheet, ["预算编码"])
    assert grid
    assert unused(grid, columns_of(grid, FIELDS, ALIASES, "台账")) == ("说明",)
