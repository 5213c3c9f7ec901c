"""The same report as ``screen`` prints, for a file or another program: no colours, and nothing to load.

Characters are as wide as ``rich`` takes them to be, so that both print the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from toolkit.decimals import plain
from toolkit.io.line_breaks import line_breaks
from toolkit.model import (
    SEMANTICS,
    SEVERITY_LABELS,
    VERDICT_LABELS,
    CheckReport,
    Finding,
    RuleStatus,
    Scorecard,
    Severity,
)

WIDE: Final = 110
"""With at least this many columns it also shows what to do."""
MARKS: Final[Mapping[Severity, str]] = {Severity.ERROR: "✖", Severity.WARNING: "⚠", Severity.NOTE: "·"}
HEADS: Final = ("级别", "规则", "位置", "问题", "怎么改")
FIXED: Final = 3
"""Columns that are as wide as what they hold; the others share what is left."""
NARROWEST: Final = 10
"""With fewer columns for one that shares, the others would have to give way."""
SHARES: Final = ((1,), (3, 2))
"""Of the columns that share, without and with the last one."""
NARROW: Final = (
    *((" ", "~"), ("\xa0", "\xac"), ("\xae", "\u02ff"), ("Α", "Ρ"), ("Σ", "ω"), ("\u2010", "\u2027")),
    *(("\u2030", "\u205e"), ("\u2100", "\u218b"), ("\u2190", "\u22ff"), ("\u2460", "\u25fc")),
    *(("⚠", "⚠"), ("✔", "✔"), ("✖", "✖"), ("\n", "\n")),
)
"""First and last of letters, figures and signs of one column; a pattern of these takes long to compile."""
WIDE_FROM: Final = "\u3000"
CHINESE: Final = (
    *((WIDE_FROM, "\u3029"), ("ぁ", "ゖ"), ("\u309b", "\u30ff"), ("\u3400", "\u4dbf")),
    *(("\u4e00", "\u9fff"), ("\uf900", "\ufaff"), ("！", "～")),
)
"""First and last of Chinese characters and what is as wide: two columns."""


def text_width() -> int | None:
    """How many columns a report for standard output has; ``None`` where that is no plain stream of UTF-8."""
    forced = os.environ.keys() & {"FORCE_COLOR", "TTY_COMPATIBLE"}
    if forced or sys.platform == "win32" or sys.stdout.isatty():
        return None
    if not (sys.stdout.encoding or "").lower().startswith("utf"):
        return None
    columns = os.environ.get("COLUMNS", "")
    return (int(columns) if columns.isdigit() else _terminal_width()) or 80


def _terminal_width() -> int:
    """The width of the terminal that another standard stream is connected to; 0 where none is."""
    for stream in range(3):
        try:
            return os.get_terminal_size(stream).columns
        except OSError:
            continue
    return 0


def report_text(report: CheckReport, width: int) -> str | None:
    """The findings as a table and the verdict; ``None`` where only ``screen`` can print them."""
    if any(rule.status is RuleStatus.CRASHED for rule in report.rules):
        return None
    rows = [_row(finding) for finding in report.findings]
    table = _table(rows, width) if rows else []
    panel = _panel(report, width)
    return _joined([*table, *panel]) if table is not None and panel is not None else None


def summary_text(report: CheckReport, width: int) -> str | None:
    """A line for each rule that found something, and the verdict; ``None`` as ``report_text``."""
    panel = _panel(report, width)
    lines = [f"{MARKS[first.severity]} {first.rule} {said}" for first, said in summary_lines(report)]
    return _joined([*lines, *panel]) if panel is not None else None


def _joined(lines: Sequence[str]) -> str | None:
    text = "".join(f"{line}\n" for line in lines)
    return text if is_usual(text) else None


def summary_lines(report: CheckReport) -> Iterator[tuple[Finding, str]]:
    """For each rule and sheet the first finding, with where and what; notes are left out."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda finding: list(Severity).index(finding.severity)):
        if finding.severity is not Severity.NOTE:
            groups.setdefault((finding.rule, finding.sheet), []).append(finding)
    for first, *others in groups.values():
        more = f"（另 {len(others)} 处：{'、'.join(f.cell for f in others[:5])}）" if others else ""
        yield first, f"{place_of(first)}　{first.message}{more}"


def place_of(finding: Finding) -> str:
    """Where a finding points, in words."""
    return finding.place or "整个文件"


def verdict_lines(report: CheckReport) -> list[str]:
    """How many findings, how many rules, and the score."""
    counts = "　".join(f"{label} {report.count(severity)}" for severity, label in SEVERITY_LABELS.items())
    ran = sum(rule.status in (RuleStatus.PASSED, RuleStatus.FAILED) for rule in report.rules)
    lines = [f"{counts}　　执行规则 {ran} 条，不适用或停用 {len(report.rules) - ran} 条"]
    if report.score:
        lines.append(score_line(report.score))
    if report.other_master:
        lines.append(
            f"报表出自母版“{report.other_master}”，手头没有，按“{report.template}”校验；"
            "有那份母版的，请用 --masters 指定。"
        )
    return lines


def basis_line(report: CheckReport) -> str:
    """What the check went by."""
    return f"母版 {report.template}，公式按 {SEMANTICS} 语义重算"


def score_line(card: Scorecard) -> str:
    """Totals and rating in one line, with the rule set they follow."""
    rating = card.rating or "未评"
    return (
        f"自评合计 {plain(card.claimed_total)} 分，自动得分 {plain(card.auto_total)} 分"
        f"（满分 {plain(card.max_total)}），自动等次 {rating}；规则集：{card.ruleset}"
    )


def columns_of(text: str) -> int:
    """How many columns a usual text takes."""
    return len(text) + sum(map(WIDE_FROM.__le__, text))


def is_usual(text: str) -> bool:
    """Whether the width of every character is known here."""
    ranges = (*CHINESE, *NARROW)
    return all(any(first <= letter <= last for first, last in ranges) for letter in set(text))


def _row(finding: Finding) -> tuple[str, ...]:
    explanation = f"\n单位说明：{finding.explanation}" if finding.explanation else ""
    label = f"{MARKS[finding.severity]} {SEVERITY_LABELS[finding.severity]}"
    return label, finding.rule, place_of(finding), f"{finding.message}{explanation}", finding.fix


def _table(rows: Sequence[tuple[str, ...]], width: int) -> list[str] | None:
    """A head, a line, a row a finding; ``None`` where the columns that share have no room."""
    shares = SHARES[width >= WIDE]
    fixed = [_widest(column) for column in zip(HEADS, *rows, strict=True)][:FIXED]
    spaces = 2 * (FIXED + len(shares) - 1) + len(shares) + FIXED + 1
    room = width - sum(fixed) - spaces
    widths = [*fixed, *_shared(room, shares)]
    if min(widths[FIXED:]) < NARROWEST:
        return None
    rule = "─" * (width - 2)
    body = (line for row in rows for line in _lines(row, widths))
    return [" " * width, *_lines(HEADS, widths), f" {rule} ", *body, " " * width]


def _widest(cells: Iterable[str]) -> int:
    return max(columns_of(line) for cell in cells for line in cell.split("\n"))


def _shared(room: int, shares: Sequence[int]) -> list[int]:
    """The room by shares. Columns are shared out with a space on each side that has a neighbour."""
    spare = [1 + (number < len(shares) - 1) for number in range(len(shares))]
    rest, whole, widths = room + sum(spare), sum(shares), []
    for share, spaces in zip(shares, spare, strict=True):
        part = -(-share * rest // whole)
        widths.append(part - spaces)
        rest, whole = rest - part, whole - share
    return widths


def _lines(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row of a table, as many lines as its longest cell needs."""
    columns = [list(_wrapped(cell, width)) for cell, width in zip(cells, widths, strict=False)]
    for number in range(max(map(len, columns))):
        parts = (
            lines[number] if number < len(lines) else " " * width
            for lines, width in zip(columns, widths, strict=True)
        )
        yield f" {'   '.join(parts)} "


def _wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of a text at a width in columns."""
    for line in text.split("\n"):
        breaks = [0, *line_breaks(line, width, columns_of), len(line)]
        for start, end in pairwise(breaks):
            yield _fitted(line[start:end], width)


def _fitted(line: str, width: int) -> str:
    """A line cut or filled up with spaces; only spaces at its end can be too many."""
    while (length := columns_of(line)) > width:
        line = line[:-1]
    return line + " " * (width - length)


def _panel(report: CheckReport, width: int) -> list[str] | None:
    """The verdict in a box; ``None`` where its title has no room."""
    title = f" {VERDICT_LABELS[report.verdict]} {report.file} "
    below = f" {basis_line(report)} "
    gaps = [width - 4 - columns_of(text) for text in (title, below)]
    if min(gaps) < 0 or "\n" in title + below:
        return None
    left = "─" * (gaps[1] // 2)
    body = (line for text in verdict_lines(report) for line in _wrapped(text, width - 4))
    return [
        f"╭─{title}{'─' * gaps[0]}─╮",
        *(f"│ {line} │" for line in body),
        f"╰─{left}{below}{'─' * (gaps[1] - len(left))}─╯",
    ]
