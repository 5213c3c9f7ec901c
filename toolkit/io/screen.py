"""What a person sees in the terminal: tables in colour, never colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from toolkit.io.screen_cell import Cell
from toolkit.io.screen_text import HEADS, MARKS, WIDE, basis_line, place_of, summary_lines, verdict_lines
from toolkit.model import SEVERITY_LABELS, VERDICT_LABELS, CheckReport, Finding, RuleStatus, Severity, Verdict

COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
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
            console.print(Cell(f"！ {rule.rule} 未能执行：{rule.reason}", style="magenta"))
    console.print(_verdict_panel(report))


def _findings_table(findings: Iterable[Finding], *, with_fix: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold", expand=True)
    *short, message, fix = HEADS
    for head in short:
        table.add_column(head, no_wrap=True)
    table.add_column(message, ratio=3, overflow="fold")
    if with_fix:
        table.add_column(fix, ratio=2, overflow="fold", style="dim")
    for finding in findings:
        label = f"{MARKS[finding.severity]} {SEVERITY_LABELS[finding.severity]}"
        fixes = [Cell(finding.fix)] if with_fix else []
        table.add_row(
            Cell(label, style=COLOURS[finding.severity]),
            Cell(finding.rule),
            Cell(place_of(finding)),
            _message(finding),
            *fixes,
        )
    return table


def print_summary(console: Console, report: CheckReport) -> None:
    """One screen: a line for each rule that found something, notes only counted, and the verdict."""
    for first, said in summary_lines(report):
        head = Text(f"{MARKS[first.severity]} {first.rule}", style=COLOURS[first.severity])
        console.print(Text.assemble(head, f" {said}"), soft_wrap=True)
    console.print(_verdict_panel(report))


def _message(finding: Finding) -> Cell:
    text = Cell(finding.message)
    if finding.explanation:
        text.append(f"\n单位说明：{finding.explanation}", style="green")
    return text


def _verdict_panel(report: CheckReport) -> Panel:
    colour = VERDICT_COLOURS[report.verdict]
    title = Text.assemble((VERDICT_LABELS[report.verdict], colour), f" {report.file}")
    lines, subtitle = Cell("\n".join(verdict_lines(report))), basis_line(report)
    return Panel(lines, title=title, title_align="left", subtitle=subtitle, expand=True)


def print_table(console: Console, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table of texts."""
    table = Table(header_style="bold", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Cell, row))
    console.print(table)
