"""The answer to one unit: only what it must mend or explain, as a sheet that prints on A4."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from toolkit.desk.digest import figure_text
from toolkit.desk.results import UnitResult
from toolkit.io.rollup_looks import CREATED, LINE, SAFE, lines_of
from toolkit.model import Finding, Severity

HEADS: Final = ("序号", "处理", "规则", "位置", "对象", "问题", "填报数", "应为", "怎么改", "单位说明")
WIDTHS: Final = (5, 8, 7, 15, 20, 40, 11, 11, 30, 22)
DUTY: Final = {Severity.ERROR: "须改正", Severity.WARNING: "须说明"}
LAST: Final = len(HEADS) - 1


def return_slip(result: UnitResult, issuer: str) -> bytes | None:
    """The slip as .xlsx bytes, signed ``issuer``; ``None`` where there is nothing to mend or explain.

    A unit that returned nothing gets a reminder instead.
    """
    findings = [f for _, f in result.findings if f.severity in DUTY and not _is_explained(f)]
    if not findings:
        return None
    buffer = BytesIO()
    book: Any = xlsxwriter.Workbook(buffer, {"in_memory": True, **SAFE})
    book.set_properties({"title": "退回单", "author": "", "created": CREATED})
    sheet: Any = book.add_worksheet("退回单" if result.case.digest else "催报单")
    _page(sheet)
    start = _letter(book, sheet, result, findings)
    end = _table(book, sheet, findings, start)
    _closing(book, sheet, issuer, result, end)
    book.close()
    return buffer.getvalue()


def _is_explained(finding: Finding) -> bool:
    """Whether the unit has said already why a warning may stand; an error has to be mended all the same."""
    return finding.severity is not Severity.ERROR and bool(finding.explanation)


def _page(sheet: Any) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&C第 &P 页　共 &N 页")


def _letter(book: Any, sheet: Any, result: UnitResult, findings: Sequence[Finding]) -> int:
    unit, version = result.case.dossier.unit, result.case.dossier.in_force
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    title = "部门整体支出绩效自评报表退回单" if version else "部门整体支出绩效自评报表催报单"
    big = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    body = book.add_format({"font_size": 11, "text_wrap": True, "valign": "top"})
    bold = book.add_format({"font_size": 12, "bold": True})
    sheet.merge_range(0, 0, 0, LAST, "", big)
    sheet.write_string(0, 0, title, big)
    sheet.set_row(0, 36)
    sheet.write_string(1, 0, f"{unit.name}（{unit.code}）：", bold)
    sheet.set_row(1, 22)
    if version:
        text = (
            f"　　你单位第 {version.number} 次报送的“{version.file.path}”已校验，"
            f"有 {errors} 项须改正，{len(findings) - errors} 项须说明。"
            "须改正的，请在原工作簿里改正后重新报送；"
            "须说明的，可以改正，也可以在本表“单位说明”栏写明原因后与报表一并报送。"
        )
    else:
        text = "　　至今没有收到你单位可以读取的自评报表，请尽快报送。"
    sheet.merge_range(2, 0, 2, LAST, "", body)
    sheet.write_string(2, 0, text, body)
    sheet.set_row(2, 36)
    return 4


def _table(book: Any, sheet: Any, findings: Sequence[Finding], start: int) -> int:
    head = book.add_format(
        {"bold": True, "bg_color": "#1F4E79", "font_color": "white", "border": 1, "align": "center"}
    )
    body = book.add_format(
        {"border": 1, "text_wrap": True, "valign": "top", "font_size": 10, "num_format": "@"}
    )
    error = book.add_format(
        {"border": 1, "valign": "top", "font_size": 10, "bold": True, "font_color": "#C0392B"}
    )
    for column, text in enumerate(HEADS):
        sheet.write_string(start, column, text, head)
    for number, finding in enumerate(findings, start=1):
        row = start + number
        sheet.write_number(row, 0, number, body)
        sheet.write_string(
            row, 1, DUTY[finding.severity], error if finding.severity is Severity.ERROR else body
        )
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "整份报表"
        figures = figure_text(finding.actual), figure_text(finding.expected)
        texts = (finding.rule, place, finding.key, finding.message, *figures, finding.fix, "")
        for column, text in enumerate(texts, start=2):
            sheet.write_string(row, column, text[:32_767], body) if text else sheet.write_blank(
                row, column, None, body
            )
        sheet.set_row(row, LINE * max(lines_of(text, WIDTHS[c]) for c, text in enumerate(texts, start=2)))
    sheet.repeat_rows(start)
    sheet.freeze_panes(start + 1, 0)
    sheet.autofilter(start, 0, start + len(findings), LAST)
    return start + len(findings)


def _closing(book: Any, sheet: Any, issuer: str, result: UnitResult, end: int) -> None:
    right = book.add_format({"align": "right", "font_size": 11})
    day = result.case.dossier.today
    for offset, text in enumerate((issuer, f"{day.year}年{day.month}月{day.day}日" if day else ""), start=2):
        sheet.merge_range(end + offset, LAST - 2, end + offset, LAST, "", right)
        sheet.write_string(end + offset, LAST - 2, text, right)
