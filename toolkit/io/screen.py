"""What a person sees in the terminal: tables in colour, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from toolkit.model import (
    SEVERITY_LABELS,
    VERDICT_LABELS,
    CheckReport,
    Finding,
    RuleStatus,
    Scorecard,
    Severity,
    Verdict,
)
from toolkit.rules.figures import plain

WIDE = 110
"""A terminal of at least this many columns also shows what to do."""
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
MARKS = {Severity.ERROR: "✖", Severity.WARNING: "⚠", Severity.NOTE: "·"}
VERDICT_COLOURS = {
    Verdict.CLEAN: "bold green",
    Verdict.WARNINGS: "bold yellow",
    Verdict.ERRORS: "bold red",
    Verdict.NOT_FULLY_CHECKED: "bold magenta",
}


def print_report(console: Console, report: CheckReport) -> None:
    """The findings as a table, what could not be checked, and the verdict."""
    if report.findings:
        console.print(_findings_table(report.findings, with_fix=console.width >= WIDE))
    for rule in report.rules:
        if rule.status is RuleStatus.CRASHED:
            console.print(f"[magenta]！ {rule.rule} 未能执行：{escape(rule.reason)}[/]")
    console.print(_verdict_panel(report))


def _findings_table(findings: Iterable[Finding], *, with_fix: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=True)
    table.add_column("级别", no_wrap=True)
    table.add_column("规则", no_wrap=True)
    table.add_column("位置", no_wrap=True)
    table.add_column("问题", ratio=3, overflow="fold")
    if with_fix:
        table.add_column("怎么改", ratio=2, overflow="fold", style="dim")
    for finding in findings:
        colour = COLOURS[finding.severity]
        label = f"[{colour}]{MARKS[finding.severity]} {SEVERITY_LABELS[finding.severity]}[/]"
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "整个文件"
        fix = [escape(finding.fix)] if with_fix else []
        table.add_row(label, finding.rule, escape(place), _message(finding), *fix)
    return table


def print_summary(console: Console, report: CheckReport) -> None:
    """One screen: a line for each rule that found something, notes only counted, and the verdict."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(report.findings, key=lambda finding: list(Severity).index(finding.severity)):
        if finding.severity is not Severity.NOTE:
            groups.setdefault((finding.rule, finding.sheet), []).append(finding)
    for first, *others in groups.values():
        colour = COLOURS[first.severity]
        more = f"（另 {len(others)} 处：{'、'.join(f.cell for f in others[:5])}）" if others else ""
        place = f"{first.sheet}!{first.cell}" if first.cell else first.sheet or "整个文件"
        head = f"[{colour}]{MARKS[first.severity]} {first.rule}[/] {escape(place)}"
        console.print(
            f"{head}　{escape(first.message)}{more}",
            highlight=False,
            soft_wrap=True,
        )
    console.print(_verdict_panel(report))


def _message(finding: Finding) -> str:
    text = escape(finding.message)
    return f"{text}\n[green]单位说明：{escape(finding.explanation)}[/]" if finding.explanation else text


def _verdict_panel(report: CheckReport) -> Panel:
    counts = "　".join(f"{label} {report.count(severity)}" for severity, label in SEVERITY_LABELS.items())
    ran = sum(rule.status in (RuleStatus.PASSED, RuleStatus.FAILED) for rule in report.rules)
    lines = [f"{counts}　　执行规则 {ran} 条，不适用或停用 {len(report.rules) - ran} 条"]
    if report.score:
        lines.append(score_line(report.score))
    colour = VERDICT_COLOURS[report.verdict]
    title = f"[{colour}]{VERDICT_LABELS[report.verdict]}[/] {escape(report.file)}"
    return Panel(
        "\n".join(lines), title=title, title_align="left", subtitle=f"母版 {report.template}", expand=True
    )


def score_line(card: Scorecard) -> str:
    """Totals and rating in one line, with the rule set they follow."""
    rating = card.rating or "未评"
    return (
        f"自评合计 {plain(card.claimed_total)} 分，自动得分 {plain(card.auto_total)} 分"
        f"（满分 {plain(card.max_total)}），自动等次 {rating}；规则集：{card.ruleset}"
    )


def print_table(console: Console, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table of texts."""
    table = Table(header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(escape(text) for text in row))
    console.print(table)
