"""The roll-up as one HTML file without network: tables with search and filters, charts, print layout."""

from __future__ import annotations

import html
import json
from decimal import Decimal
from pathlib import Path
from typing import Final

from toolkit.desk import rows
from toolkit.desk.results import Conclusion, Kind, UnitResult
from toolkit.model import SEVERITY_LABELS, Severity

WEB: Final = Path(__file__).parent / "web"
TOP: Final = 12
CARD_LOOKS: Final = {Severity.ERROR: "error", Severity.WARNING: "warn", Severity.NOTE: "note"}
PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1><p>{headline}</p></header>
<main>
<div class="cards">{cards}</div>
<div class="charts"><div class="chart"><canvas id="states"></canvas></div><div class="chart"><canvas id="classes"></canvas></div><div class="chart"><canvas id="rules"></canvas></div></div>
<section><div class="tools">
<input id="search" type="search" placeholder="搜索单位、编码、规则、文字……" aria-label="搜索">
<select id="state" aria-label="状态"><option value="">全部状态</option></select>
<select id="severity" aria-label="级别"><option value="">全部级别</option>{severities}</select>
<select id="rule" aria-label="规则"><option value="">全部规则</option></select>
<button id="reset" type="button">清除筛选</button><button type="button" onclick="print()">打印</button>
<span class="count" id="count"></span></div>
<h2>各单位</h2><div id="units"></div></section>
<section><h2>问题明细</h2><div id="findings"></div></section>
<section><h2>运行说明</h2><dl>{run}</dl></section>
</main>
<script type="application/json" id="data">{data}</script>
<script>{libraries}</script>
<script>{script}</script>
</body>
</html>
"""  # noqa: E501


class HtmlWriter:
    """Takes the results unit by unit and gives the page's bytes at the end."""

    def __init__(self, files: str) -> None:
        """``files`` is the path, from the page's folder, of the folder that was collected."""
        self._files = files
        self._units: list[str] = []
        self._findings: list[str] = []

    def add(self, result: UnitResult) -> None:
        """Take in one unit."""
        self._units.append(_json(rows.unit_row(result)))
        self._findings += [_json(row) for row in rows.finding_rows(result)]

    def finish(self, conclusion: Conclusion) -> bytes:
        """The page; ``<`` never stands in its data, so no text can end the script element."""
        for finding in conclusion.collection:
            self._findings.append(_json(rows.finding_row("", "全部单位", Kind.BULK, finding)))
        run = "".join(
            f"<dt>{_text(head)}</dt><dd>{_text(text)}</dd>" for head, text in rows.run_rows(conclusion)
        )
        labels = "".join(f"<option>{label}</option>" for label in SEVERITY_LABELS.values())
        page = PAGE.format(
            title="部门整体支出绩效自评汇总",
            style=_part("tabulator.min.css") + _part("report.css"),
            headline=_text(conclusion.summary.headline),
            cards=_cards(conclusion),
            severities=labels,
            run=run,
            data=self._data(conclusion),
            libraries=_part("chart.min.js") + "\n" + _part("tabulator.min.js"),
            script=_part("report.js"),
        )
        return page.encode()

    def _data(self, conclusion: Conclusion) -> str:
        touched = sorted(conclusion.summary.rules.items(), key=lambda pair: (-pair[1].units, pair[0]))
        top = [(rule, tally.units) for rule, tally in touched if tally.units][:TOP]
        parts = {
            "files": _json(self._files),
            "unitHeads": _json(rows.UNIT_HEADS),
            "findingHeads": _json(rows.FINDING_HEADS),
            "units": f"[{','.join(self._units)}]",
            "findings": f"[{','.join(self._findings)}]",
            "states": _json(sorted(conclusion.summary.states.items())),
            "classes": _json(list(rows.class_rows(conclusion))),
            "topRules": _json(top),
        }
        return "{" + ",\n".join(f'"{name}":{text}' for name, text in parts.items()) + "}"


def _cards(conclusion: Conclusion) -> str:
    summary = conclusion.summary
    cards = [
        ("", summary.units, "应报单位"),
        ("ok", summary.returned, "已报"),
        ("", summary.units - summary.returned, "未报"),
        ("error", summary.overdue, "逾期"),
        *((CARD_LOOKS[s], summary.severities[s], label) for s, label in SEVERITY_LABELS.items()),
        ("", len(conclusion.strays), "无法归属的文件"),
    ]
    return "".join(f'<div class="card {k}"><b>{n}</b><span>{label}</span></div>' for k, n, label in cards)


def _part(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


def _text(cell: rows.Cell) -> str:
    return html.escape("" if cell is None else str(cell))


def _json(value: object) -> str:
    text = _ENCODER.encode(value)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_number)
