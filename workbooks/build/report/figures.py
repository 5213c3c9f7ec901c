"""Parts one and two: the profile, and the tables of income, expenditure, projects and budgets."""

from __future__ import annotations

from workbooks.build.report.elements import (
    CENTRE,
    HEAD,
    LEFT,
    RIGHT,
    Cell,
    Row,
    each,
    p,
    row,
    rows_of,
    table,
    when,
)

_BLANK = "：未填报"
_PARAGRAPH = "表文段落"


def head(text: str, span: int = 1, merge: str = "") -> Cell:
    """A shaded heading cell."""
    return Cell(text, span, HEAD, merge=merge, shaded=True)


def value(name: str, style: str = CENTRE, span: int = 1) -> Cell:
    """A cell that prints one field."""
    return Cell(f"{{{{ {name} }}}}", span, style)


def profile() -> str:
    """Part one, or its heading alone."""
    rows = [
        row(head("联系人"), value("概况_联系人"), head("联络电话"), value("概况_联络电话"), height=8),
        row(
            head("人员编制（人）"),
            value("概况_人员编制"),
            head("实有人数（人）"),
            value("概况_实有人数"),
            height=8,
        ),
        row(
            head("在职人员控制率"),
            value("概况_控制率"),
            head("超编原因"),
            value("概况_控制率说明", LEFT),
            height=8,
        ),
        _text_row("职能职责概述", each(_PARAGRAPH, "段落.概况_职能职责", p(_PARAGRAPH, "{{ 段 }}"))),
        _text_row(
            "年度主要工作内容", each(_PARAGRAPH, "任务", p(_PARAGRAPH, "{{ 行.打印_任务 }}"), item="行")
        ),
        _text_row(
            "年度总体运行情况及取得的成绩",
            each(_PARAGRAPH, "段落.概况_总体运行", p(_PARAGRAPH, "{{ 段 }}")),
        ),
    ]
    title = "一、部门（单位）基本概况"
    return when(
        "打印_有概况",
        p("表格标题", title)
        + table([30, 55, 30, 55], rows, "部门（单位）基本概况", "联系人、人员、职能职责和年度工作"),
        otherwise=p("表格标题", title + _BLANK),
    )


def _text_row(label: str, paragraphs: str) -> Row:
    body = Cell(span=3, blocks=paragraphs + p("接缝"), align="center")
    return row(head(label), body, height=20, split=True)


def income_and_expenditure() -> str:
    """Part two: each table, or its heading with 未填报."""
    return "".join(
        [
            p("表格标题", "二、部门（单位）收支情况", before=16),
            _institutions(
                "收入", "2-1", [41, 22, 20, 22, 22, 25, 18], "上年结转 公共财政 政府基金 专户非税 其他"
            ),
            _expenditure(),
            _institutions("三公", "2-3", [40, 27, 25, 26, 26, 26], "公务接待 用车运维 用车购置 因公出国"),
            _institutions("资产", "2-4", [46, 31, 31, 31, 31], "在用 出租 其他"),
            _projects(),
            _budgets(),
        ]
    )


def _caption(name: str) -> str:
    return p("表名", f"{{{{ 标签.{name} }}}}\t单位：万元")


def _block(name: str, printed: str) -> str:
    blank = p("表名", f"{{{{ 标签.{name} }}}}{_BLANK}")
    return when(f"打印_有{name}", _caption(name) + printed, otherwise=blank)


def _label(name: str, prefix: str = "") -> str:
    return f"{prefix}{{{{ 标签.{name} }}}}"


def _institution_rows(name: str, columns: list[str], width: int) -> list[Row]:
    """The line of the whole unit, then a line for every institution."""
    total = [Cell("局机关及二级机构汇总", style=LEFT)]
    total += [value(f"{name}汇总_{column}", RIGHT) for column in columns]
    line = [value(f"行.{name}_机构名称", LEFT)] + [value(f"行.{name}_{column}", RIGHT) for column in columns]
    return [row(*total), *rows_of(name, row(*line), columns=width)]


def _institutions(name: str, number: str, widths: list[float], items: str) -> str:
    """A table of one total and its items for every institution."""
    columns = items.split()
    rows = [
        row(
            head(_label(f"{name}_机构名称"), merge="restart"),
            head(_label(f"{name}_合计"), merge="restart"),
            head("其中", len(columns)),
            head=True,
        ),
        row(
            head("", merge="continue"),
            head("", merge="continue"),
            *(head(_label(f"{name}_{column}")) for column in columns),
            head=True,
        ),
        *_institution_rows(name, ["合计", *columns], len(widths)),
    ]
    return _block(name, table(widths, rows, f"{number} 表", "汇总行和各机构，单位万元"))


def _expenditure() -> str:
    columns = ["合计", "基本支出", "人员支出", "公用支出", "项目支出", "当年结余", "累计结余"]
    rows = [
        row(
            head(_label("支出_机构名称"), merge="restart"),
            head(_label("支出_合计"), merge="restart"),
            head("其中", 4),
            head(_label("支出_当年结余"), merge="restart"),
            head(_label("支出_累计结余"), merge="restart"),
            head=True,
        ),
        row(
            head("", merge="continue"),
            head("", merge="continue"),
            head(_label("支出_基本支出")),
            head(_label("支出_人员支出", "其中：")),
            head(_label("支出_公用支出", "其中：")),
            head(_label("支出_项目支出")),
            head("", merge="continue"),
            head("", merge="continue"),
            head=True,
        ),
        *_institution_rows("支出", columns, 8),
    ]
    widths = [33, 20, 20, 19, 19, 20, 19, 20]
    return _block("支出", table(widths, rows, "2-2 表", "汇总行和各机构的支出与结余，单位万元"))


def _projects() -> str:
    texts, amounts = ("名称", "类别", "资金来源"), ("年初预算", "全年预算", "支出")
    line = [value("行.项目_名称", LEFT), value("行.项目_类别"), value("行.项目_资金来源")]
    rows = [
        row(*(head(_label(f"项目_{column}")) for column in (*texts, *amounts)), head=True),
        *rows_of("项目", row(*line, *(value(f"行.项目_{a}", RIGHT) for a in amounts)), columns=6),
        row(head("合计", 3), *(value(f"项目合计_{amount}", RIGHT) for amount in amounts)),
    ]
    return _block("项目", table([58, 17, 32, 21, 21, 21], rows, "2-5 表", "每个项目的预算和支出，单位万元"))


def _budgets() -> str:
    names = ("一般公共", "政府性基金", "国有资本", "社保基金")
    items = row(Cell("{{ 行.其中_预算|合并 }}"), value("行.其中_名称", LEFT), value("行.其中_金额", RIGHT))
    rows = [
        row(head("预算", 2), head("支出"), head=True),
        *(row(Cell(_label(f"四本_{name}"), 2, LEFT), value(f"四本_{name}", RIGHT)) for name in names),
        row(head("合计", 2), value("四本_合计", RIGHT)),
    ]
    listed = [
        row(head(_label("其中_预算")), head(_label("其中_名称")), head(_label("其中_金额")), head=True),
        *rows_of("其中", items, columns=3),
    ]
    widths = [45, 90, 35]
    title = "2-6 四本预算支出情况"
    whole = table(widths, rows, "2-6 表", "四本预算的支出，单位万元")
    parts = table(widths, listed, "2-6 表的其中项", "各预算的其中项，单位万元")
    return when(
        "打印_有四本", p("表名", f"{title}\t单位：万元") + whole, otherwise=p("表名", title + _BLANK)
    ) + when("其中", _caption("其中") + parts)
