"""Filling the master from a data file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.samples import CLEAN, MASTER, YUNXI, master_form
from toolkit.commands.fill import fill_master, save_filled
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
        ("- 甲", "应写成“字段名: 值”"),
        ("封面: [", "第 1 行附近写法有误"),
        ("甲: 1\n乙: [", "第 2 行附近写法有误"),
        ("封面_部门名称: " + "[" * 5000, "嵌套的层数太多"),
        ("指标:\n- 指标_分值: 3\n  指标_分值: 4", "“指标_分值”写了两次"),
    ],
)
def test_a_wrong_data_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UnusableInput) as fault:
        filled(tmp_path, text)
    assert sentence in str(fault.value)
    assert str(fault.value).endswith(("。", "？"))


NUMBER = "应填最多 15 位的数字（没有就留空），不能填"
PERCENT = "应填数字（如 98.5% 写 0.985，没有就留空），不能填"
COUNT = "应填不小于 0 的整数（没有就留空），不能填"
DAY = "应填日期（2000 至 2099 年，如 2024-05-31），不能填"
WORDS = "应填文字（日期加引号）或最多 15 位的数字，不能填"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("收入汇总_合计: abc", f"收入汇总_合计：{NUMBER}“abc”。"),
        ("收入汇总_合计: 无", f"收入汇总_合计：{NUMBER}“无”。"),
        ("收入汇总_合计: '12.50'", f"收入汇总_合计：{NUMBER}“12.50”。"),
        ("收入汇总_合计: 2024-05-31", f"收入汇总_合计：{NUMBER}“2024-05-31”。"),
        ("收入汇总_合计: [1]", f"收入汇总_合计：{NUMBER}列表。"),
        ("收入汇总_合计: {甲: 1}", f"收入汇总_合计：{NUMBER}一组字段。"),
        ("收入汇总_合计: true", f"收入汇总_合计：{NUMBER}“true”。"),
        ("收入汇总_合计: " + "多" * 21, f"收入汇总_合计：{NUMBER}“{'多' * 20}…”。"),
        ("指标:\n- 指标_分值: 3\n- 指标_分值: 三", f"指标 第 2 行 指标_分值：{NUMBER}“三”。"),
        ("指标:\n- 指标_审核得分: 优", f"指标 第 1 行 指标_审核得分：{NUMBER}“优”。"),
        ("预算_执行率: 98%", f"预算_执行率：{PERCENT}“98%”。"),
        ("预算_执行率: .nan", f"预算_执行率：{PERCENT}“nan”。"),
        (f"预算_执行率: {10**400}", f"预算_执行率：{PERCENT}“1{'0' * 19}…”。"),
        (f"预算_执行率: {'9' * 5000}", f"预算_执行率：{PERCENT}“{'9' * 20}…”。"),
        ("封面_评价年度: 2023年", f"封面_评价年度：{COUNT}“2023年”。"),
        ("封面_评价年度: 2023.5", f"封面_评价年度：{COUNT}“2023.5”。"),
        ("概况_实有人数: -1", f"概况_实有人数：{COUNT}“-1”。"),
        ("封面_报告日期: 五月底", f"封面_报告日期：{DAY}“五月底”。"),
        ("封面_报告日期: 20240531", f"封面_报告日期：{DAY}“20240531”。"),
        ("封面_报告日期: 2024-13-01", f"封面_报告日期：{DAY}“2024-13-01”。"),
        ("封面_报告日期: 2024-02-30 10:00:00", f"封面_报告日期：{DAY}“2024-02-30 10:00:00”。"),
        ("封面_报告日期: 1024-05-31", f"封面_报告日期：{DAY}“1024-05-31”。"),
        ("封面_部门名称: true", f"封面_部门名称：{WORDS}“true”。"),
        ("封面_部门名称: [1]", f"封面_部门名称：{WORDS}列表。"),
        ("封面_部门名称: 2024-05-31", f"封面_部门名称：{WORDS}“2024-05-31”。"),
        ("封面_部门名称: .inf", f"封面_部门名称：{WORDS}“inf”。"),
        ("指标:\n- 指标_实际完成值: 2023-11-20", f"指标 第 1 行 指标_实际完成值：{WORDS}“2023-11-20”。"),
        ("封面_预算编码: 2024-05-31", f"封面_预算编码：{WORDS}“2024-05-31”。"),
    ],
)
def test_a_value_of_another_kind(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UnusableInput) as fault:
        filled(tmp_path, text)
    assert str(fault.value) == sentence


def test_nothing_is_written_for_a_value_of_another_kind(tmp_path: Path) -> None:
    data = tmp_path / "数据.yaml"
    data.write_text("收入汇总_合计: abc", "utf-8")
    with pytest.raises(UnusableInput):
        save_filled(data, MASTER, tmp_path / "自评.xlsx", overwrite=False)
    assert [path.name for path in tmp_path.iterdir()] == ["数据.yaml"]


def test_blanks_and_days_as_json_has_them(tmp_path: Path) -> None:
    text = """{"封面_报告日期": "2024-05-31", "收入汇总_合计": "", "概况_实有人数": null,
              "封面_部门名称": " ", "封面_附件号": 6}"""
    submission = bind(read_book_bytes(filled(tmp_path, text, ".json")), master_form())
    values = map(
        submission.value, ("封面_报告日期", "收入汇总_合计", "概况_实有人数", "封面_部门名称", "封面_附件号")
    )
    assert list(values) == [45443, None, None, None, 6]


def test_json_with_a_number_beyond_all_bounds(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput) as fault:
        filled(tmp_path, f'{{"预算_执行率": {"9" * 5000}}}', ".json")
    assert str(fault.value) == f"预算_执行率：{PERCENT}“{'9' * 20}…”。"


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
