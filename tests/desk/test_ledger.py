"""Ledgers: amounts by code, totals, final accounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.desk import book
from tests.support.samples import master_form
from toolkit.desk.ledger import ledger_from_book
from toolkit.errors import UnusableInput

FIELDS = master_form().fields


def test_ledger_reads_budget_total_and_final_accounts() -> None:
    found = ledger_from_book(
        book(
            ("台账", [("预算编码", "单位名称", "年初预算", "全年预算", "备注"),
                    ("132001", "甲局", 10, 12.345, "无"), ("", "合计", 10, 12.35)]),
            ("部门决算", [("预算编码", "支出汇总_合计"), ("132001", 11.5)]),
        ),
        FIELDS,
    )  # fmt: skip
    assert found.budget == {"132001": {"预算_年初预算": Decimal("10.00"), "预算_全年预算": Decimal("12.35")}}
    assert found.totals == {"预算_年初预算": Decimal("10.00"), "预算_全年预算": Decimal("12.35")}
    assert found.accounts == {"132001": {"支出汇总_合计": Decimal("11.50")}}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("预算编码", "年初预算"), ("132001", 1), ("132001", 2)], "第 3 行：预算编码 132001 重复"),
        ([("预算编码", "年初预算"), ("132001", "若干")], "第 2 行：“年初预算”应填数字，现在是“若干”"),
        ([("单位", "金额"), ("甲", 1)], "没有找到带“预算编码”的标题行"),
    ],
)
def test_ledger_when_faulty_names_the_row(rows: list[tuple[object, ...]], words: str) -> None:
    with pytest.raises(UnusableInput, match=words):
        ledger_from_book(book(("台账", rows)), FIELDS)  # type: ignore[list-item]


def test_ledger_when_a_label_belongs_to_several_fields_asks_for_the_name() -> None:
    rows = [("预算编码", "支出合计"), ("132001", 1)]
    with pytest.raises(UnusableInput, match="对应多个字段"):
        ledger_from_book(book(("台账", rows)), _doubled())


def _doubled() -> dict[str, object]:
    from msgspec.structs import replace

    field = replace(FIELDS["预算_年初预算"], name="另_年初", label="支出合计")
    return {**FIELDS, "另_年初": field, "再_年初": replace(field, name="再_年初")}
