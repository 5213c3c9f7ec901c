"""The catalogue of rules: every id of it, every format, and the README's list."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.support.golden import BLOCK, README, rules_block
from tests.support.samples import master_form
from toolkit.cli import jixiao
from toolkit.commands.catalogue import RULE_HEADS, RULE_KEYS, find_rule, rule_listing, rule_rows, rule_texts
from toolkit.errors import OutputRefused, ToolkitError
from toolkit.form import RuleKind

NUMBERS = {"ST": 17, "AR": 26, "SC": 15, "TG": 19, "EX": 12, "NV": 14, "EV": 6, "IN": 9, "BK": 7, "FM": 2}
"""How many ids every theme has; each is numbered from 01 without a gap."""


def test_every_id_of_the_catalogue_has_a_row() -> None:
    ids = [f"{theme}{number:02}" for theme, most in NUMBERS.items() for number in range(1, most + 1)]
    assert len(ids) == 127
    assert [text.id for text in rule_texts(master_form())] == sorted(ids)


def test_every_rule_says_what_why_and_what_to_do() -> None:
    for rule in master_form().rules:
        assert rule.title, rule.id
        assert rule.basis, rule.id
        assert rule.fix.endswith("。"), rule.id
        assert rule.example.endswith("。"), rule.id


def test_what_a_person_decides_says_why_no_program_does() -> None:
    rows = [rule for rule in master_form().rules if rule.kind is RuleKind.PERSON]
    assert sorted(rule.id for rule in rows) == ["EV01", "FM01", "FM02", "NV14", "TG05"]
    assert [rule.id for rule in rows if "审核人员" not in rule.fix or "程序" not in rule.fix] == []


def test_readme_lists_the_rules_of_the_master() -> None:
    found = BLOCK.search(README.read_text("utf-8"))
    assert found is not None
    assert found[0] == rules_block(), "python -m tests.support.golden 重写"


def test_listings_carry_the_same_rows() -> None:
    form, rows = master_form(), [list(row) for row in rule_rows(master_form())]
    data = json.loads(rule_listing(form, "json", to_file=False))
    assert [list(one.values()) for one in data] == rows
    assert tuple(data[0]) == RULE_KEYS
    book = openpyxl.load_workbook(io.BytesIO(rule_listing(form, "xlsx", to_file=True)))
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == [
        list(RULE_HEADS),
        *rows,
    ]
    assert rule_listing(form, "md", to_file=True).decode().count("\n") == len(rows) + 2


@pytest.mark.parametrize(("kind", "to_file"), [("xlsx", False), ("table", True)])
def test_what_cannot_go_there_is_refused(kind: str, to_file: bool) -> None:
    with pytest.raises(ToolkitError):
        rule_listing(master_form(), kind, to_file=to_file)


def test_rules_are_written_to_a_new_file(tmp_path: Path) -> None:
    out = tmp_path / "规则.md"
    assert jixiao.main(["rules", "--format", "md", "--out", str(out)], standalone_mode=False) == 0
    assert out.read_bytes() == rule_listing(master_form(), "md", to_file=True)


def test_workbook_of_rules_has_a_name_that_opens(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match=r"规则\.md：文件名要以 \.xlsx 结尾"):
        jixiao.main(["rules", "--format", "xlsx", "--out", str(tmp_path / "规则.md")], standalone_mode=False)
    assert list(tmp_path.iterdir()) == []


def test_explain_shows_example_advice_and_way(capfd: pytest.CaptureFixture[str]) -> None:
    for rule_id, words in (
        ("NV04", "得分 8"),
        ("TG05", "由审核人员判断"),
        ("BK01", "汇总时"),
        ("SC11", "由程序检查"),
    ):
        assert jixiao.main(["explain", rule_id], standalone_mode=False) == 0
        out = capfd.readouterr().out
        assert words in out
        assert f"示例　{find_rule(master_form(), rule_id).rows[0].example}" in out
        assert "怎么改" in out
