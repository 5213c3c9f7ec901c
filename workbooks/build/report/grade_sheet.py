"""Part three: the printed grade sheet, line by line as the official form has it."""

from __future__ import annotations

from workbooks.build.report.elements import (
    CENTRE,
    HEAD,
    LEFT,
    Cell,
    Row,
    control,
    each,
    p,
    row,
    rows_of,
    seam,
    small,
    table,
    when,
)
from workbooks.build.report.figures import head, value

_BUDGET_WIDTHS = (10, 18, 20, 33, 24, 24, 12, 15, 14)
_INDICATOR_WIDTHS = (10, 18, 17, 32, 24.4, 25, 9.6, 9.6, 24.4)
_STRONG = "表文强调"
_SOURCES = (
    ("其中：一般公共预算：{{ 预算_一般公共预算 }}", "其中：基本支出：{{ 预算_基本支出 }}"),
    ("　　　政府性基金拨款：{{ 预算_政府性基金 }}", "　　　项目支出：{{ 预算_项目支出 }}"),
    ("　　　纳入专户管理的非税收入拨款：{{ 预算_专户非税 }}", ""),
    ("　　　其他资金：{{ 预算_其他资金 }}", ""),
)


def grade_sheet() -> str:
    """The blocks of part three; indicators have a table of their own, whose heading repeats on every page."""
    return "".join(
        [
            seam(page_break=True),
            table(
                _BUDGET_WIDTHS,
                [*_budget(), *_targets()],
                "年度预算和总体目标",
                "年度预算申请、资金性质和年度总体目标",
                goes_on=True,
            ),
            seam(),
            table(
                _INDICATOR_WIDTHS,
                [*_indicators(), *_results()],
                "绩效指标",
                "各级指标的年度指标、实际完成值、分值、得分和偏差原因",
            ),
            _notes(),
        ]
    )


def _budget() -> list[Row]:
    goes_on = Cell(style=HEAD, merge="continue")
    names = ("年初预算", "全年预算", "全年执行", "分值", "执行率")
    heads = ("年初预算", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    return [
        row(Cell("三、部门（单位）整体支出绩效自评情况", 9, "表格标题"), height=8),
        row(
            Cell("年度\n预算\n申请\n（万元）", 1, HEAD, "restart"),
            head("", 2),
            *(head(text) for text in heads),
        ),
        row(
            goes_on,
            Cell("年度资金总额", 2),
            *(value(f"预算_{name}") for name in names),
            _score("预算_自评得分", "打印_执行率审核"),
        ),
        row(
            goes_on,
            Cell("按收入性质分：{{ 预算_收入性质合计 }}", 4, LEFT),
            Cell("按支出性质分：{{ 预算_支出性质合计 }}", 4, LEFT),
        ),
        *(row(goes_on, Cell(income, 4, LEFT), Cell(spending, 4, LEFT)) for income, spending in _SOURCES),
    ]


def _targets() -> list[Row]:
    expected = each(LEFT, "目标", p(LEFT, "{{ 行.打印_预期 }}"), item="行")
    answer = when("行.打印_实际", p(LEFT, "{{ 行.打印_实际 }}"))
    actual = each(LEFT, "目标", answer, item="行")
    return [
        row(Cell("年度\n总体\n目标", 1, HEAD, "restart"), head("预期目标", 4), head("实际完成", 4)),
        row(
            Cell(style=HEAD, merge="continue"),
            Cell(span=4, blocks=expected + seam()),
            Cell(span=4, blocks=actual + seam()),
            height=20,
            split=True,
        ),
    ]


def _indicators() -> list[Row]:
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    line = row(
        Cell("{{ 标签.指标|合并 }}", 1, HEAD),
        Cell("{{ 行.打印_一级|合并 }}"),
        Cell("{{ 行.指标_二级|合并 }}"),
        value("行.指标_三级", LEFT),
        value("行.打印_年度指标"),
        value("行.打印_实际完成"),
        value("行.指标_分值"),
        _score("行.指标_自评得分", "行.打印_审核"),
        value("行.指标_偏差原因", "表文说明"),
        height=8,
    )
    return [
        row(head(""), *(head(text) for text in heads), head=True),
        *rows_of("指标", line, columns=9),
    ]


def _score(claimed: str, audited: str) -> Cell:
    """A claim, and below it the bureau's score where there is one."""
    return Cell(blocks=p(CENTRE, f"{{{{ {claimed} }}}}") + when(audited, small(f"{{{{ {audited} }}}}")))


def _results() -> list[Row]:
    return [
        row(Cell("绩效自评综合得分", 4, _STRONG), value("自评_综合得分", _STRONG, 5), height=9),
        row(Cell("评价等次", 4, _STRONG), value("自评_评价等次", _STRONG, 5), height=9),
        *_result_if_any("财政审核得分合计", "打印_审核合计"),
        *_result_if_any("偏差（自评－审核）", "打印_审核偏差"),
    ]


def _result_if_any(label: str, name: str) -> list[Row]:
    line = row(Cell(label, 4, _STRONG), value(name, _STRONG, 5), height=9)
    return [control(f"if {name}", 9), line, control("endif", 9)]


def _notes() -> str:
    """Explanations that the form has no line for, and the rule set behind the scores."""
    said = [
        when(name, p("表注", f"{label}：{{{{ {name} }}}}"))
        for name, label in (
            ("预算_调整说明", "预算调整说明"),
            ("预算_执行率说明", "执行率偏低原因"),
        )
    ]
    return "".join(said) + p("表注", "评分口径：{{ 自评_规则集 }}")
