"""The roll-up workbook, streamed row by row; what units typed is stored as text and never as a formula."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from toolkit.desk import rows
from toolkit.desk.results import Conclusion, Kind, UnitResult

SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED: Final = datetime(2000, 1, 1)
"""Fixed, so that the same results give the same bytes."""
HEAD: Final = {
    "bold": True, "font_color": "white", "bg_color": "#1F4E79", "border": 1, "border_color": "#BFBFBF",
    "align": "center", "valign": "vcenter", "text_wrap": True,
}  # fmt: skip
BODY: Final = {"border": 1, "border_color": "#D9D9D9", "valign": "top", "font_size": 10}
STATE_COLOURS: Final = {
    "通过": "#C6E0B4", "有警告": "#FFE699", "有错误": "#F8CBAD", "未完全校验": "#D9C3E8", "未报": "#D9D9D9",
    "错误": "#F8CBAD", "警告": "#FFE699", "提示": "#DDEBF7", "不符": "#F8CBAD",
}  # fmt: skip
WIDTHS: Final = {
    "单位名称": 30, "主管部门": 22, "问题": 60, "怎么改": 40, "依据": 26, "对象": 26, "名称": 34, "文件": 44,
    "与之相同": 30, "SHA-256": 16, "报表 SHA-256": 16, "收到时间": 17, "保存时间": 21, "原因": 44, "指标": 40,
    "计分说明": 30, "单位说明": 30, "工作表": 12, "得分区间（折合百分）": 20, "指标值": 16, "完成值": 16,
}  # fmt: skip
WRAPPED: Final = frozenset(
    {
        "单位名称",
        "主管部门",
        "问题",
        "怎么改",
        "依据",
        "对象",
        "名称",
        "原因",
        "指标",
        "计分说明",
        "内容",
        "单位说明",
    }
)
PERCENT: Final = ("偏差率", "涉及单位占比")
USUAL_WIDTH: Final = 11
LINE: Final = 14.5
"""Height of a line of ten-point text."""
WIDE: Final = 0x2E7F
"""Characters beyond this one are as wide as two digits."""
LINK_LIMIT: Final = 65_000
"""Excel holds 65,530 links a sheet; rows beyond them keep the plain path."""


class RollupWriter:
    """Takes the results unit by unit and gives the workbook's bytes at the end."""

    def __init__(self, files: str) -> None:
        """``files`` is the path, from the roll-up's folder, of the folder that was collected."""
        self._files = files
        self._buffer = BytesIO()
        self._book: Any = xlsxwriter.Workbook(self._buffer, {"constant_memory": True, **SAFE})
        self._book.set_properties({"title": "部门整体支出绩效自评汇总", "author": "", "created": CREATED})
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._units = self._sheet("汇总", rows.UNIT_HEADS, 2)
        self._findings = self._sheet("问题明细", rows.FINDING_HEADS, 2)
        self._rules = self._sheet("规则统计", rows.RULE_HEADS, 1)
        self._late = self._sheet("未报与重报", rows.FILE_HEADS, 2)
        self._ties = self._sheet("台账核对", rows.TIE_HEADS, 3)
        self._classes = self._sheet("得分分布", rows.CLASS_HEADS, 1)
        self._review = self._sheet("审核打分", rows.REVIEW_HEADS, 4)
        self._explain = self._sheet("规则说明", rows.EXPLAIN_HEADS, 1)
        self._run = self._sheet("运行说明", ("项目", "内容"), 1, {"项目": 18, "内容": 110})

    def add(self, result: UnitResult) -> None:
        """Write one unit into every sheet."""
        scored = list(rows.review_rows(result))
        first = self._review.next + 1
        for row in scored:
            self._review.write(row)
        self._unit(result, first, first + len(scored) - 1)
        for row in rows.finding_rows(result):
            self._findings.write(row)
        versions = list(rows.file_rows(result))
        if not result.case.dossier.in_force:
            unit = result.case.dossier.unit
            late = f"逾期 {result.case.dossier.days_overdue} 天" if result.case.dossier.days_overdue else ""
            self._late.write((unit.code, unit.name, None, "未报", *("",) * 5, late, ""))
        for row in versions if len(versions) > 1 else ():
            self._late.write(row)
        for row in rows.tie_rows(result):
            self._ties.write(row)

    def _unit(self, result: UnitResult, first: int, last: int) -> None:
        row = rows.unit_row(result)
        number = self._units.write(row)
        path = row[rows.UNIT_HEADS.index("文件")]
        if isinstance(path, str):
            self._link(number, path)
        if result.case.digest:
            self._audited(number, first, last, result)

    def _link(self, number: int, path: str) -> None:
        column = rows.UNIT_HEADS.index("文件")
        target = f"external:{self._files}/{path.partition('!')[0]}"
        if number <= LINK_LIMIT:
            look = self._format({**BODY, "font_color": "#0563C1", "underline": 1})
            self._units.sheet.write_url(number, column, target, look, path)

    def _audited(self, number: int, first: int, last: int, result: UnitResult) -> None:
        """The unit's audited score follows the review sheet as the bureau fills it in."""
        column = rows.UNIT_HEADS.index("审核得分")
        scores = f"审核打分!$J${first}:$J${last}"
        claims = f"SUMPRODUCT(--ISNUMBER({scores}),审核打分!$H${first}:$H${last})"
        audited, gap = f"O{number + 1}", f"P{number + 1}"
        deviation = result.deviation
        look = self._format({**BODY, "bg_color": "#F2F2F2", "num_format": "0.00"})
        values = ["", "", ""]
        if deviation:
            claimed, score, share = deviation
            values = [f"{score:f}", f"{claimed - score:f}", f"{share:f}"]
        texts = (
            f'=IF(COUNT({scores})=0,"",SUM({scores}))',
            f'=IF({audited}="","",{claims}-{audited})',
            f'=IF({audited}="","",IF({claims}=0,"",{gap}/{claims}))',
        )
        percent = self._format({**BODY, "bg_color": "#F2F2F2", "num_format": "0.00%"})
        for offset, (text, value) in enumerate(zip(texts, values, strict=True)):
            shown = float(value) if value else ""
            cell = percent if offset == 2 else look
            self._units.sheet.write_formula(number, column + offset, text, cell, shown)

    def finish(self, conclusion: Conclusion) -> bytes:
        """Write what is known at the end; the workbook's bytes."""
        for finding in conclusion.collection:
            self._findings.write(rows.finding_row("", "全部单位", Kind.BULK, finding))
        for version in conclusion.strays:
            self._late.write(rows.file_row(version.file.code, version.file.name, version))
        for sheet, lines in (
            (self._rules, rows.rule_rows(conclusion)),
            (self._classes, rows.class_rows(conclusion)),
            (self._explain, rows.explain_rows(conclusion)),
            (self._run, rows.run_rows(conclusion)),
        ):
            for line in lines:
                sheet.write(line)
        self._charts(conclusion)
        for sheet in self._sheets():
            sheet.finish()
        self._book.close()
        return self._buffer.getvalue()

    def _charts(self, conclusion: Conclusion) -> None:
        last = self._classes.next - 1
        scores: Any = self._book.add_chart({"type": "column"})
        scores.add_series(
            {"name": "单位数", "categories": ["得分分布", 1, 0, last, 0],
             "values": ["得分分布", 1, 1, last, 1],
             "fill": {"color": "#2E75B6"}, "data_labels": {"value": True}}
        )  # fmt: skip
        scores.set_title({"name": "自评得分分布", "name_font": {"size": 12}})
        scores.set_legend({"none": True})
        self._classes.sheet.insert_chart("D2", scores, {"x_scale": 1.4, "y_scale": 1.3})
        start = last + 3
        for offset, (state, count) in enumerate(sorted(conclusion.summary.states.items())):
            self._classes.sheet.write_string(start + offset, 0, state, self._format(BODY))
            self._classes.sheet.write_number(start + offset, 1, count, self._format(BODY))
        end = start + len(conclusion.summary.states) - 1
        if end >= start:
            states: Any = self._book.add_chart({"type": "doughnut"})
            colours = [{"fill": {"color": STATE_COLOURS[s]}} for s in sorted(conclusion.summary.states)]
            states.add_series(
                {"name": "报送状态", "categories": ["得分分布", start, 0, end, 0],
                 "values": ["得分分布", start, 1, end, 1], "points": colours, "data_labels": {"value": True}}
            )  # fmt: skip
            states.set_title({"name": "报送状态", "name_font": {"size": 12}})
            self._classes.sheet.insert_chart("D24", states)

    def _sheets(self) -> tuple[_Sheet, ...]:
        return (
            self._units, self._findings, self._rules, self._late, self._ties,
            self._classes, self._review, self._explain, self._run,
        )  # fmt: skip

    def _sheet(
        self, title: str, heads: Sequence[str], frozen: int, widths: dict[str, float] | None = None
    ) -> _Sheet:
        return _Sheet(self._book.add_worksheet(title), heads, frozen, self._format, widths or {})

    def _format(self, look: dict[str, object]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


class _Sheet:
    """One streamed sheet: headings, then rows; filter and colours at the end."""

    def __init__(
        self, sheet: Any, heads: Sequence[str], frozen: int, make: Any, widths: dict[str, float]
    ) -> None:
        self.sheet, self.next, self._heads, self._make = sheet, 1, heads, make
        self._widths = [widths.get(head) or WIDTHS.get(head, USUAL_WIDTH) for head in heads]
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, frozen)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, make(HEAD))

    def write(self, row: Iterable[rows.Cell]) -> int:
        """Write one row below the last; its number, counted from 0."""
        number, self.next = self.next, self.next + 1
        cells = tuple(row)
        lines = max(self._lines(column, value) for column, value in enumerate(cells))
        if lines > 1:
            self.sheet.set_row(number, LINE * lines)
        for column, value in enumerate(cells):
            head = self._heads[column]
            if isinstance(value, Decimal):
                shape = "0.00%" if head in PERCENT else "#,##0.00##"
                self.sheet.write_number(
                    number, column, float(value), self._make({**BODY, "num_format": shape})
                )
            elif isinstance(value, int):
                self.sheet.write_number(number, column, value, self._make(BODY))
            elif value:
                self.sheet.write_string(number, column, value[:32_767], self._make(_text_look(head, value)))
            else:
                self.sheet.write_blank(number, column, None, self._make(_blank_look(head)))
        return number

    def _lines(self, column: int, value: rows.Cell) -> int:
        head = self._heads[column]
        if not isinstance(value, str) or head not in WRAPPED:
            return 1
        return lines_of(value, self._widths[column])

    def finish(self) -> None:
        """Filter over all rows."""
        if self.next > 1:
            self.sheet.autofilter(0, 0, self.next - 1, len(self._heads) - 1)


def _text_look(head: str, value: str) -> dict[str, object]:
    look: dict[str, object] = {**BODY, "num_format": "@"}
    if value in STATE_COLOURS:
        look["bg_color"] = STATE_COLOURS[value]
    if head in WRAPPED:
        look["text_wrap"] = True
    return look


def _blank_look(head: str) -> dict[str, object]:
    return {**BODY, "bg_color": "#FFF9E5"} if head == "审核得分" else dict(BODY)


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column so wide; a Chinese character counts as two."""
    taken = sum(2 if ord(character) > WIDE else 1 for character in text)
    return max(1, -(-taken // int(width - 1)))


def path_between(out: Path, folder: str) -> str:
    """The collected folder as seen from the output folder; an address stays as it is."""
    if "://" in folder:
        return folder
    return Path(os.path.relpath(folder, out)).as_posix()
