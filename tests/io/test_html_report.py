"""The HTML report: one file, no network, safe against what units typed, alive in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.desk import case, digest
from tests.support.samples import master_form
from toolkit.desk.results import Conclusion, Summary, UnitResult
from toolkit.desk.rows import unit_rows
from toolkit.io.html_report import HtmlWriter
from toolkit.model import Finding, Severity

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = "</script><script>document.title='x'</script><img src=x onerror=alert(1)>&\u2028"


def page() -> str:
    finding = Finding(
        "AR06", Severity.ERROR, "绩效自评表", "M8", "合计", HOSTILE, None, None, None, "", "", "=1+1"
    )
    out = BytesIO()
    writer, summary = HtmlWriter(out, "../报表"), Summary()
    for number in range(1, 41):
        one = case(replace(digest(f"1320{number:02d}"), name="甲", findings=(finding,)))
        result = UnitResult(one, ())
        writer.add(unit_rows(result))
        summary.add(result)
    end = Conclusion(summary, master_form(), (), (), (), {"日期": "2024-06-05"}, (HOSTILE,))
    writer.finish(end)
    return out.getvalue().decode()


def test_page_asks_the_network_for_nothing() -> None:
    found = page()
    assert not re.search(r"<(?:link|img|iframe|script)[^>]+(?:src|href)=", found)
    assert "default-src 'none'" in found


def test_text_of_a_unit_cannot_leave_its_place() -> None:
    found = page()
    assert HOSTILE not in found
    assert found.count("</script>") == 3
    assert "&lt;/script&gt;" in found


def test_same_results_give_the_same_page() -> None:
    assert page() == page()


def browsed(folder: Path, text: str) -> str:
    """The page's document after a few seconds in a browser."""
    path = folder / "汇总.html"
    path.write_text(text, encoding="utf-8")
    command = [
        CHROMIUM or "", "--headless=new", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={folder / 'p'}",
        "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
        "--virtual-time-budget=4000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, timeout=60, check=True).stdout.decode()


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_page_lives_in_a_browser(tmp_path: Path) -> None:
    dom = browsed(tmp_path, page())
    assert 'data-ready="yes"' in dom
    assert "单位 40／40，问题 40／40" in dom
    assert dom.count("tabulator-row") > 40
    assert "<title>部门整体支出绩效自评汇总</title>" in dom
    assert "onerror=alert(1)>" not in re.sub(r"<script.*?</script>", "", dom, flags=re.S)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("choose('unit', '132007 单位132007')", "单位 1／40，问题 1／40"),
        ("choose('rule', 'AR06')", "单位 40／40，问题 40／40"),
        ("choose('severity', '警告')", "单位 0／40，问题 0／40"),
        ("choose('state', '有错误'); byId('search').value = '132011'; narrow()", "单位 1／40，问题 1／40"),
        ("choose('unit', '132007'); byId('reset').click()", "单位 40／40，问题 40／40"),
        ("byId('search').value = '合计'; narrow()", "单位 40／40，问题 40／40"),
        ("byId('search').value = '单位132007 合计'; narrow()", "单位 1／40，问题 1／40"),
    ],
)
def test_page_filters_by_unit_rule_state_and_severity(tmp_path: Path, script: str, told: str) -> None:
    done = f"<script>setTimeout(() => {{ {script} }}, 800);</script></body>"
    dom = browsed(tmp_path, page().replace("</body>", done))
    assert f'id="count">{told}<' in dom


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_page_opens_every_table(tmp_path: Path) -> None:
    script = "for (const button of document.querySelectorAll('[data-tab]')) button.click();"
    done = f"<script>setTimeout(() => {{ {script} }}, 800);</script></body>"
    dom = browsed(tmp_path, page().replace("</body>", done))
    assert len(re.findall(r'<div[^>]* class="tabulator"', dom)) == 5
    assert 'id="pane-ruleTable"><' in dom
    assert dom.count('hidden="" ') + dom.count('hidden=""') >= 3


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
@pytest.mark.parametrize(("word", "rows"), [("单位132007", "3/120"), ("没有这样", "0/120"), ("", "120/120")])
def test_table_opened_later_is_narrowed_like_the_others(tmp_path: Path, word: str, rows: str) -> None:
    look = "document.title = ['active', 'all'].map((r) => built.ties.getDataCount(r)).join('/')"
    script = f"byId('search').value = '{word}'; narrow(); show('ties'); setTimeout(() => {{ {look} }}, 600)"
    done = f"<script>setTimeout(() => {{ {script} }}, 800);</script></body>"
    dom = browsed(tmp_path, page().replace("</body>", done))
    assert f"<title>{rows}</title>" in dom
