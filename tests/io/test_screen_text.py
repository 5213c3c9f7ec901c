"""Reports for a file or another program: to the letter what ``rich`` prints where there are no colours."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from tests.support.samples import CLEAN, YUNXI
from toolkit.commands.check import check_file
from toolkit.io.screen import print_report, print_summary
from toolkit.io.screen_text import columns_of, is_usual, report_text, summary_text, text_width
from toolkit.model import CheckReport, Finding, RuleResult, RuleStatus, Severity

TEXT = st.text(st.sampled_from("甲乙元（）“”、。…·1234.56abcde-  　\n[]{}é:\\"), max_size=150)
WORDS = st.text(st.sampled_from("甲乙!AB12"), min_size=1, max_size=14)


def test_every_usual_character_is_as_wide_as_rich_takes_it_to_be() -> None:
    letters = [chr(number) for number in range(32, sys.maxunicode) if is_usual(chr(number))]
    assert len(letters) > 28_000
    assert [letter for letter in letters if columns_of(letter) != cell_len(letter)] == []


@cache
def report_of(path: Path) -> CheckReport:
    return check_file(path).report


def printed(show: Callable[[Console, CheckReport], None], report: CheckReport, width: int) -> str:
    out = io.StringIO()
    show(Console(file=out, width=width, force_terminal=False, _environ={}), report)
    return out.getvalue()


@pytest.mark.parametrize("path", [YUNXI, CLEAN], ids=["yunxi", "clean"])
@pytest.mark.parametrize("width", [56, 60, 80, 97, 109, 110, 111, 150, 300])
def test_a_report_is_what_rich_prints(path: Path, width: int) -> None:
    report = report_of(path)
    assert report_text(report, width) == printed(print_report, report, width)
    assert summary_text(report, width) == printed(print_summary, report, width)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    texts = {name: draw(TEXT) for name in ("message", "fix", "explanation")}
    words = {name: draw(WORDS) for name in ("rule", "sheet")}
    cell = draw(st.sampled_from(["", "E24", "AB101"]))
    return replace(
        report_of(YUNXI).findings[0], severity=draw(st.sampled_from(Severity)), cell=cell, **texts, **words
    )


@settings(max_examples=150)
@given(st.lists(findings(), max_size=4), st.integers(30, 160))
def test_any_texts_at_any_width_are_what_rich_prints(found: list[Finding], width: int) -> None:
    report = replace(report_of(YUNXI), findings=tuple(found))
    for text, show in ((report_text, print_report), (summary_text, print_summary)):
        mine = text(report, width)
        assert mine is None or mine == printed(show, report, width)
        assert mine is not None or width < 130


@pytest.mark.parametrize(
    "text",
    ["铃\a", "退\b格", "制\t表", "👩\u200d🔧", "❤\ufe0f", "✅", "e\u0301", "\u200b"],
)
def test_what_a_terminal_prints_otherwise_is_left_to_rich(text: str) -> None:
    report = report_of(YUNXI)
    odd = replace(report, findings=(replace(report.findings[0], message=text),))
    assert report_text(odd, 80) is None


def test_marks_and_names_of_emoji_are_printed_as_they_are() -> None:
    odd = replace(report_of(YUNXI).findings[0], message="一 :smile: [red]二[/] 甲\\", explanation="[b]:x:\\")
    report = replace(report_of(YUNXI), findings=(odd,), file="[red]:smile:.xlsx")
    for text, show in ((report_text, print_report), (summary_text, print_summary)):
        mine = text(report, 120)
        assert mine is not None
        assert mine == printed(show, report, 120)
        assert "一 :smile: [red]二[/] 甲\\" in mine


def test_a_crashed_rule_and_a_narrow_page_are_left_to_rich() -> None:
    report = report_of(CLEAN)
    crashed = (*report.rules, RuleResult("AR01", RuleStatus.CRASHED, "出错"))
    assert report_text(replace(report, rules=crashed), 80) is None
    assert report_text(report_of(YUNXI), 20) is None


class Stream(io.StringIO):
    encoding = "utf-8"

    def __init__(self, encoding: str, *, terminal: bool) -> None:
        super().__init__()
        self.encoding, self.terminal = encoding, terminal  # type: ignore[misc]

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("stream", "environment", "width"),
    [
        (Stream("utf-8", terminal=False), {"COLUMNS": "123"}, 123),
        (Stream("UTF-8", terminal=False), {"COLUMNS": "0"}, 80),
        (Stream("gbk", terminal=False), {"COLUMNS": "123"}, None),
        (Stream("utf-8", terminal=True), {"COLUMNS": "123"}, None),
        (Stream("utf-8", terminal=False), {"COLUMNS": "123", "FORCE_COLOR": "1"}, None),
    ],
)
def test_only_a_plain_stream_of_utf8_has_a_width(
    monkeypatch: pytest.MonkeyPatch, stream: Stream, environment: dict[str, str], width: int | None
) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "platform", "linux")
    assert text_width() == width
