"""The figures of a round come to the same wherever they are printed, and to the rows that are listed."""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
from rich.console import Console

from tests.support.rounds import collect, document, job, register_in
from toolkit.desk.results import Conclusion
from toolkit.io.desk_screen import print_conclusion
from toolkit.io.outputs import Outputs
from toolkit.model import SEVERITY_LABELS

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def concluded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Conclusion, Path]:
    """The demonstration round, and where it was written."""
    folder = tmp_path_factory.mktemp("round")
    conclusion, _ = collect(job(folder / "out"), register_in(folder))
    return conclusion, folder / "out"


def rows_of(out: Path, title: str) -> Rows:
    """A sheet of the roll-up, row by row, by heading."""
    heads, *lines = openpyxl.load_workbook(out / "汇总.xlsx")[title].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def test_statuses_of_each_rule_add_up_to_what_it_judges(concluded: tuple[Conclusion, Path]) -> None:
    rules = rows_of(concluded[1], "规则统计")
    for row in rules:
        statuses = [row[head] for head in ("通过", "不通过", "不适用", "未能执行")]
        assert min(statuses) >= 0
        assert sum(statuses) == row["应查数"], row["规则"]
    judged = {row["规则"]: row["应查数"] for row in rules}
    assert (judged.pop("BK01"), judged.pop("BK06"), set(judged.values())) == (12, 1, {10})


def test_rule_figures_are_those_of_the_rows_listed(concluded: tuple[Conclusion, Path]) -> None:
    rules, findings = rows_of(concluded[1], "规则统计"), rows_of(concluded[1], "问题明细")
    listed = Counter(row["规则"] for row in findings)
    units = Counter(rule for _, rule in {(r["预算编码"], r["规则"]) for r in findings if r["预算编码"]})
    for row in rules:
        rule = row["规则"]
        assert (row["问题数"], row["涉及单位"]) == (listed[rule], units[rule]), rule
        assert row["不通过"] == (1 if rule == "BK06" else units[rule]), rule
        assert row["涉及单位占比"] == pytest.approx(units[rule] / row["应查数"], abs=1e-4), rule
    assert listed["BK06"] == 3


def test_totals_are_those_of_the_rows_listed(concluded: tuple[Conclusion, Path]) -> None:
    conclusion, out = concluded
    listed = Counter(row["级别"] for row in rows_of(out, "问题明细"))
    headline = "、".join(f"{label} {listed[label]}" for label in SEVERITY_LABELS.values())
    headline += "（其中涉及全部单位的 3）"
    page = (out / "汇总.html").read_text("utf-8")
    cards = dict(re.findall(r'data-does="severity=(..)"><b>(\d+)</b>', page))
    assert {label: int(count) for label, count in cards.items()} == dict(listed)
    assert headline in page
    assert headline in {row["项目"]: row["内容"] for row in rows_of(out, "运行说明")}["结果"]
    summary = document(out)["summary"]
    assert [summary[f"{severity.value}s"] for severity in SEVERITY_LABELS] == [
        listed[label] for label in SEVERITY_LABELS.values()
    ]
    screen = io.StringIO()
    written = cast(Outputs, SimpleNamespace(without_parquet=False, written=(), slips=0))
    print_conclusion(Console(file=screen, width=120), conclusion, written)
    assert headline in screen.getvalue()
