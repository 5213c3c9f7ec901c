"""What the workbook shows by itself while it is being filled in, calculated without Excel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from toolkit.form import Form
from toolkit.model import ExcelError, Value

SAMPLES = Path(__file__).parents[2] / "workbooks" / "samples"
ROW: dict[str, Value] = {
    "指标_一级": "产出指标",
    "指标_二级": "数量指标",
    "指标_三级": "会务场次",
    "指标_性质": "≥",
    "指标_年度指标值": 100.0,
    "指标_实际完成值": 100.0,
    "指标_分值": 5.0,
    "指标_自评得分": 5.0,
}
BUDGET: dict[str, Value] = {
    "预算_全年预算": 200.0,
    "预算_全年执行": 150.0,
    "预算_年初预算": 100.0,
    "预算_分值": 10.0,
}


class Filled:
    """The blank master with some cells filled in, recalculated."""

    def __init__(self, form: Form, entries: Mapping[str, Any]) -> None:
        self.form = form
        self.values = list(form.blank)
        for name, value in entries.items():
            for index, item in enumerate(value if isinstance(value, list) else [value]):
                for field, content in (item if isinstance(item, dict) else {name: item}).items():
                    self.values[form.slot(form.names[field].cell(index))] = plain(content)
        form.model.calculate(self.values)

    def __getitem__(self, name: str) -> Value:
        return self.at(name, 0)

    def at(self, name: str, index: int) -> Value:
        return self.values[self.form.slot(self.form.names[name].cell(index))]

    def rules(self, sign: str) -> list[str]:
        """Ids, with their parts, of the rules whose live verdict begins with a sign."""
        return [
            f"{rule.id} {rule.part}".strip()
            for index, rule in enumerate(self.form.rules)
            if str(self.at("规则_结论", index)).startswith(sign)
        ]


def plain(value: object) -> Value:
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return float(value) if isinstance(value, int) else value


def sample(form: Form, name: str) -> Filled:
    text = (SAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    return Filled(form, yaml.safe_load(text))


def test_real_report_shows_its_faults(form: Form) -> None:
    filled = sample(form, "yunxi-2023")
    assert filled.rules("✖") == [
        "ST02", "ST03", "ST06 1", "ST06 2", "ST13", "AR06", "AR07", "AR11 1", "AR12", "AR17 2", "AR17 3",
        "AR19 3", "EX08", "NV03 表头-2", "NV04 3", "TG03", "TG18", "TG19", "SC09 单位", "EV05",
    ]  # fmt: skip
    names = (
        "状态_总体",
        "状态_错误",
        "自评_分值合计",
        "自评_得分合计",
        "自评_应得合计",
        "自评_自动等次",
        "预算_应得分",
    )
    assert [filled[name] for name in names] == ["✖ 需修改", 15, 110, 96, 106, "优", 10]
    assert [filled.at("指标_填报校验", index) for index in (0, 6, 12, 15, 17)] == [
        "✔ 通过", "⚠ 偏差较大未说明", "✖ 超支仍得满分、超支未说明原因", "⚠ 偏差较大未说明",
        "✖ 扣分未说明原因",
    ]  # fmt: skip
    assert [filled.at("一级_得分率", index) for index in range(4)] == [1, 0.95, 0.8, ""]
    assert filled["项目合计_支出"] == pytest.approx(1708.46)


def test_faultless_report_may_be_handed_in(form: Form) -> None:
    filled = sample(form, "clean-2023")
    assert filled.rules("✖") == []
    assert [filled[name] for name in ("状态_总体", "状态_错误", "状态_警告")] == ["✔ 可提交", 0, 0]
    assert [slot for slot, value in enumerate(filled.values) if isinstance(value, ExcelError)] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "✔ 通过"),
        ({"指标_自评得分": None}, "○ 待评分"),
        ({"指标_三级": None}, "✖ 缺三级指标"),
        ({"指标_性质": None, "指标_分值": None}, "✖ 缺性质、分值"),
        ({"指标_自评得分": 6.0}, "✖ 得分越界"),
        ({"指标_自评得分": -1.0, "指标_偏差原因": "有"}, "✖ 得分越界"),
        ({"指标_自评得分": 4.0}, "✖ 扣分未说明原因"),
        ({"指标_自评得分": 4.0, "指标_偏差原因": "天气"}, "✔ 通过"),
        ({"指标_分值": "五", "指标_自评得分": 0.0}, "✖ 分值不是数字"),
        ({"指标_性质": "≤", "指标_实际完成值": 120.0}, "✖ 超支仍得满分、超支未说明原因"),
        ({"指标_性质": "≤", "指标_实际完成值": 120.0, "指标_偏差原因": "有"}, "✖ 超支仍得满分"),
        ({"指标_二级": "社会效益"}, "✖ 二级与一级不符"),
        ({"指标_二级": "自拟指标"}, "✔ 通过"),
        ({"指标_二级": "成本指标"}, "✖ 成本指标应为≤"),
        ({"指标_实际完成值": 130.0}, "⚠ 偏差较大未说明"),
        ({"指标_实际完成值": 129.0}, "✔ 通过"),
        ({"指标_性质": "＝", "指标_实际完成值": 70.0, "指标_偏差原因": "有"}, "✔ 通过"),
        ({"指标_性质": "定性", "指标_年度指标值": "完成", "指标_实际完成值": "完成"}, "✔ 通过"),
    ],
)
def test_row_check_says_what_is_missing(form: Form, change: Mapping[str, Value], message: str) -> None:
    assert Filled(form, {**ROW, **change})["指标_填报校验"] == message


def test_row_check_sees_a_repeated_indicator(form: Form) -> None:
    filled = Filled(form, {"指标": [ROW, ROW]})
    assert [filled.at("指标_填报校验", index) for index in range(3)] == [
        "⚠ 三级指标重复",
        "⚠ 三级指标重复",
        "",
    ]


@pytest.mark.parametrize(
    ("ruleset", "spent", "score"),
    [
        ("通用比例法", 150.0, 7.5),
        ("通用比例法", 300.0, 10),
        ("核心指标分档法", 119.0, 0),
        ("核心指标分档法", 120.0, 5),
        ("核心指标分档法", 200.0, 10),
        ("湖南旧办法", 190.0, 8),
        ("湖南旧办法", 189.9, 6),
        ("湖南旧办法", 50.0, 0),
        ("湖南旧办法", 210.0, 10),
    ],
)
def test_execution_score_follows_the_chosen_method(
    form: Form, ruleset: str, spent: float, score: float
) -> None:
    filled = Filled(form, {**BUDGET, "预算_全年执行": spent, "参数_规则集": ruleset})
    assert filled["预算_应得分"] == score


@pytest.mark.parametrize("budget", [0.0, None, "二百"])
def test_execution_rate_stays_empty_without_a_budget(form: Form, budget: Value) -> None:
    filled = Filled(form, {**BUDGET, "预算_全年预算": budget})
    assert (filled["预算_自动执行率"], filled["预算_应得分"]) == ("", "")


@pytest.mark.parametrize(
    ("score", "weight", "rating"),
    [(90.0, 100.0, "优"), (89.99, 100.0, "良"), (88.0, 110.0, "良"), (59.9, 100.0, "差"), (None, 100.0, "")],
)
def test_rating_is_the_band_of_the_total_scaled_to_100(
    form: Form, score: Value, weight: float, rating: str
) -> None:
    filled = Filled(form, {**ROW, "指标_分值": weight, "指标_自评得分": score})
    assert filled["自评_自动等次"] == rating


@pytest.mark.parametrize(
    ("relation", "left", "right", "tolerance", "verdict"),
    [
        ("＝", 100.0, 100.01, None, "✔ 通过"),
        ("＝", 100.0, 100.02, None, "✖ 不通过"),
        ("＝", 100.0, 100.01, 0.0, "✖ 不通过"),
        ("≠", 1.0, 1.0, None, "✖ 不通过"),
        ("≠", 1.0, 2.0, None, "✔ 通过"),
        ("≤", 2.0, 1.0, None, "✖ 不通过"),
        ("≤", 1.0, 1.0, 0.0, "✔ 通过"),
        ("≥", 1.0, 2.0, None, "✖ 不通过"),
        ("≥", 2.0, 1.0, None, "✔ 通过"),
        ("＜", 1.0, 1.0, 0.0, "✖ 不通过"),
        ("＜", 0.0, 1.0, 0.0, "✔ 通过"),
        ("＝", "优", "优", None, "✔ 通过"),
        ("＝", "优", "良", None, "✖ 不通过"),
        ("＝", 1.0, "1", None, "✖ 不通过"),
        ("≠", "≥", "≥", None, "✖ 不通过"),
        ("非空", "", None, None, "✖ 不通过"),
        ("非空", "有", None, None, "✔ 通过"),
        ("＝", ExcelError.DIV0, 1.0, None, "✖ 不通过"),
        ("非空", ExcelError.NA, None, None, "✖ 不通过"),
    ],
)
def test_spare_rule_row_is_live(
    form: Form, relation: str, left: Value, right: Value, tolerance: Value, verdict: str
) -> None:
    filled = spare_rule(form, 关系=relation, 左值=left, 右值=right, 容差=tolerance)
    assert filled.at("规则_结论", len(form.rules)) == verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"启用": "否"}, "— 已停用"),
        ({"适用条件": False}, "— 不适用"),
        ({"适用条件": True}, "✔ 通过"),
        ({"方式": "程序"}, "· 由工具检查"),
        ({"范围": "逐行"}, "· 由工具检查"),
        ({"编号": None}, ""),
    ],
)
def test_rule_that_does_not_run_says_why(form: Form, change: dict[str, Value], verdict: str) -> None:
    filled = spare_rule(form, **{"关系": "＝", "左值": 1.0, "右值": 1.0, **change})
    assert filled.at("规则_结论", len(form.rules)) == verdict


def spare_rule(form: Form, **columns: Value) -> Filled:
    """The master with one more rule, typed into the first spare row."""
    whole = {"编号": "ZZ01", "级别": "错误", "方式": "公式", "范围": "全表", "启用": "是", **columns}
    rows = [{}] * len(form.rules) + [{f"规则_{name}": value for name, value in whole.items()}]
    return Filled(form, {"规则": rows})


def test_institution_rows_and_totals_are_compared(form: Form) -> None:
    rows = [{"收入_机构名称": "本级", "收入_合计": 10.0, "收入_公共财政": 10.0}, {"收入_合计": 1.0}, {}]
    rows[2] = {"收入_机构名称": "站", "收入_合计": 5.0, "收入_公共财政": 4.98}
    filled = Filled(form, {"收入": rows, "收入汇总_合计": 16.0})
    assert [filled.at("收入_校验", index) for index in range(4)] == [
        "✔ 通过", "✖ 缺机构名称", "✖ 合计与其中项不符", "",
    ]  # fmt: skip
    assert filled["收入机构_合计"] == 16
    assert filled["状态_错误"] == 2 + len(filled.rules("✖"))


def test_finding_leads_to_its_cell(form: Form) -> None:
    filled = Filled(form, {"结果_规则": "AR06", "结果_工作表": "绩效自评表", "结果_单元格": "H6"})
    assert (filled["结果_序号"], filled["结果_定位"], filled.at("结果_定位", 1)) == ("1", "转到", "")
