"""The catalogue of rules as Markdown, JSON and workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

Rows = Iterable[Sequence[str]]
WIDTHS: Mapping[str, int] = {
    "编号": 8,
    "级别": 12,
    "方式": 12,
    "名称": 44,
    "示例": 60,
    "怎么改": 60,
    "依据": 44,
}
WIDTH = 20


def rules_markdown(heads: Sequence[str], rows: Rows) -> str:
    """A Markdown table, one line a rule, ending in a line break."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(_plain, line))} |\n" for line in lines)


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def rules_json(keys: Sequence[str], rows: Rows) -> str:
    """A JSON list with one object a rule."""
    data = [dict(zip(keys, row, strict=True)) for row in rows]
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def rules_workbook(heads: Sequence[str], rows: Rows) -> bytes:
    """A workbook with one sheet, a filter over its heading."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("规则目录")
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        last = 0
        for column, name in enumerate(heads):
            sheet.set_column(column, column, WIDTHS.get(name, WIDTH))
        sheet.write_row(0, 0, heads, head)
        for last, row in enumerate(rows, start=1):
            sheet.write_row(last, 0, row, text)
        sheet.autofilter(0, 0, last, len(heads) - 1)
        sheet.freeze_panes(1, 1)
    return stream.getvalue()
