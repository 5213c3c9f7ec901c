"""Rosters: what is read, and every fault told by its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from tests.support.desk import book
from tests.support.samples import master_form
from toolkit.desk.roster import Roster, code_length, roster_from_book
from toolkit.errors import UnusableInput
from toolkit.model import Value

HEADS = ("预算编码", "单位名称", "主管部门", "年初预算", "截止日期")


def read(*rows: tuple[Value, ...], heads: tuple[str, ...] = HEADS) -> Roster:
    return roster_from_book(book(("名录", [("某年名录",), heads, *rows])), master_form().fields)


def faults(*rows: tuple[Value, ...]) -> list[str]:
    with pytest.raises(UnusableInput) as caught:
        read(*rows)
    return str(caught.value).split("\n")[1:]


def test_roster_when_sound_gives_units_with_what_is_known() -> None:
    first, second = read(
        ("032001", "甲局", "办公室", 12.5, "2024-05-31"), ("032002", "乙局", None, None, 45443)
    ).units
    assert (first.code, first.name, first.department, first.row) == ("032001", "甲局", "办公室", 3)
    assert first.known == {
        "封面_预算编码": "032001",
        "封面_部门名称": "甲局",
        "封面_主管部门": "办公室",
        "预算_年初预算": 12.5,
    }
    assert first.due == date(2024, 5, 31)
    assert second.due == date(2024, 5, 31)
    assert second.known == {"封面_预算编码": "032002", "封面_部门名称": "乙局"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("132001", "甲局"), (32002, "乙局")],
         ["第 4 行：预算编码“32002”只有 5 位，其余是 6 位；前面的 0 可能丢了，请把该列设为文本后重填。"]),
        ([(32001, "甲局"), ("132002", "乙局")],
         ["第 3 行：预算编码“32001”只有 5 位，其余是 6 位；前面的 0 可能丢了，请把该列设为文本后重填。"]),
        ([("132001", "甲局"), ("132001", "乙局")],
         ["第 3 行：预算编码 132001 重复，一个编码只能对应一个单位。",
          "第 4 行：预算编码 132001 重复，一个编码只能对应一个单位。"]),
        ([("132001", "文旅局/体育局")],
         ["第 3 行：单位名称“文旅局/体育局”含有不能用作文件名的字符“/”，请去掉或改成全角。"]),
        ([("132001", "甲\n局")],
         ["第 3 行：单位名称“甲□局”含有不能用作文件名的字符“（控制字符）”，请去掉或改成全角。"]),
        ([(None, "甲局"), ("132002", None)], ["第 3 行：预算编码未填。", "第 4 行：单位名称未填。"]),
        ([("１３２００１", "甲局")], ["第 3 行：预算编码“１３２００１”应全是半角数字。"]),
        ([("132001", "CON")], ["第 3 行：单位名称“CON”不能用作文件名，请写全称。"]),
        ([("132001", "甲局", None, "二十万")], ["第 3 行：“年初预算”应填数字，现在是“二十万”。"]),
        ([("132001", "甲局", None, -12.5)], ["第 3 行：“年初预算”不能小于 0，现在是“-12.5”。"]),
        ([("132001", "甲局", None, 1e20)],
         ["第 3 行：“年初预算”的数太大，现在是“1e+20”。"]),
        ([("132001", "甲局", None, None, "月底")], ["第 3 行：截止日期“月底”不是日期，请写成 2024-05-31。"]),
        (
            [("132001", "甲局", None, None, 20240531)],
            ["第 3 行：截止日期“20240531”不是日期，请写成 2024-05-31。"],
        ),
        ([("132001", "甲局"), ("132002", "甲局")],
         ["第 3 行：单位名称“甲局”重复，请核对是否同一个单位。",
          "第 4 行：单位名称“甲局”重复，请核对是否同一个单位。"]),
    ],
)  # fmt: skip
def test_roster_when_faulty_tells_each_row(rows: list[tuple[Value, ...]], expected: list[str]) -> None:
    assert faults(*rows) == expected


def test_staff_prefilled_is_a_whole_number() -> None:
    heads = ("预算编码", "单位名称", "人员编制")
    with pytest.raises(UnusableInput, match=r"第 3 行：“人员编制”应填不小于 0 的整数，现在是“11\.5”。"):
        read(("132001", "甲局", 11.5), heads=heads)


def test_a_rule_that_allows_several_lengths_demands_none() -> None:
    form = master_form()
    rules = [replace(rule, relation="≤") if rule.id == "ST12" else rule for rule in form.rules]
    assert code_length(SimpleNamespace(rules=rules, book=form.book)) is None  # type: ignore[arg-type]
    rules = [replace(rule, enabled=False) if rule.id == "ST12" else rule for rule in form.rules]
    assert code_length(SimpleNamespace(rules=rules, book=form.book)) is None  # type: ignore[arg-type]


def test_codes_that_all_lost_their_zero_are_told_by_the_masters_own_rule() -> None:
    form = master_form()
    assert code_length(form) == 6
    rows = [("预算编码", "单位名称"), (32001, "甲局"), (32002, "乙局")]
    with pytest.raises(UnusableInput) as caught:
        roster_from_book(book(("名录", rows)), form.fields, code_length(form))
    assert [line.partition("；")[0] for line in str(caught.value).split("\n")[1:]] == [
        "第 2 行：预算编码“32001”只有 5 位，应为 6 位",
        "第 3 行：预算编码“32002”只有 5 位，应为 6 位",
    ]


@pytest.mark.parametrize(
    ("heads", "rows", "words"),
    [
        (("预算编码", "主管部门"), [("132001", "办公室")], "名录缺少“单位名称”列"),
        (("单位", "部门"), [("甲", "乙")], "没有找到标题行"),
        (HEADS, [], "一个单位也没有"),
        (
            ("预算编码", "单位名称", "状态_总体"),
            [("132001", "甲局", "好")],
            "“状态_总体”由系统计算，不能预填",
        ),
        (
            ("预算编码", "单位名称", "部门名称"),
            [("132001", "甲局", "甲局")],
            "“单位名称”和“部门名称”是同一个字段",
        ),
    ],
)
def test_roster_when_columns_are_amiss_says_so(
    heads: tuple[str, ...], rows: list[tuple[Value, ...]], words: str
) -> None:
    with pytest.raises(UnusableInput, match=words):
        read(*rows, heads=heads)


def test_roster_when_many_faults_tells_twenty_and_the_rest_as_a_number() -> None:
    lines = faults(*[("132001", f"单位{i}") for i in range(30)])
    assert len(lines) == 21
    assert lines[-1] == "……另有 10 处"


def test_roster_of_the_demonstration_reads() -> None:
    from toolkit.io.xlsx_read import read_book

    path = Path(__file__).parents[2] / "workbooks" / "returned" / "单位名录.xlsx"
    assert len(roster_from_book(read_book(path), master_form().fields).units) == 12
