"""The samples under every rule set of the master: totals, grades, differing rows, the note."""

from __future__ import annotations

from decimal import Decimal

from tests.support.edited_masters import FORM, Typed, at, master_book, typed_over
from tests.support.samples import CLEAN, YUNXI, submission_of
from toolkit.addresses import CellRef
from toolkit.decimals import plain
from toolkit.form import Form
from toolkit.io.xlsx_read import read_book
from toolkit.model import CellEdit, Figure
from toolkit.rules import run_rules
from toolkit.scoring.rulesets import compare_rulesets
from toolkit.sealing.trial import rebound
from toolkit.submission import Submission, bind, edited

OLD_HUNAN = "湖南旧办法"
PARTS = ("投入指标", "过程指标", "产出指标", "效率指标")
WEIGHTS = (13.0, 61.0, 8.0, 18.0)


def test_totals_and_grades_of_the_real_report() -> None:
    found = compare_rulesets(submission_of(YUNXI))
    filed = found.filed
    assert (filed.indicators, filed.execution, filed.total, filed.scaled, filed.rating) == (
        Decimal("96"), Decimal("10.00"), Decimal("106.00"), Decimal("96.36"), "优",
    )  # fmt: skip
    assert not filed.execution_claimed
    assert [(r.ruleset, str(r.indicators), str(r.scaled), r.card.rating) for r in found.results] == [
        ("通用比例法", "96.47", "96.79", "优"),
        ("线性扣减法", "96.21", "96.55", "优"),
        ("超支不得分", "88.80", "89.82", "良"),
        ("超支不得分·满意度分档", "89.00", "90.00", "优"),
        ("核心指标分档法", "96.67", "96.97", "优"),
        (OLD_HUNAN, "96.47", "96.79", "优"),
    ]


def test_rows_that_differ_in_the_real_report() -> None:
    found = compare_rulesets(submission_of(YUNXI))
    assert [
        (row.key.rpartition("/")[2], [str(s.value) for s, _ in row.scores]) for row in found.differences
    ] == [
        ("公车平台", ["2.35", "2.18", "0.00"]),
        ("后勤建设及营运（食堂）", ["2.68", "2.64", "0.00"]),
        ("机关物业管理", ["2.64", "2.59", "0.00"]),
        ("服务对象满意度", ["9.80", "10.00"]),
    ]
    score, names = found.differences[0].scores[2]
    assert score.trace == "超支不得分：191.18＞150，得 0"
    assert names == ("超支不得分", "超支不得分·满意度分档")


def test_settings_say_why() -> None:
    settings = {result.ruleset: result.settings for result in compare_rulesets(submission_of(YUNXI)).results}
    assert settings["通用比例法"] == ()
    assert settings["线性扣减法"] == (("参数_成本方法", "比例法", "线性法"),)


def test_the_note_where_the_grade_hangs_on_the_rule_set() -> None:
    assert compare_rulesets(submission_of(YUNXI)).note == (
        "等次取决于规则集：“通用比例法”、“线性扣减法”、“超支不得分·满意度分档”、“核心指标分档法”、"
        "“湖南旧办法”为优，“超支不得分”为良；本次采用“通用比例法”，报告中应写明所用的规则集。"
    )


def test_no_note_where_every_rule_set_agrees() -> None:
    found = compare_rulesets(submission_of(CLEAN))
    assert (found.note, list(found.ratings)) == ("", ["优"])
    assert found.filed.execution_claimed


def test_a_blank_return_has_no_grade() -> None:
    found = compare_rulesets(bind(master_book(), FORM))
    assert (found.note, found.ratings, found.filed.rating, found.differences) == ("", {}, "", ())


def with_parameters(edits: dict[CellRef, Typed]) -> Form:
    return Form.from_book(typed_over(master_book(), edits), FORM.model)


def schemes(form: Form, submission: Submission) -> list[str]:
    parts = {
        (rule.id, rule.title) for rule in form.rules if rule.part.startswith("方案") and rule.id == "AR05"
    }
    assert len(parts) == 2
    return [f.message for f in run_rules(submission).findings if f.rule == "AR05"]


def figure(value: Figure) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)


def test_every_weight_scheme_is_chosen_by_the_parameter_alone() -> None:
    codes, grid = FORM.names["参数表_名称"], FORM.names["参数表_取值"]
    row = grid.row1 + FORM.names["参数_分值方案"].row1 - codes.row1
    told = {}
    for scheme in "ABCDEF":
        form = with_parameters({CellRef(grid.sheet, row, grid.column1): scheme})
        findings = run_rules(rebound(read_book(CLEAN), form)).findings
        told[scheme] = [(f.key, figure(f.actual), figure(f.expected)) for f in findings if f.rule == "AR05"]
    assert told == {
        "A": [],
        "B": [("产出指标", "50", "40"), ("效益指标", "30", "20")],
        "C": [],
        "D": [("产出指标", "50", "30"), ("效益指标", "30", "35"), ("满意度指标", "10", "0")],
        "E": [
            ("预算执行率分值", "10", "0"),
            ("产出指标", "50", "8"),
            ("效益指标", "30", "0"),
            ("满意度指标", "10", "0"),
        ],
        "F": [("效益指标", "30", "40")],
    }


def old_hunan_return(form: Form, declared: tuple[float, ...]) -> Submission:
    """Four indicators, one for each part of the old table; 93.5 % of the budget spent."""
    names = form.names
    edits = [
        CellEdit(names["预算_全年预算"].first, 2246.07),
        CellEdit(names["预算_全年执行"].first, 2100.0),
        CellEdit(names["预算_分值"].first, 10.0),
    ]
    for row, (part, weight, figure) in enumerate(zip(PARTS, WEIGHTS, declared, strict=True)):
        texts = {
            "一级": part,
            "三级": f"指标{row}",
            "性质": "≥",
            "年度指标值": 4.0,
            "实际完成值": 4.0,
            "分值": weight,
        }
        edits += [CellEdit(names[f"指标_{name}"].cell(row), value) for name, value in texts.items()]
        edits.append(CellEdit(names["一级_申报分值"].cell(row), figure))
    return edited(bind(form.book, form), edits)


def test_the_old_hunan_way_by_the_masters_parameters_alone() -> None:
    lists: dict[CellRef, Typed] = {at("清单_一级指标", row): part for row, part in enumerate(PARTS, 1)}
    form = with_parameters({at("参数_规则集"): OLD_HUNAN, **lists})
    filed = old_hunan_return(form, WEIGHTS)
    found = compare_rulesets(filed)
    card = next(result.card for result in found.results if result.ruleset == OLD_HUNAN)
    assert found.chosen == OLD_HUNAN
    assert card.rows[0].auto == (Decimal("6.00"), "2100÷2246.07≈93.5%，每低 5% 扣 2 分，10－2×2=6.00")
    assert [str(row.auto.value) for row in card.rows[1:]] == ["13.00", "61.00", "8.00", "18.00"]
    execution = "预算执行率分值为 10 分，本次采用的分值方案为 0 分。"
    assert schemes(form, filed) == [execution]
    assert schemes(form, old_hunan_return(form, (13.0, 60.0, 8.0, 18.0))) == [
        execution,
        "“过程指标”申报 60 分，各三级指标分值合计 61 分，相差 1 分。",
        "“过程指标”分值为 60 分，本次采用的分值方案为 61 分，相差 1 分。",
    ]
