"""A unit explains a warning in the scored copy: the words stay while the figures do, and all see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.samples import YUNXI, place
from toolkit.cli import jixiao
from toolkit.commands.check import Checked, check_file
from toolkit.commands.score import scored_copy, write_into
from toolkit.model import CellEdit, Finding

WORDS = "余下265.32万元为上年结转的设备尾款，已于12月支付，下年并入项目明细。"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The scored copy of the real report, with words beside its AR19."""
    path = tmp_path_factory.mktemp("说明") / "副本.xlsx"
    path.write_bytes(scored_copy(check_file(YUNXI)))
    return typed(path, f"结果_说明[{row_of('AR19', check_file(path))}]", WORDS).read_bytes()


@pytest.fixture
def explained(copy: bytes, tmp_path: Path) -> Path:
    """A file of its own for every test."""
    path = tmp_path / "副本.xlsx"
    path.write_bytes(copy)
    return path


def typed(path: Path, name: str, value: str | float) -> Path:
    checked = check_file(path)
    path.write_bytes(write_into(checked, [CellEdit(place(checked.submission.form, name), value)]))
    return path


def row_of(rule: str, checked: Checked) -> int:
    rules = [finding.rule for finding in checked.report.findings]
    return rules.index(rule) + 1


def finding_of(rule: str, path: Path) -> Finding:
    return next(finding for finding in check_file(path).report.findings if finding.rule == rule)


def test_words_are_shown_with_the_finding(explained: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jixiao.main(["check", str(explained), "--format", "json"], standalone_mode=False)
    findings = json.loads(capfd.readouterr().out)["findings"]
    assert {one["rule"]: one["explanation"] for one in findings if one["explanation"]} == {"AR19": WORDS}
    jixiao.main(["check", str(explained)], standalone_mode=False)
    assert "单位说明：" in capfd.readouterr().out


def test_words_stay_on_the_next_run_wherever_their_line_goes(explained: Path) -> None:
    typed(explained, "封面_制表机关", "岳阳市云溪区财政局")
    explained.write_bytes(scored_copy(check_file(explained)))
    checked = check_file(explained)
    row = row_of("AR19", checked)
    assert checked.submission.at(place(checked.submission.form, f"结果_说明[{row}]")) == WORDS
    assert finding_of("AR19", explained).explanation == WORDS


def test_words_are_dropped_with_a_note_when_a_figure_changes(explained: Path) -> None:
    typed(explained, "其中_金额[2]", 60)
    finding = finding_of("AR19", explained)
    assert finding.explanation == ""
    assert finding.fix.endswith(f"数字已变，原来的说明“{WORDS[:20]}”作废，请重新说明。")
    explained.write_bytes(scored_copy(check_file(explained)))
    assert finding_of("AR19", explained).fix == "把其中项列全，或说明余下的用途。"


def test_empty_words_are_findings_themselves(explained: Path) -> None:
    typed(explained, f"结果_说明[{row_of('AR19', check_file(explained))}]", "情况属实")
    findings = check_file(explained).report.findings
    told = [(f.rule, f.sheet, f.cell, f.key) for f in findings if f.sheet == "校验结果"]
    assert told == [("EX05", "校验结果", "", "AR19 收支情况!C137")]
