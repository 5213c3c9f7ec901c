"""The cover: attachment number, title, underlined fields, issuing office."""

from __future__ import annotations

from workbooks.build.report.elements import Cell, Row, control, each, p, row, table

_FIELDS = (
    ("部门（单位）名称", "封面_部门名称"),
    ("预算编码", "封面_预算编码"),
    ("主管部门", "封面_主管部门"),
    ("评价方式", "封面_评价方式"),
    ("评价机构", "封面_评价机构"),
    ("报告日期", "封面_报告日期"),
)
_OPTIONAL = frozenset({"封面_主管部门"})


def cover() -> str:
    """The blocks of the cover."""
    return "".join(
        [
            p("附件标记", "{{ 封面_附件号 }}"),
            p("接缝", before=70),
            each("公文标题", "段落.封面_标题", p("公文标题", "{{ 段 }}")),
            p("接缝", before=100),
            table(
                [50, 6, 84],
                [line for label, name in _FIELDS for line in _field(label, name)],
                "封面信息",
                "部门（单位）名称、预算编码、评价方式、评价机构和报告日期",
                style="封面表格",
            ),
            p("封面落款", "{{ 封面_制表机关 }}（制）", before=70),
        ]
    )


def _field(label: str, name: str) -> list[Row]:
    line = row(
        Cell(label, style="封面标签", borders="none", align="bottom"),
        Cell("：", style="封面字段", borders="none", align="bottom"),
        Cell(f"{{{{ {name} }}}}", style="封面字段", borders="field", align="bottom"),
        height=12,
    )
    return [control(f"if {name}", 3), line, control("endif", 3)] if name in _OPTIONAL else [line]
