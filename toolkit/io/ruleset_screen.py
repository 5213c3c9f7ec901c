"""What a person sees of one return under every rule set."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from toolkit.decimals import plain
from toolkit.form import as_text
from toolkit.io.screen_cell import Cell
from toolkit.scoring.rulesets import Result, RulesetComparison


def print_rulesets(console: Console, found: RulesetComparison) -> None:
    """Totals and grade under each rule set, the rows that differ with their sums, and the note."""
    console.print(_totals(found))
    if not found.filed.execution_claimed:
        console.print("填报数没有执行率得分，按本次采用的规则集计入。", style="dim", highlight=False)
    if found.differences:
        console.print(_rows(found))
    else:
        console.print("各规则集下每一行的得分都相同。", highlight=False)
    if found.note:
        console.print(f"[yellow]· 提示[/] {escape(found.note)}", highlight=False)


def _totals(found: RulesetComparison) -> Table:
    table = Table(title="各规则集的得分和等次", title_justify="left", header_style="bold", pad_edge=False)
    for head in ("规则集", "指标得分", "执行率得分", "合计", "折合百分制", "等次", "与本次采用的不同"):
        figure = head in ("指标得分", "执行率得分", "合计", "折合百分制")
        table.add_column(head, justify="right" if figure else "left", overflow="fold")
    filed = found.filed
    table.add_row(
        "（单位填报）",
        *map(_shown, (filed.indicators, filed.execution, filed.total, filed.scaled)),
        filed.rating or "未评",
        "",
    )
    for result in found.results:
        card = result.card
        mark = "▸ " if result.ruleset == found.chosen else ""
        figures = (result.indicators, card.rows[0].auto.value, card.auto_total, result.scaled)
        table.add_row(
            Cell(f"{mark}{result.ruleset}"),
            *map(_shown, figures),
            card.rating or "未评",
            Cell(_settings(result)),
        )
    return table


def _settings(result: Result) -> str:
    return "；".join(f"{code.removeprefix('参数_')} {as_text(own)}" for code, _, own in result.settings)


def _rows(found: RulesetComparison) -> Table:
    table = Table(title="得分随规则集不同的行", title_justify="left", header_style="bold", pad_edge=False)
    for head in ("行", "分值", "自评", "得分", "计分说明", "规则集"):
        table.add_column(
            head, justify="right" if head in ("分值", "自评", "得分") else "left", overflow="fold"
        )
    for row in found.differences:
        name, cell = row.key.rpartition("/")[2], f" {row.cell}"
        full, claimed = _plain(row.max_score), _plain(row.claimed)
        for score, names in row.scores:
            sets = "、".join(names)
            texts = (_shown(score.value), Cell(score.trace), Cell(sets))
            table.add_row(Cell(f"{name}{cell}"), full, claimed, *texts)
            name = cell = full = claimed = ""
        table.add_section()
    return table


def _shown(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
