"""Part four: evaluators, opinions and signatures."""

from __future__ import annotations

from workbooks.build.report.elements import LEFT, Cell, Row, each, p, row, rows_of, table
from workbooks.build.report.figures import value

_COLUMNS = ("姓名", "职务", "单位", "签字")
_HEADS = ("姓　名", "职务/职称", "单　位", "签　字")


def people() -> str:
    """The blocks of part four."""
    rows = [
        row(Cell("四、评价人员", 4, "表格标题"), height=8),
        row(*(Cell(text, style="表头相连", shaded=True) for text in _HEADS), height=8),
        *rows_of("人员", row(*(value(f"行.人员_{column}") for column in _COLUMNS), height=9), columns=4),
        row(Cell(), Cell(), Cell(), Cell(), height=9),
        _signed([p(LEFT, "评价组组长（签字）：{{ 评价_组长 }}", before=4)], "打印_组长日期", 20),
        _opinion("部门（单位）意见：", "部门（单位）负责人（签章）", "部门"),
        _opinion("财政部门归口业务股室意见：", "财政部门归口业务股室负责人（签章）", "财政"),
    ]
    return (
        p("接缝", before=8)
        + table([34, 37, 62, 37], rows, "评价人员与签章", "评价人员名单、组长签字、部门和财政部门意见")
        + p("表末", "填报人（签名）：{{ 评价_填报人 }}\t联系电话：{{ 评价_联系电话 }}")
    )


def _signed(blocks: list[str], date: str, height: float) -> Row:
    closing = p("签章日期", f"{{{{ {date} }}}}", before=10)
    return row(Cell(span=4, blocks="".join(blocks) + closing, align="top"), height=height)


def _opinion(title: str, signer: str, who: str) -> Row:
    blocks = [
        p(LEFT, title, before=4),
        each("表文段落", f"段落.评价_{who}意见", p("表文段落", "{{ 段 }}")),
        p("签章", f"{signer}：{{{{ 评价_{who}负责人 }}}}", before=12),
    ]
    return _signed(blocks, f"打印_{who}日期", 26)
