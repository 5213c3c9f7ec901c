"""What is wrong with an edited master: the whole list of sentences, cell by cell, is compared."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.support.edited_masters import (
    FORM,
    SPARE,
    Typed,
    at,
    draft_of,
    master_book,
    new_rule,
    rule_row,
    told,
    typed_over,
)
from tests.support.samples import CLEAN
from toolkit.addresses import CellRef
from toolkit.commands.seal import known_programs
from toolkit.io.xlsx_read import read_book
from toolkit.model import Role
from toolkit.sealing import parameter_checks, workbook_checks
from toolkit.sealing.history import history_faults
from toolkit.sealing.sealing import examined


def test_the_master_as_it_is_has_no_faults() -> None:
    form, faults = examined(master_book(), FORM, read_book(CLEAN), known_programs())
    assert told(faults) == []
    assert form is not None


def test_every_fault_of_a_master_is_told_at_once() -> None:
    row_of = rule_row(FORM, "AR06")
    edits: dict[CellRef, Typed] = {
        at("封面_部门名称"): "某局",
        at("预算_执行率"): "=预算_自动执行率",
        at("指标_完成率", 3): None,
        at("规则_左值", row_of): "=NOSUCH(预算_分值)",
        at("清单_性质", 9): "约等于",
        **new_rule(
            FORM, SPARE, {"编号": "ZD01", "左值": "=1/概况_实有人数", "右值": "=1", "定位": "概况_实有人数"}
        ),
    }
    area = FORM.names["规则_编号"]
    last = area.cell(area.rows - 1)
    below = CellRef(area.sheet, area.row2 + 1, area.column1)
    book = typed_over(master_book(), {**edits, below: "ZD09"})
    sheets = [replace(sheet, protected=sheet.title != "评分参数") for sheet in book.sheets]
    book = replace(book, sheets=tuple(sheets), names={**book.names, "坏名称": "#REF!$A$1"})
    _, faults = examined(book, FORM, read_book(CLEAN), known_programs())
    lines = told(faults)
    assert lines == [
        "名称“坏名称”指向的区域不存在（#REF!$A$1），请在名称管理器中改正。",
        "工作表“评分参数”没有保护，请在“审阅”中保护工作表后再封版。",
        f"{at('封面_部门名称')}：“封面_部门名称”是填报的单元格，母版里应为空，请清除“某局”。",
        f"{at('预算_执行率')}：“预算_执行率”由人填写，母版里不能有公式，请清除。",
        f"{at('指标_完成率', 3)}：“指标_完成率”的公式不见了，请恢复公式。",
        f"{at('规则_左值', row_of)}：公式无法计算：不支持函数 NOSUCH，请改写。",
        f"{at('规则_左值', SPARE)}：空白母版里的结果是 #DIV/0!，请改写公式。",
        f"{below}：“ZD09”写在校验规则的区域之外（到 {last.a1} 为止），请在区域中间插入行后填写。",
        f"{at('清单_性质', 5)}：“清单_性质”中间有空行，下拉列表会缺项，请把后面的各项上移。",
    ]


def test_missing_names_are_told_alone() -> None:
    book = master_book()
    names = {name: text for name, text in book.names.items() if name not in ("规则_编号", "等次档_下限")}
    form, faults = examined(replace(book, names=names), FORM, None, known_programs())
    assert form is None
    assert told(faults) == [
        "名称“规则_编号”不见了，请在名称管理器中恢复，或从上一版母版重新开始修改。",
        "名称“等次档_下限”不见了，请在名称管理器中恢复，或从上一版母版重新开始修改。",
    ]


def test_a_lost_name_is_told_once_whatever_uses_it() -> None:
    book = master_book()
    formulas = [cell.formula for sheet in book.sheets for cell in sheet.cells.values() if cell.formula]
    assert sum("概况_实有人数" in formula for formula in formulas) > 1
    listed = FORM.names["字段_名称"]
    row = [text for _, text in draft_of({}).column("字段_名称")].index("概况_实有人数")
    for text, told_at in (
        ("基本概况!#REF!", "名称“概况_实有人数”指向的区域不存在（基本概况!#REF!），请在名称管理器中改正。"),
        (
            None,
            f"{listed.cell(row)}：字段“概况_实有人数”没有对应的名称，请在名称管理器中定义它的单元格。",
        ),
    ):
        names = {name: old for name, old in book.names.items() if name != "概况_实有人数"}
        changed = replace(book, names={**names, **({"概况_实有人数": text} if text else {})})
        _, faults = examined(changed, FORM, read_book(CLEAN), known_programs())
        assert told(faults) == [told_at]


@pytest.mark.parametrize("text", ["报告综述!$D$16", "#REF!$D$16"])
def test_a_deleted_sheet_is_told_once(text: str) -> None:
    book = master_book()
    of_sheet = [name for name, area in FORM.names.items() if area.sheet == "报告综述"]
    place = text.partition("!")[0]
    names = {
        name: old.replace("报告综述!", f"{place}!") if name in of_sheet else old
        for name, old in book.names.items()
    }
    sheets = tuple(sheet for sheet in book.sheets if sheet.title != "报告综述")
    _, faults = examined(replace(book, names=names, sheets=sheets), FORM, None, known_programs())
    assert told(faults) == [
        f"名称“综述_专项资金”等 {len(of_sheet)} 个指向的区域不存在（{text}），"
        "请恢复被删除或改名的工作表，或从上一版母版重新开始修改。"
    ]


def test_wrong_fields_and_tables() -> None:
    names = [text for _, text in draft_of({}).column("字段_名称")]
    first, second, third = (names.index(name) + 1 for name in ("封面_评价年度", "封面_评价方式", "项目_支出"))
    edits: dict[CellRef, Typed] = {
        at("字段_角色", first): "手填",
        at("字段_小数", first): "两位",
        at("字段_必填", first): "XX99",
        at("字段_清单", second): "清单_没有",
        at("字段_工作表", second): "基本概况",
        at("字段_类型", third): "金额",
        at("字段_表", third): "项目表",
    }
    draft = draft_of(edits)
    roles, types = "、".join(role.value for role in Role), "、".join(workbook_checks.FIELD_TYPES)
    assert (roles, len(workbook_checks.FIELD_TYPES)) == ("输入、公式、回写、审核、固定", 9)
    assert told(workbook_checks.field_faults(draft, frozenset(draft.filled("规则_编号")))) == [
        f"{at('字段_角色', first)}：字段“封面_评价年度”的角色“手填”不在选项内，可选：{roles}。",
        f"{at('字段_小数', first)}：字段“封面_评价年度”的小数“两位”应为不小于 0 的整数或留空。",
        f"{at('字段_必填', first)}：字段“封面_评价年度”的必填“XX99”不是校验规则里的编号。",
        f"{at('字段_清单', second)}：字段“封面_评价方式”的清单“清单_没有”不是评分参数里的清单名称。",
        f"{at('字段_工作表', second)}：字段“封面_评价方式”在工作表“封面”上，字段表写的是“基本概况”。",
        f"{at('字段_类型', third)}：字段“项目_支出”的类型“金额”不在选项内，可选：{types}。",
        f"{at('字段_表', third)}：字段“项目_支出”的表“项目表”不在下面的“表”一节里。",
    ]


def test_wrong_parameters() -> None:
    codes = [text for _, text in draft_of({}).column("参数表_名称")]
    grid = FORM.names["参数表_取值"]

    def value(code: str, column: int) -> CellRef:
        return CellRef(grid.sheet, grid.row1 + codes.index(code), grid.column1 + column)

    heads = FORM.names["规则集_名称"]
    cost, width, level1 = value("参数_成本方法", 1), value("参数_阶梯步长", 0), value("参数_满意度一级", 2)
    now = FORM.names["参数_得分小数"].first
    edits: dict[CellRef, Typed] = {
        cost: "看着给",
        width: "百分之五",
        level1: 3.0,
        now: 2.0,
        CellRef(heads.sheet, heads.row1, heads.column1 + 1): FORM.rulesets[0],
    }
    draft = draft_of(edits)
    assert told(parameter_checks.parameter_faults(draft, FORM)) == [
        f"{CellRef(heads.sheet, heads.row1, heads.column1 + 1)}：规则集“通用比例法”重名，请另取名称。",
        f"{width}：参数“参数_阶梯步长”在规则集“通用比例法”的取值“百分之五”应为数字。",
        f"{cost}：参数“参数_成本方法”在规则集“通用比例法”的取值“看着给”不在可选值内，可选：比例法、线性法、超支不得分。",
        f"{level1}：参数“参数_满意度一级”在规则集“超支不得分”的取值“3”应为文字。",
        f"{now}：参数“参数_得分小数”的当前值应是公式，请从上一行向下填充；要改取值请改各规则集的列。",
    ]


def test_a_rule_set_that_is_not_there() -> None:
    chosen = at("参数_规则集")
    assert told(parameter_checks.parameter_faults(draft_of({chosen: "新办法"}), FORM))[0] == (
        f"{chosen}：本次采用的规则集“新办法”不在规则集里，可选：{'、'.join(FORM.rulesets)}。"
    )


def test_wrong_bands() -> None:
    edits: dict[CellRef, Typed] = {
        at("等次档_下限", 1): 10.0,
        at("等次档_下限", 3): 50.0,
        at("执行率档_系数", 2): "一半",
        at("定性档_上限", 2): 0.75,
        at("定性档_缺省", 3): 0.9,
        at("分值方案_一级", 2): "执行率",
    }
    assert told(parameter_checks.band_faults(draft_of(edits))) == [
        f"{at('等次档_下限', 1)}：“等次档”第一档的下限应为 0。",
        f"{at('等次档_下限', 3)}：“等次档”的下限应从小到大，50 不大于上一档的 60。",
        f"{at('执行率档_系数', 2)}：“执行率档”的系数“一半”应为不小于 0 的数字。",
        f"{at('定性档_缺省', 3)}：“定性档”的缺省 0.9 不在本档上下限之内。",
        f"{at('定性档_上限', 2)}：“定性档”的上限 0.75 应等于高一档的下限 0.8。",
        f"{at('分值方案_一级', 2)}：分值方案 A 的“执行率”出现了两次，请删去一行。",
    ]


def test_wrong_lists() -> None:
    edits: dict[CellRef, Typed] = {
        at("清单_评价方式", 1): None,
        at("清单_单位", 2): "个",
        at("清单_单位", 1): "个",
        at("清单_单位", 6): "只",
        at("清单_所属一级", 1): "投入指标",
    }
    assert told(parameter_checks.list_faults(draft_of(edits))) == [
        f"{at('清单_单位', 2)}：“清单_单位”里“个”重复，请删去一项并上移。",
        f"{at('清单_评价方式', 1)}：“清单_评价方式”是空的，至少要有一项。",
        f"{at('清单_所属一级', 1)}：所属一级“投入指标”不在“清单_一级指标”里。",
    ]


def test_rules_keep_their_number_and_meaning() -> None:
    deleted, renamed, reused, reworded = (
        rule_row(FORM, *key) for key in (("AR06", ""), ("AR07", ""), ("ST02", ""), ("SC01", ""))
    )
    edits: dict[CellRef, Typed] = {
        **{at(f"规则_{column}", deleted): None for column in ("编号", "名称", "左值", "右值", "问题")},
        at("规则_编号", renamed): "ZD07",
        at("规则_名称", reused): "三公经费超过上年",
        at("规则_左值", reused): "=预算_分值",
        at("规则_启用", rule_row(FORM, "ST03")): "否",
        at("规则_名称", reworded): FORM.rules[reworded - 1].title + "的要求",
    }
    assert sorted(told(history_faults(draft_of(edits), FORM))) == sorted(
        [
            f"{at('规则_编号', 1)}：规则 AR06“{FORM.rules[deleted - 1].title}”被删除；"
            "不用的规则请保留，把“启用”改为“否”。",
            f"{at('规则_编号', renamed)}：规则 AR07被改编为规则 ZD07；编号发布后不能改，请改回。",
            f"{at('规则_编号', reused)}：规则 ST02换成了另一条规则（上一版是“执行率空缺”）；"
            "编号不能另作他用，请恢复原规则并停用，新规则另编号。",
        ]
    )


def test_a_formula_that_fails_only_when_filled() -> None:
    edits = new_rule(
        FORM,
        SPARE,
        {
            "编号": "ZD01",
            "左值": '=IF(概况_人员编制="",0,概况_人员编制/0)',
            "右值": "=1",
            "定位": "概况_人员编制",
        },
    )
    _, faults = examined(typed_over(master_book(), edits), FORM, read_book(CLEAN), known_programs())
    assert told(faults) == [f"{at('规则_左值', SPARE)}：填入无误样表后结果是 #DIV/0!，请改写公式。"]
