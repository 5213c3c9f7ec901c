"""The register as a workbook to look at: what was issued, and every file that came."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from toolkit.dates import beijing_minute
from toolkit.desk.returns import sort_returns
from toolkit.desk.roster import Roster
from toolkit.errors import OutputRefused
from toolkit.io.files import refuse_source, write_new
from toolkit.io.register_read import THIS_YEAR, RegisterReader
from toolkit.io.rollup_looks import BODY, CREATED, HEAD, SAFE, set_page
from toolkit.io.row_height import LINE, PADDING, lines_of
from toolkit.model import VERDICT_LABELS, Verdict

ISSUED_HEADS: Final = (
    "下发编号", "预算编码", "单位名称", "文件", "下发日期", "截止日期", "母版", "预填内容", "SHA-256",
)  # fmt: skip
FILE_HEADS: Final = (
    "文件", "预算编码", "单位名称", "第几次", "处理", "下发编号", "收到时间", "保存时间", "校验结果", "错误",
    "原因", "SHA-256",
)  # fmt: skip
HASH: Final = "SHA-256"
NOT_PRINTED: Final = ("预填内容", HASH)
"""The last columns: too long for paper."""
WRAPPED: Final = ("文件", "单位名称", "原因")
WIDTHS: Final = {
    "预算编码": 9, "单位名称": 30, "文件": 42, "下发日期": 11, "截止日期": 11, "预填内容": 60, "收到时间": 16,
    "保存时间": 21, "校验结果": 10, "错误": 6, "第几次": 7, "处理": 15, "原因": 44,
    HASH: 14,
}  # fmt: skip


def view_path(register: Path, *inputs: Path | None) -> Path:
    """Where a register's view goes: beside it, by the name of ``.xlsx``.

    Raises OutputRefused where that would replace the register itself or one of the files that are read.
    """
    if register.is_dir():
        raise OutputRefused(f"{register}：这是文件夹，请用 --register 写明登记簿的文件名（.sqlite）。")
    if register.suffix.lower() in (".xlsx", ".xlsm"):
        raise OutputRefused(f"{register}：登记簿不是工作簿，请用 --register 写明以 .sqlite 结尾的文件。")
    view = register.with_suffix(".xlsx")
    refuse_source(view, *(path for path in inputs if path))
    return view


def save_register_view(path: Path, register: RegisterReader) -> None:
    """Write the view, over an older one."""
    buffer = BytesIO()
    book: Any = xlsxwriter.Workbook(buffer, {"constant_memory": True, **SAFE})
    book.set_properties({"title": "登记簿", "author": "", "created": CREATED})
    head, body = book.add_format(HEAD), book.add_format({**BODY, "num_format": "@"})
    cut = book.add_format({**BODY, "num_format": "@", "align": "fill"})
    wrapped = book.add_format({**BODY, "num_format": "@", "text_wrap": True})
    looks = {HASH: cut, **dict.fromkeys(WRAPPED, wrapped)}
    issued = [
        (
            i.issue, i.code, i.name, i.file, i.issued, i.due.isoformat() if i.due else "", i.template,
            "；".join(f"{_label(name)} {value}" for name, value in i.known.items()), i.sha256,
        )
        for i in register.issued().values()
    ]  # fmt: skip
    for title, heads, rows in (("下发", ISSUED_HEADS, iter(issued)), ("收回", FILE_HEADS, _files(register))):
        sheet: Any = book.add_worksheet(title)
        for column, text in enumerate(heads):
            sheet.set_column(column, column, WIDTHS.get(text, 18))
        sheet.set_row(0, 24)
        set_page(sheet, "登记簿")
        sheet.freeze_panes(1, 1)
        last = 0
        for column, text in enumerate(heads):
            sheet.write_string(0, column, text, head)
        for last, row in enumerate(rows, start=1):
            lines = max(lines_of(t, WIDTHS[h]) for h, t in zip(heads, row, strict=True) if h in WRAPPED)
            if lines > 1:
                sheet.set_row(last, LINE * lines + PADDING)
            for column, text in enumerate(row):
                sheet.write_string(last, column, text[:32_767], looks.get(heads[column], body))
        sheet.print_area(0, 0, last, len(heads) - 1 - sum(name in NOT_PRINTED for name in heads))
        if last:
            sheet.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    write_new(path, buffer.getvalue(), overwrite=True)


def _files(register: RegisterReader) -> Iterator[tuple[str, ...]]:
    """Every file under FILE_HEADS in the order of paths, placed by the roster of the latest run."""
    portfolio = sort_returns(
        Roster(register.roster()),
        register.returned(THIS_YEAR, register.latest_context()),
        register.issued(),
        year=register.latest_year(),
    )
    versions = [v for d in portfolio.dossiers for v in (*d.versions, *d.of_other_years)]
    for version in sorted((*versions, *portfolio.strays), key=lambda v: (v.file.path, v.file.order)):
        f = version.file
        yield (
            f.path, f.facts.code, f.facts.name, str(version.number or ""), version.standing.value,
            f.facts.issue, f.received, beijing_minute(f.saved),
            VERDICT_LABELS[Verdict(f.facts.verdict)] if f.facts.verdict else "",
            "" if f.fault else str(f.facts.errors), f.fault or version.reason, f.sha256,
        )  # fmt: skip


def _label(name: str) -> str:
    """A field by the part of its name that people use, without its sheet's."""
    return name.partition("_")[2] or name
