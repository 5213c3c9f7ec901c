"""The roll-up as one HTML file without network: tables with search and filters, charts, print layout."""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from toolkit.desk import rows
from toolkit.desk.results import OUTSTANDING, Conclusion
from toolkit.desk.returns import LOST
from toolkit.desk.rows import UnitRows
from toolkit.model import SEVERITY_LABELS, Severity

WEB: Final = Path(__file__).parent / "web"
TOP: Final = 12
MOST_IN_MEMORY: Final = 1 << 20
"""Bytes of a list that are held in memory; a longer one waits on the disk until the page is written."""
MOST_FINDINGS: Final = 200_000
"""More findings than these make a page that no browser opens; the rest is counted and told."""
TABS: Final = {
    "findings": "问题明细",
    "versions": "未报与重报",
    "ties": "台账核对",
    "ruleTable": "规则统计",
}
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
<input id="unit" type="search" list="unitList" placeholder="全部单位" aria-label="单位"><datalist id="unitList"></datalist>
<select id="state" aria-label="状态"><option value="">全部状态</option></select>
<select id="severity" aria-label="级别"><option value="">全部级别</option>{severities}</select>
<select id="rule" aria-label="规则"><option value="">全部规则</option></select>
<button id="reset" type="button">清除筛选</button><button type="button" onclick="print()">打印</button>
<span class="count" id="count"></span></div>
<h2>各单位<small>点一行只看这个单位；点图、点卡片也可以筛选</small></h2><div id="units"></div></section>
<section><nav class="tabs">{tabs}</nav>{panes}</section>
<section><h2>运行说明</h2><dl>{run}</dl></section>
</main>
<script type="application/json" id="data">{data}</script>
<script>{libraries}</script>
<script>{script}</script>
</body>
</html>
"""  # noqa: E501


def _unlinked(told: UnitRows) -> rows.Row:
    """The row of a unit; where the file of its return is gone, the page links no other in its place."""
    version = told.result.case.dossier.in_force
    if version is None or not version.file.gone:
        return told.unit
    column = rows.UNIT_HEADS.index("文件")
    return *told.unit[:column], f"{version.file.path}（{LOST}）", *told.unit[column + 1 :]


class HtmlWriter:
    """Takes the results unit by unit and writes the page at the end."""

    def __init__(self, out: IO[bytes], files: str) -> None:
        """``files`` is the path, from the page's folder, of the folder that was collected."""
        self._out, self._files = out, files
        self._units, self._findings, self._versions, self._ties = (_List() for _ in range(4))
        self._told = self._untold = 0

    def add(self, told: UnitRows) -> None:
        """Take in one unit."""
        self._units.add(_json(_unlinked(told)))
        fits = self._told + len(told.findings) <= MOST_FINDINGS
        self._told += len(told.findings) if fits else 0
        self._untold += 0 if fits else len(told.findings)
        for items, found in (
            (self._findings, told.findings if fits else ()),
            (self._versions, told.late),
            (self._ties, told.ties),
        ):
            if found:
                items.add(_json(found)[1:-1])

    def finish(self, conclusion: Conclusion) -> None:
        """Write the page; ``<`` never stands in its data, so no text can end the script element."""
        for row in rows.collection_rows(conclusion):
            self._findings.add(_json(row))
        for stray in conclusion.strays:
            self._versions.add(_json(rows.stray_row(stray)))
        above, below = PAGE.split("{data}")
        told = self._told_of(conclusion)
        self._out.write(above.format(**told).encode())
        self._write_data(conclusion)
        self._out.write(below.format(**told).encode())

    def _told_of(self, conclusion: Conclusion) -> dict[str, str]:
        """What stands in the page beside its data, by the names in PAGE."""
        run = "".join(
            f"<dt>{_text(head)}</dt><dd>{_text(text)}</dd>" for head, text in rows.run_rows(conclusion)
        )
        if self._untold:
            text = f"网页放不下，少列 {self._untold} 条问题；完整的在汇总.json。"
            run += f"<dt>没有列出的</dt><dd>{text}</dd>"
        labels = "".join(f"<option>{label}</option>" for label in SEVERITY_LABELS.values())
        tabs = (f'<button type="button" data-tab="{key}">{name}</button>' for key, name in TABS.items())
        panes = (f'<div class="pane" id="pane-{key}"><div id="{key}"></div></div>' for key in TABS)
        return {
            "title": "部门整体支出绩效自评汇总",
            "style": _part("tabulator.min.css") + _part("report.css"),
            "headline": _text(conclusion.summary.headline),
            "cards": _cards(conclusion),
            "severities": labels,
            "tabs": "".join(tabs),
            "panes": "".join(panes),
            "run": run,
            "libraries": _part("chart.min.js") + "\n" + _part("tabulator.min.js"),
            "script": _part("report.js"),
        }

    def _write_data(self, conclusion: Conclusion) -> None:
        touched = sorted(conclusion.summary.rules.items(), key=lambda pair: (-pair[1].units, pair[0]))
        top = [(rule, tally.units) for rule, tally in touched if tally.units][:TOP]
        parts: dict[str, str | _List] = {
            "files": _json(self._files),
            "unitHeads": _json(rows.UNIT_HEADS),
            "findingHeads": _json(rows.FINDING_HEADS),
            "units": self._units,
            "findings": self._findings,
            "versionHeads": _json(rows.FILE_HEADS),
            "versions": self._versions,
            "tieHeads": _json(rows.TIE_HEADS),
            "ties": self._ties,
            "ruleHeads": _json(rows.RULE_HEADS),
            "ruleRows": _json(list(rows.rule_rows(conclusion))),
            "states": _json(conclusion.summary.by_state),
            "classes": _json(list(rows.class_rows(conclusion))),
            "topRules": _json(top),
        }
        before = "{"
        for name, part in parts.items():
            self._out.write(f'{before}"{name}":'.encode())
            if isinstance(part, str):
                self._out.write(part.encode())
            else:
                part.move_to(self._out)
            before = ",\n"
        self._out.write(b"}")


class _List:
    """A JSON list that grows by items."""

    def __init__(self) -> None:
        self._items = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115
        self._before = b"["

    def add(self, text: str) -> None:
        """Add one item, or several with commas between them."""
        self._items.write(self._before + text.encode())
        self._before = b","

    def move_to(self, out: IO[bytes]) -> None:
        """Write the list; nothing is left here."""
        if self._before == b"[":
            self._items.write(b"[")
        self._items.write(b"]")
        self._items.seek(0)
        shutil.copyfileobj(self._items, out)
        self._items.close()


def _cards(conclusion: Conclusion) -> str:
    summary = conclusion.summary
    cards = [
        ("", summary.units, "应报单位", ""),
        ("ok", summary.returned, "已报", ""),
        ("", summary.units - summary.returned, OUTSTANDING, f"state={OUTSTANDING}"),
        ("error", summary.overdue, "逾期", f"state={OUTSTANDING}"),
        *(
            (CARD_LOOKS[severity], summary.severities[severity], label, f"severity={label}")
            for severity, label in SEVERITY_LABELS.items()
        ),
        ("", len(conclusion.strays), "无法归属的文件", "tab=versions"),
    ]
    return "".join(
        f'<div class="card {look}" data-does="{does}"><b>{count}</b><span>{label}</span></div>'
        for look, count, label, does in cards
    )


def _part(name: str) -> str:
    return (WEB / name).read_text(encoding="utf-8")


def _text(cell: rows.Cell) -> str:
    return html.escape("" if cell is None else str(cell))


def _json(value: object) -> str:
    text = _ENCODER.encode(value)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=float)
