"""What the bureau sees in the terminal: progress, the state of a round, comparisons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from toolkit.desk.comparing import Comparison
from toolkit.desk.results import OUTSTANDING, Conclusion
from toolkit.desk.returns import LOST, Dossier
from toolkit.desk.reviewing import LEFT_BEHIND
from toolkit.io.intake import Item
from toolkit.io.screen_cell import Cell
from toolkit.io.screen_text import place_of
from toolkit.model import SEVERITY_LABELS, VERDICT_LABELS, Finding, Severity, Verdict
from toolkit.scoring.audit import Audit

if TYPE_CHECKING:
    from toolkit.io.outputs import Outputs

STATE_COLOURS = {
    VERDICT_LABELS[Verdict.CLEAN]: "green",
    VERDICT_LABELS[Verdict.WARNINGS]: "yellow",
    VERDICT_LABELS[Verdict.ERRORS]: "red",
    VERDICT_LABELS[Verdict.NOT_FULLY_CHECKED]: "magenta",
    OUTSTANDING: "dim",
}
SHOWN = 30
"""Rows of a list on the screen; the rest is in the files."""


class FileProgress:
    """A bar on standard error, if there is a file: files done, unreadable so far, time left."""

    def __init__(self, total: int, title: str = "校验") -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task(title, total=total, note="")
        self._total, self._faults = total, 0

    def __enter__(self) -> Self:
        if self._total:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def seen(self, item: Item, fault: str) -> None:
        """One more file is done."""
        self._faults += bool(fault)
        self._progress.update(self._task, advance=1, note=f"无法读取 {self._faults}" if self._faults else "")

    def advance(self) -> None:
        """One more is done."""
        self._progress.advance(self._task)


class OnScreen:
    """Tells how far a round is."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def examining(self, files: int) -> Iterator[Callable[[Item, str], None]]:
        """A bar that goes on with each file."""
        with FileProgress(files) as progress:
            yield progress.seen

    def summing_up(self) -> AbstractContextManager[object]:
        """A sign that it goes on."""
        return self._console.status("正在汇总…")


def print_conclusion(console: Console, conclusion: Conclusion, outputs: Outputs) -> None:
    """The round in one screen, and where everything was written."""
    summary = conclusion.summary
    states = "　".join(f"[{STATE_COLOURS[s]}]{s} {n}[/]" for s, n in summary.by_state)
    _say(console, f"[bold]{escape(summary.headline)}[/]\n{states}")
    touched = sorted(summary.rules.items(), key=lambda pair: (-pair[1].units, pair[0]))
    table = Table(title="涉及单位最多的规则", title_justify="left", header_style="bold", pad_edge=False)
    for head in ("规则", "名称", "单位", "问题"):
        table.add_column(head, justify="right" if head in ("单位", "问题") else "left")
    for rule, tally in [pair for pair in touched if pair[1].units][:10]:
        table.add_row(rule, Cell(conclusion.title(rule)), str(tally.units), str(tally.findings))
    if table.row_count:
        console.print(table)
    for stray in conclusion.strays[:SHOWN]:
        reason = stray.file.fault or stray.standing.value
        _say(console, f"[magenta]！[/] {escape(stray.file.path)}：{escape(reason)}")
    if summary.of_other_years:
        text = f"{summary.of_other_years} 份不是本年度的报表没有计入，见“未报与重报”。"
        _say(console, f"[magenta]！[/] {text}")
    for text in filter(None, map(conclusion.run.get, (LEFT_BEHIND, LOST))):
        _say(console, f"[magenta]！[/] {escape(text)}")
    if outputs.without_parquet:
        _say(console, "没有安装 jixiao\\[bulk]，未写 Parquet。")
    for path in outputs.written:
        _say(console, f"已写出 {escape(str(path))}")
    if outputs.slips:
        _say(console, f"已写出退回单 {outputs.slips} 份")


def print_standings(
    console: Console, issued: int, counts: Sequence[tuple[str, int]], outstanding: Sequence[Dossier]
) -> None:
    """The round in numbers, and the units still awaited, the longest overdue first."""
    shown = "　".join(f"{label} [bold]{count}[/]" for label, count in (("下发", issued), *counts))
    _say(console, shown)
    if not outstanding:
        return
    table = Table(title="未报单位", title_justify="left", header_style="bold", pad_edge=False)
    for head in ("预算编码", "单位名称", "截止日期", "逾期天数"):
        table.add_column(head)
    for dossier in outstanding[:SHOWN]:
        due = dossier.due.isoformat() if dossier.due else ""
        late = f"[red]{dossier.days_overdue}[/]" if dossier.days_overdue else ""
        table.add_row(dossier.unit.code, Cell(dossier.unit.name), due, late)
    console.print(table)
    if len(outstanding) > SHOWN:
        _say(console, f"……另有 {len(outstanding) - SHOWN} 个未报单位。")


def print_comparison(console: Console, found: Comparison) -> None:
    """What changed, whether it was asked for, and what became of the findings."""
    if found.of_two_units:
        _say(console, "[yellow]！两份报表的预算编码不同，不像是同一个单位的。[/]")
    unasked = f"，其中没有要求改的 {found.unasked} 处" if found.unasked else ""
    title = f"改动 {len(found.changes)} 处{unasked}"
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for head in ("位置", "字段", "行", "原来", "现在", "要求改的"):
        table.add_column(head, overflow="fold")
    for change in found.changes:
        asked = Cell("、".join(change.asked)) or Cell("否", style="yellow")
        texts = (change.at, change.label, change.key, change.old or "（空）", change.new or "（空）")
        table.add_row(*map(Cell, texts), asked)
    if found.changes:
        console.print(table)
    for title, colour, findings in (
        ("已改正", "green", found.gone),
        ("新问题", "red", found.new),
        ("仍有", "yellow", found.same),
    ):
        _say(console, f"[bold {colour}]{title} {len(findings)}[/]")
        for finding in findings:
            _say(console, f"  {_line(finding)}")


def _say(console: Console, text: str) -> None:
    """Print a line whole: the terminal breaks it where it must, a file gets it as it is."""
    console.print(text, highlight=False, soft_wrap=True)


def _line(finding: Finding) -> str:
    label = SEVERITY_LABELS[Severity(finding.severity)]
    return f"{label} {finding.rule} {escape(place_of(finding))} {escape(finding.message)}"


def print_reviewed(console: Console, rows: Sequence[tuple[str, str, Audit]]) -> None:
    """Claimed and audited scores of the units that were reviewed: code, name, and both beside each other over
    the lines that have both."""
    table = Table(header_style="bold", pad_edge=False)
    for head in ("预算编码", "单位名称", "已审核项", "自评", "审核", "自评－审核", "偏差率"):
        table.add_column(head, justify="left" if head in ("预算编码", "单位名称") else "right")
    for code, name, audit in rows:
        share = "" if audit.share is None else f"{audit.share:.2%}"
        gap = "" if audit.deviation is None else f"{audit.deviation:.2f}"
        items = f"{audit.lines}／{audit.of}"
        table.add_row(code, Cell(name), items, f"{audit.claimed:.2f}", f"{audit.audited:.2f}", gap, share)
    if rows:
        console.print(table)
    else:
        _say(console, "没有填写审核得分的单位。")
