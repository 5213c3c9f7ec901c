"""Filling the master from a data file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.samples import CLEAN, MASTER, YUNXI, master_form
from toolkit.commands.fill import fill_master
from toolkit.errors import UnusableInput
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.submission import bind


@pytest.mark.parametrize("sample", [CLEAN, YUNXI], ids=lambda path: path.stem)
def test_the_samples_are_their_data_files_filled_in(sample: Path) -> None:
    assert fill_master(sample.with_suffix(".yaml"), MASTER) == sample.read_bytes()


def filled(tmp_path: Path, text: str, suffix: str = ".yaml") -> bytes:
    path = tmp_path / f"数据{suffix}"
    path.write_text(text, "utf-8")
    return fill_master(path, MASTER)


def test_yaml_and_json_of_every_kind(tmp_path: Path) -> None:
    yaml = filled(
        tmp_path, "封面_报告日期: 2024-05-31\n预算_执行率: 0.98\n指标:\n- 指标_三级: 党建\n- 指标_分值: 3\n"
    )
    json = filled(
        tmp_path,
        '{"封面_报告日期": 45443, "预算_执行率": 0.98, "指标": [{"指标_三级": "党建"}, {"指标_分值": 3}]}',
        ".json",
    )
    assert yaml == json
    submission = bind(read_book_bytes(yaml), master_form())
    assert submission.value("封面_报告日期") == 45443
    assert [row.text("指标_三级") for row in submission.rows("指标")] == ["党建", ""]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("封面_部门名: 甲", "没有字段“封面_部门名”，是不是“封面_部门名称”？"),
        ("zzz: 1", "请用 jixiao fields 查看字段名"),
        ("封面_标题: 甲", "由系统计算或写入，不能填写"),
        ("指标_三级: 甲", "请写在“指标”的各行里"),
        ("指标: 甲", "“指标”应是一个列表"),
        ("指标:\n- 甲", "指标 第 1 行应写成"),
        ("指标:\n- 项目_名称: 甲", "“项目_名称”不是这张表的字段"),
        ("指标:\n" + "- 指标_三级: 甲\n" * 61, "有 61 行，表里只有 60 行"),
        ("封面_部门名称: true", "不能填 true 或 false"),
        ("封面_部门名称: [1]", "应是一个数字、文字或日期"),
        ("- 甲", "应写成“字段名: 值”"),
        ("封面: [", "第 1 行附近写法有误"),
        ("甲: 1\n乙: [", "第 2 行附近写法有误"),
        ("预算_执行率: .nan", "应是一个有限的数字"),
        (f"预算_执行率: {10**400}", "应是一个有限的数字"),
        ("封面_部门名称: " + "[" * 5000, "嵌套的层数太多"),
        ("指标:\n- 指标_分值: 3\n  指标_分值: 4", "“指标_分值”写了两次"),
    ],
)
def test_a_wrong_data_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UnusableInput) as fault:
        filled(tmp_path, text)
    assert sentence in str(fault.value)
    assert str(fault.value).endswith(("。", "？"))


def test_json_with_a_name_twice(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="“封面_部门名称”写了两次"):
        filled(tmp_path, '{"封面_部门名称": "甲", "封面_部门名称": "乙"}', ".json")


def test_code_keeps_its_zero(tmp_path: Path) -> None:
    book = read_book_bytes(filled(tmp_path, "封面_预算编码: 013201\n封面_评价年度: 2023"))
    submission = bind(book, master_form())
    assert submission.value("封面_预算编码") == "013201"
    assert submission.value("封面_评价年度") == 2023


def test_a_data_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "数据.yaml"
    path.write_bytes("封面_部门名称: 甲".encode("gbk"))
    with pytest.raises(UnusableInput, match="UTF-8"):
        fill_master(path, MASTER)
