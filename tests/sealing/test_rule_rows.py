"""What is wrong with one row of the rule sheet: every sentence with its cell."""

from __future__ import annotations

import pytest

from tests.support.edited_masters import FORM, SPARE, Typed, at, draft_of, new_rule, rule_row, told
from toolkit.commands.seal import known_programs
from toolkit.sealing.rule_checks import rule_faults

RULE_CASES: dict[str, tuple[dict[str, Typed], list[tuple[str, str]]]] = {
    "words outside their lists": (
        {"级别": "严重", "方式": "电脑", "范围": "每行", "启用": "Y"},
        [
            ("级别", "规则 ZD01的级别“严重”不在选项内，可选：错误、警告、提示。"),
            ("方式", "规则 ZD01的方式“电脑”不在选项内，可选：公式、程序、汇总、人工。"),
            ("范围", "规则 ZD01的范围“每行”不在选项内，可选：全表、逐行。"),
            ("启用", "规则 ZD01的启用“Y”不在选项内，可选：是、否。"),
        ],
    ),
    "nothing said": (
        {"名称": None, "建议": None, "依据": None, "问题": None, "关系": "大于", "定位": "没有"},
        [
            ("名称", "规则 ZD01没有写名称。"),
            ("建议", "规则 ZD01没有写怎么改。"),
            ("依据", "规则 ZD01没有写依据。"),
            ("关系", "规则 ZD01的关系“大于”不在选项内，可选：＝、≠、≤、≥、＜、非空。"),
            ("问题", "规则 ZD01没有写问题，请写明查出后告诉填报人的话。"),
            ("左值", "规则 ZD01没有写左值。"),
            ("右值", "规则 ZD01没有写右值。"),
            ("定位", "规则 ZD01的定位“没有”不是字段表里的字段。"),
        ],
    ),
    "tags and numbers": (
        {
            "编号": "新1", "左值": 1.0, "右值": "＝预算_分值", "定位": "预算_分值", "容差": "一点",
            "问题": "“{行}”为 {左值}。", "建议": "改为 {右}。",
        },
        [
            ("编号", "规则 新1的编号应为两个大写字母加两到三位数字，如 AR31。"),
            ("容差", "规则 新1的容差“一点”应为不小于 0 的数字或留空。"),
            ("建议", "规则 新1的建议里有不认识的“{右}”，这一栏不能用。"),
            ("问题", "规则 新1的问题里有不认识的“{左值}”，可用：{左} {右} {差} {行} {定位值} 和字段名。"),
            ("右值", "规则 新1的右值是文字，不是公式；请改单元格格式后重新输入。"),
        ],
    ),
    "a name without its equals sign": (
        {"左值": "预算_分值", "右值": 10.0, "定位": "预算_分值", "适用条件": "预算_分值"},
        [
            (
                column,
                f"规则 ZD01的{column}是文字“预算_分值”，不是公式；请在前面加“=”，写成“=预算_分值”。",
            )
            for column in ("左值", "适用条件")
        ],
    ),
    "a program that is not there": (
        {"方式": "程序"},
        [("方式", "规则 ZD01的方式是“程序”，但本工具没有这条规则的程序；新增规则请用“公式”。")],
    ),
    "a number twice": (
        {"编号": "AR06", "左值": 1.0, "右值": 1.0, "定位": "预算_分值"},
        [("编号", "规则 AR06与 {同号} 的编号、分项相同，请另编分项。")],
    ),
    "no number": (
        {"编号": None},
        [("编号", "这一行写了规则，但没有编号。")],
    ),
    "a row rule without a table": (
        {"范围": "逐行", "左值": 1.0, "右值": 1.0, "定位": "预算_分值"},
        [("范围", "规则 ZD01是逐行规则，定位“预算_分值”应是表里的一列。")],
    ),
    "a row rule that reads fixed cells only": (
        {"范围": "逐行", "左值": "=预算_分值", "右值": 1.0, "定位": "项目_支出"},
        [("左值", "规则 ZD01是逐行规则，但公式没有引用表“项目”的首行，应写成如 {项目}。")],
    ),
    "a row rule on the wrong rows": (
        {
            "范围": "逐行", "左值": "=收支情况!$C{下一行}", "右值": "=收支情况!$C${首行}",
            "适用条件": "=收支情况!C{首行}>0", "定位": "项目_支出",
        },
        [
            ("左值", "规则 ZD01的左值引用了 收支情况!$C{下一行}，应指向{表首}。"),
            ("右值", "规则 ZD01的右值引用了 收支情况!$C${首行}，行号前不能加 $，否则不会逐行变化。"),
            ("适用条件", "规则 ZD01的适用条件引用了 收支情况!C{首行}，列号前要加 $，行号前不加。"),
            ("左值", "规则 ZD01是逐行规则，但公式没有引用表“项目”的首行，应写成如 {项目}。"),
        ],
    ),
}  # fmt: skip


def filled_in(text: str) -> str:
    area = FORM.names["项目_支出"]
    letters = area.first.a1.rstrip("0123456789")
    return (
        text.replace("{下一行}", str(area.row1 + 1))
        .replace("{首行}", str(area.row1))
        .replace("{表首}", f"表的首行（工作表“{area.sheet}”第 {area.row1} 行）")
        .replace("{同号}", at("规则_编号", rule_row(FORM, "AR06")).a1)
        .replace("{项目}", f"{area.sheet}!${letters}{area.row1}")
    )


@pytest.mark.parametrize("case", RULE_CASES)
def test_a_wrong_rule_row(case: str) -> None:
    texts, expected = RULE_CASES[case]
    typed = {"编号": "ZD01", **texts}
    edits = new_rule(FORM, SPARE, {k: filled_in(v) if isinstance(v, str) else v for k, v in typed.items()})
    faults = rule_faults(draft_of(edits), known_programs())
    places = {column: at(f"规则_{column}", SPARE) for column, _ in expected}
    assert sorted(told(faults)) == sorted(f"{places[column]}：{filled_in(text)}" for column, text in expected)
