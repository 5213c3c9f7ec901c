"""The answer to one unit: only what it must mend or explain, as a sheet that prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from msgspec import Struct

from toolkit.dates import chinese_date
from toolkit.desk.digest import figure_text
from toolkit.desk.results import UnitResult
from toolkit.desk.returns import Dossier, Version, own_name
from toolkit.io.rollup_looks import CREATED, HEAD, SAFE, TO_FILL
from toolkit.io.row_height import LINE, PADDING, lines_of
from toolkit.model import Figure, Finding, Severity

HEADS: Final = ("序号", "处理", "规则", "位置", "对象", "问题", "填报数", "应为", "怎么改", "单位说明")
TITLES: Final = ("退回单", "催报单")
WIDTHS: Final = (5, 8, 7, 16, 22, 46, 11, 11, 30, 24)
FIGURES: Final = ("填报数", "应为")
CENTRED: Final = ("序号", "处理", "规则")
DUTY: Final = {Severity.ERROR: "须改正", Severity.WARNING: "须说明"}
LAST: Final = len(HEADS) - 1
LETTER: Final = 12
"""Size of the letter's text; a line of it is half as high again."""
LETTER_WIDTH: Final = 70
FINEST: Final = Decimal("0.0001")
NAME: Final = "部门整体支出绩效自评报表"


class Slip(Struct, frozen=True):
    """What a slip says: whose it is, and what is to be mended or explained."""

    dossier: Dossier
    findings: tuple[Finding, ...]


def slip_of(result: UnitResult) -> Slip | None:
    """The unit's slip; ``None`` where there is nothing to mend or explain."""
    findings = tuple(f for _, f in result.findings if f.severity in DUTY and not _is_explained(f))
    return Slip(result.case.dossier, findings) if findings else None


def return_slip(slip: Slip, issuer: str) -> bytes:
    """The slip as .xlsx bytes, signed ``issuer``; a unit that returned nothing gets a reminder instead."""
    buffer, version = BytesIO(), slip.dossier.in_force
    book: Any = xlsxwriter.Workbook(buffer, {"in_memory": True, **SAFE})
    book.set_properties({"title": TITLES[0] if version else TITLES[1], "author": "", "created": CREATED})
    if version:
        _return(book, slip, version, issuer)
    else:
        _remind(book, slip.dossier, issuer)
    book.close()
    return buffer.getvalue()


def _is_explained(finding: Finding) -> bool:
    """Whether the unit has said already why a warning may stand; an error has to be mended all the same."""
    return finding.severity is not Severity.ERROR and bool(finding.explanation)


def _return(book: Any, slip: Slip, version: Version, issuer: str) -> None:
    sheet: Any = book.add_worksheet("退回单")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    _page(sheet)
    dossier, findings = slip.dossier, slip.findings
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    body = (
        f"　　你单位第 {version.number} 次报送的“{version.file.name}”已校验，"
        f"有 {errors} 项须改正，{len(findings) - errors} 项须说明。"
        "须改正的，请在原工作簿里改正后重新报送；"
        "须说明的，可以改正，也可以在本表“单位说明”栏写明原因后与报表一并报送。"
    )
    start = _letter(book, sheet, f"{NAME}退回单", dossier, [body], LAST, sum(WIDTHS))
    end = _table(book, sheet, findings, start + 1)
    _sign(book, sheet, issuer, dossier.today, end + 2, LAST - 2, LAST)


def _remind(book: Any, dossier: Dossier, issuer: str) -> None:
    sheet: Any = book.add_worksheet("催报单")
    sheet.set_column(0, 0, LETTER_WIDTH)
    _page(sheet)
    end = _letter(book, sheet, f"{NAME}催报单", dossier, list(_reminder(dossier)), 0, LETTER_WIDTH)
    _sign(book, sheet, issuer, dossier.today, end + 1, 0, 0)


def _reminder(dossier: Dossier) -> Iterator[str]:
    due = f"应于{chinese_date(dossier.due)}前报送，" if dossier.due else ""
    late = f"现已逾期 {dossier.days_overdue} 天，" if dossier.days_overdue else ""
    wanted = "可以读取的本年度报表" if dossier.of_other_years else "可以读取的报表"
    yield f"　　{NAME}{due}{late}至今没有收到你单位{wanted}。请填好下发的工作簿，尽快报送。"
    if dossier.unreadable:
        yield "　　收到过下列文件，但无法读取，请用 Excel 打开检查，另存为 .xlsx 后重新报送："
        yield from (f"　　　　{own_name(path)}" for path in dossier.unreadable)
    for path in dossier.of_others:
        yield f"　　收到的“{own_name(path)}”封面上不是你单位的编码和名称，没有采用。"
    for other in dossier.of_other_years:
        yield f"　　收到的“{other.file.name}”{other.reason}，没有采用。"


def _page(sheet: Any) -> None:
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&C&9第 &P 页　共 &N 页")


def _letter(
    book: Any, sheet: Any, title: str, dossier: Dossier, texts: Sequence[str], last: int, width: float
) -> int:
    """Title, address and text over the columns up to ``last``; the number of the row below."""
    big = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    bold = book.add_format({"font_size": LETTER, "bold": True})
    body = book.add_format({"font_size": LETTER, "text_wrap": True, "valign": "top"})
    _across(sheet, 0, 0, last, title, big)
    sheet.set_row(0, 36)
    sheet.write_string(1, 0, f"{dossier.unit.name}（{dossier.unit.code}）：", bold)
    sheet.set_row(1, 24)
    for row, text in enumerate(texts, start=2):
        _across(sheet, row, 0, last, text, body)
        sheet.set_row(row, LETTER * 1.5 * lines_of(text, width * 10 / LETTER))
    return 2 + len(texts)


def _across(sheet: Any, row: int, first: int, last: int, text: str, look: Any) -> None:
    if last > first:
        sheet.merge_range(row, first, row, last, "", look)
    sheet.write_string(row, first, text, look)


def _table(book: Any, sheet: Any, findings: Sequence[Finding], start: int) -> int:
    """The findings under their headings; the number of the last row."""
    head, looks = book.add_format(HEAD), _looks(book)
    for column, text in enumerate(HEADS):
        sheet.write_string(start, column, text, head)
    sheet.set_row(start, 22)
    for number, finding in enumerate(findings, start=1):
        texts = _texts(number, finding)
        for column, text in enumerate(texts):
            look = looks["须改正" if text == "须改正" else HEADS[column]]
            if text:
                sheet.write_string(start + number, column, text[:32_767], look)
            else:
                sheet.write_blank(start + number, column, None, look)
        sheet.set_row(start + number, LINE * max(map(lines_of, texts, WIDTHS)) + PADDING)
    sheet.repeat_rows(start)
    sheet.freeze_panes(start + 1, 0)
    sheet.autofilter(start, 0, start + len(findings), LAST)
    return start + len(findings)


def _looks(book: Any) -> dict[str, Any]:
    usual: dict[str, object] = {
        "border": 1, "border_color": "#8C8C8C", "text_wrap": True, "valign": "vcenter", "font_size": 10,
        "num_format": "@",
    }  # fmt: skip
    own: dict[str, dict[str, object]] = {
        **{head: {"align": "center"} for head in CENTRED},
        **{head: {"align": "right", "indent": 1} for head in FIGURES},
        "单位说明": {"bg_color": TO_FILL},
        "须改正": {"align": "center", "bold": True, "font_color": "#C0392B"},
    }
    return {head: book.add_format({**usual, **own.get(head, {})}) for head in (*HEADS, "须改正")}


def _texts(number: int, finding: Finding) -> tuple[str, ...]:
    """A finding under HEADS."""
    place = finding.place or "整份报表"
    figures = (_shown(figure, finding.unit) for figure in (finding.actual, finding.expected))
    return (
        f"{number}", DUTY[finding.severity], finding.rule, place, finding.key, finding.message, *figures,
        finding.fix, "",
    )  # fmt: skip


def _shown(figure: Figure, unit: str) -> str:
    """A figure with four decimals at most, exact ones as they are; rates with their sign."""
    if isinstance(figure, Decimal) and figure != figure.quantize(FINEST, ROUND_HALF_UP):
        figure = figure.quantize(FINEST, ROUND_HALF_UP)
    return figure_text(figure) + ("%" if isinstance(figure, Decimal) and unit == "%" else "")


def _sign(book: Any, sheet: Any, issuer: str, day: date | None, row: int, first: int, last: int) -> None:
    right = book.add_format({"align": "right", "font_size": LETTER})
    for offset, text in enumerate((issuer, chinese_date(day) if day else "")):
        _across(sheet, row + offset, first, last, text, right)
        sheet.set_row(row + offset, LETTER * 1.7)
