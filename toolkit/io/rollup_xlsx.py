"""The roll-up workbook, streamed row by row; what units typed is stored as text and never as a formula."""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import xlsxwriter

from toolkit.addresses import column_letters
from toolkit.desk import rows
from toolkit.desk.results import Conclusion, UnitResult
from toolkit.desk.rows import UnitRows
from toolkit.io.rollup_looks import (
    BODY,
    CREATED,
    HEAD,
    NOT_PRINTED,
    SAFE,
    SLICE_COLOURS,
    STATE_COLOURS,
    TO_FILL,
    USUAL_WIDTH,
    WIDTHS,
    WRAPPED,
    look_of,
    set_page,
)
from toolkit.io.row_height import LINE, PADDING, lines_of

MOST_ROWS: Final = 1_048_576
"""Excel holds so many rows a sheet; what does not fit is counted and told."""
LINK_LIMIT: Final = 65_000
"""Excel holds 65,530 links a sheet; rows beyond them keep the plain path."""

ESCAPED: Final = str.maketrans({sign: f"%{ord(sign):02x}" for sign in '%# "<>[]^`{}'})
"""What Excel escapes in the target of a link to a file; XlsxWriter lets what is escaped already be."""


def _review_column(head: str) -> str:
    """The letters of a column of the review sheet."""
    return column_letters(rows.REVIEW_HEADS.index(head) + 1)


class RollupWriter:
    """Takes the results unit by unit and writes the workbook at the end."""

    def __init__(self, out: IO[bytes], files: str) -> None:
        """``files`` is the path, from the roll-up's folder, of the folder that was collected."""
        self._files = files
        self._book: Any = xlsxwriter.Workbook(out, {"constant_memory": True, **SAFE})
        self._book.set_properties({"title": "部门整体支出绩效自评汇总", "author": "", "created": CREATED})
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._units = self._sheet("汇总", rows.UNIT_HEADS, 2)
        self._findings = self._sheet("问题明细", rows.FINDING_HEADS, 2)
        self._rules = self._sheet("规则统计", rows.RULE_HEADS, 1, {"级别": 16})
        self._late = self._sheet("未报与重报", rows.FILE_HEADS, 2)
        self._ties = self._sheet("台账核对", rows.TIE_HEADS, 3)
        self._classes = self._sheet("得分分布", rows.CLASS_HEADS, 1)
        self._review = self._sheet("审核打分", rows.REVIEW_HEADS, 4, to_fill="审核得分")
        self._explain = self._sheet("规则说明", rows.EXPLAIN_HEADS, 1)
        self._run = self._sheet("运行说明", ("项目", "内容"), 1, {"项目": 18, "内容": 110})

    def add(self, told: UnitRows) -> None:
        """Write one unit into every sheet."""
        scored = list(rows.review_rows(told.result))
        first = self._review.next + 1
        for row in scored:
            self._review.write(row)
        fits = first + len(scored) - 1 <= MOST_ROWS
        self._unit(told, first, first + len(scored) - 1 if fits else 0)
        for sheet, found in (
            (self._findings, told.findings),
            (self._late, told.late),
            (self._ties, told.ties),
        ):
            for row in found:
                sheet.write(row)

    def _unit(self, told: UnitRows, first: int, last: int) -> None:
        number = self._units.write(told.unit)
        version = told.result.case.dossier.in_force
        if version and not version.file.gone:
            self._link(number, version.file.path)
        if told.result.case.digest and last:
            self._audited(number, first, last, told.result)

    def _link(self, number: int, path: str) -> None:
        column = rows.UNIT_HEADS.index("文件")
        target = f"external:{self._files}/{path.partition('!')[0]}".translate(ESCAPED)
        if number <= LINK_LIMIT:
            look = self._format({**BODY, "font_color": "#0563C1", "underline": 1})
            self._units.sheet.write_url(number, column, target, look, path)

    def _audited(self, number: int, first: int, last: int, result: UnitResult) -> None:
        """The unit's audited score and deviation follow the review sheet as the bureau fills it in.

        They come to what ``Audit`` says: lines count that have both scores, and the execution line, the
        first, with the score due where nothing is claimed.
        """
        audit = result.audit
        claims, dues, scores = (
            f"审核打分!${letters}${first}:${letters}${last}"
            for letters in map(_review_column, ("自评得分", "自动得分", "审核得分"))
        )
        claim, due, score = (area.partition(":")[0] for area in (claims, dues, scores))
        both = f"ISNUMBER({claims})*ISNUMBER({scores})"
        unclaimed = f"ISNUMBER({due})*ISNUMBER({score})*NOT(ISNUMBER({claim}))"
        claimed = f"(SUMPRODUCT({both},{claims})+IF({unclaimed},{due},0))"
        audited = f"(SUMPRODUCT({both},{scores})+IF({unclaimed},{score},0))"
        lines = f"(SUMPRODUCT({both})+{unclaimed})"
        formulas = {
            "审核得分": (f'=IF(COUNT({scores})=0,"",SUM({scores}))', audit and audit.total, "0.00"),
            "已审核项数": (f'=IF(COUNT({scores})=0,"",{lines})', audit and audit.lines, "0"),
            "自评－审核": (f'=IF({lines}=0,"",{claimed}-{audited})', audit and audit.deviation, "0.00"),
            "偏差率": (
                f'=IF({claimed}=0,"",({claimed}-{audited})/{claimed})',
                audit and audit.share,
                "0.00%",
            ),
        }
        for head, (text, value, shown) in formulas.items():
            look = self._format({**BODY, "bg_color": "#F2F2F2", "num_format": shown})
            cached = "" if value is None else float(value)
            self._units.sheet.write_formula(number, rows.UNIT_HEADS.index(head), text, look, cached)

    def finish(self, conclusion: Conclusion) -> None:
        """Write what is known at the end, and the workbook."""
        for row in rows.collection_rows(conclusion):
            self._findings.write(row)
        for version in conclusion.strays:
            self._late.write(rows.stray_row(version))
        for sheet, lines in (
            (self._rules, rows.rule_rows(conclusion)),
            (self._classes, rows.class_rows(conclusion)),
            (self._explain, rows.explain_rows(conclusion)),
            (self._run, rows.run_rows(conclusion)),
        ):
            for line in lines:
                sheet.write(line)
        for sheet in self._sheets():
            if sheet.left_out:
                title = sheet.sheet.get_name()
                self._run.write(
                    ("没有写入的", f"“{title}”放不下，少写 {sheet.left_out} 行；完整的在汇总.json。")
                )
        self._charts(conclusion)
        for sheet in self._sheets():
            sheet.finish()
        self._book.close()

    def _charts(self, conclusion: Conclusion) -> None:
        last = self._classes.next - 1
        scores: Any = self._book.add_chart({"type": "column"})
        scores.add_series(
            {"name": "单位数", "categories": ["得分分布", 1, 0, last, 0],
             "values": ["得分分布", 1, 1, last, 1],
             "fill": {"color": "#2E75B6"}, "gap": 60,
             "data_labels": {"value": True, "num_format": "0;;"}}
        )  # fmt: skip
        scores.set_title({"name": "自评得分分布", "name_font": {"size": 12}})
        scores.set_legend({"none": True})
        scores.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}, "min": 0})
        self._classes.sheet.insert_chart("D2", scores, {"x_scale": 1.4, "y_scale": 1.3})
        start = last + 3
        states_found = conclusion.summary.by_state
        for offset, head in enumerate(("报送状态", "单位数")):
            self._classes.sheet.write_string(start - 1, offset, head, self._format(HEAD))
        for offset, (state, count) in enumerate(states_found):
            look = self._format({**BODY, "bg_color": STATE_COLOURS[state]})
            self._classes.sheet.write_string(start + offset, 0, state, look)
            self._classes.sheet.write_number(start + offset, 1, count, self._format(BODY))
        end = start + len(states_found) - 1
        if end >= start:
            states: Any = self._book.add_chart({"type": "doughnut"})
            colours = [{"fill": {"color": SLICE_COLOURS[state]}} for state, _ in states_found]
            states.add_series(
                {"name": "报送状态", "categories": ["得分分布", start, 0, end, 0],
                 "values": ["得分分布", start, 1, end, 1], "points": colours,
                 "data_labels": {"value": True, "font": {"color": "white", "bold": True}}}
            )  # fmt: skip
            states.set_title({"name": "报送状态", "name_font": {"size": 12}})
            self._classes.sheet.insert_chart("D24", states)

    def _sheets(self) -> tuple[_Sheet, ...]:
        return (
            self._units, self._findings, self._rules, self._late, self._ties,
            self._classes, self._review, self._explain, self._run,
        )  # fmt: skip

    def _sheet(
        self,
        title: str,
        heads: Sequence[str],
        frozen: int,
        widths: dict[str, float] | None = None,
        to_fill: str = "",
    ) -> _Sheet:
        sheet = _Sheet(self._book.add_worksheet(title), heads, frozen, self._format, widths or {})
        if to_fill:
            sheet.looks[to_fill, ""] = self._format({**BODY, "bg_color": TO_FILL})
            sheet.looks[to_fill, "0"] = self._format({**BODY, "bg_color": TO_FILL, "num_format": "0.00"})
        return sheet

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
        self.left_out = 0
        self._widths = [widths.get(head) or WIDTHS.get(head, USUAL_WIDTH) for head in heads]
        self.looks: dict[tuple[str, str], Any] = {}
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 30)
        set_page(sheet)
        sheet.freeze_panes(1, frozen)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, make(HEAD))

    def write(self, row: Sequence[rows.Cell]) -> int:
        """Write one row below the last; its number, counted from 0; a row that no longer fits is counted."""
        number = self.next
        if number >= MOST_ROWS:
            self.left_out += 1
            return number
        self.next += 1
        lines = max(map(self._lines, self._heads, self._widths, row))
        if lines > 1:
            self.sheet.set_row(number, LINE * lines + PADDING)
        for column, (head, value) in enumerate(zip(self._heads, row, strict=True)):
            if isinstance(value, Decimal):
                self.sheet.write_number(number, column, float(value), self._look(head, "0"))
            elif isinstance(value, int):
                self.sheet.write_number(number, column, value, self._look(head, "1"))
            elif value:
                kind = value if value in STATE_COLOURS else "@"
                self.sheet.write_string(number, column, value[:32_767], self._look(head, kind))
            else:
                self.sheet.write_blank(number, column, None, self._look(head, ""))
        return number

    def _look(self, head: str, kind: str) -> Any:
        found = self.looks.get((head, kind))
        if found is None:
            found = self.looks[head, kind] = self._make(look_of(head, kind))
        return found

    @staticmethod
    def _lines(head: str, width: float, value: rows.Cell) -> int:
        if not isinstance(value, str) or head not in WRAPPED:
            return 1
        return lines_of(value, width)

    def finish(self) -> None:
        """Filter over all rows; what only machines read is not printed."""
        last = max((c for c, head in enumerate(self._heads) if head not in NOT_PRINTED), default=0)
        if self.next > 1:
            self.sheet.autofilter(0, 0, self.next - 1, len(self._heads) - 1)
        if last < len(self._heads) - 1:
            self.sheet.print_area(0, 0, self.next - 1, last)


def path_between(out: Path, folder: str) -> str:
    """The collected folder as seen from the output folder; an address stays as it is."""
    if "://" in folder:
        return folder
    return Path(os.path.relpath(folder, out)).as_posix()
