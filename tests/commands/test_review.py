"""The bureau's scores go from the roll-up into each unit's copy and report, and stay in the next roll-up."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from tests.support.rounds import RETURNED, collect, document, job, register_in
from toolkit.commands.check import check_file
from toolkit.commands.crew import local_crew
from toolkit.commands.review import _targets, review_all, take_scores
from toolkit.desk.reviewing import LEFT_BEHIND, Review
from toolkit.errors import OutputRefused, UnusableInput
from toolkit.io.desk_screen import print_reviewed
from toolkit.io.docx_read import read_grids
from toolkit.io.register import Register

D = Decimal


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit collected."""
    place = tmp_path_factory.mktemp("review")
    (place / "报表").mkdir()
    source = next(RETURNED.glob("报表/第一批/132001_*.xlsx"))
    (place / "报表" / "a.xlsx").write_bytes(source.read_bytes())
    collect(small(place), register_in(place), local_crew(1))
    return place


def small(place: Path) -> Any:
    return job(place / "out", folder=str(place / "报表"), last_year=None, ledger=None)


def scored(folder: Path, target: Path, scores: dict[str, object]) -> Path:
    """The roll-up with scores typed in: row → score."""
    book = openpyxl.load_workbook(folder / "out" / "汇总.xlsx")
    sheet = book["审核打分"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        key = str(row[heads.index("行")].value)
        if key in scores:
            row[heads.index("审核得分")].value = scores[key]
    book.save(target)
    return target


def test_scores_go_into_copy_and_report(folder: Path, tmp_path: Path) -> None:
    rollup = scored(folder, tmp_path / "审.xlsx", {"0": 9, "1": 2.5})
    with Register(folder / "登记簿.sqlite") as register:
        (done,) = review_all(take_scores(rollup, register), register, tmp_path / "审核", (), overwrite=False)
    assert (done.code, done.audit) == ("132001", (D("11.5"), D("12.85"), D("11.50"), 2, 28))
    copy, word = done.written
    submission = check_file(copy).submission
    assert submission.value("预算_审核得分") == 9
    assert submission.rows("指标")[0].value("指标_审核得分") == 2.5
    assert submission.value("自评_审核合计") == 11.5
    assert word.suffix == ".docx"
    assert audited_cells(word) == {
        "得分": ["9.85\n（审核 9）", "3\n（审核 2.5）"],
        "财政审核得分合计": ["11.5"],
        "偏差（自评－审核）": ["12.85－11.5＝1.35（28 项中已审核的 2 项）"],
    }


def test_screen_tells_on_how_many_lines_the_comparison_is(folder: Path, tmp_path: Path) -> None:
    rollup = scored(folder, tmp_path / "审.xlsx", {"0": 9, "1": 2.5})
    with Register(folder / "登记簿.sqlite") as register:
        (done,) = review_all(take_scores(rollup, register), register, tmp_path / "审核", (), overwrite=False)
    screen = io.StringIO()
    print_reviewed(Console(file=screen, width=120), [(done.code, done.name, done.audit)])
    (line,) = [line for line in screen.getvalue().splitlines() if "132001" in line]
    assert [cell.strip() for cell in line.split("│")[3:-1]] == ["2／28", "12.85", "11.50", "1.35", "10.51%"]


def audited_cells(word: Path) -> dict[str, list[str]]:
    """What a report prints of the bureau's scores, by heading."""
    grids = read_grids(word.read_bytes())
    scores = [cell for grid in grids for row in grid for cell in dict.fromkeys(row) if "（审核 " in cell]
    named = ("财政审核得分合计", "偏差（自评－审核）")
    return {"得分": scores} | {row[0]: [row[-1]] for grid in grids for row in grid if row[0] in named}


def kept_reviews(folder: Path) -> list[dict[str, str]]:
    """The scores in the register, of each return that has any."""
    with closing(sqlite3.connect(folder / "登记簿.sqlite")) as base:
        return [json.loads(text) for (text,) in base.execute("SELECT audited FROM reviewed")]


def test_scores_show_in_the_next_roll_up_and_fire_bk05(folder: Path) -> None:
    rollup = scored(folder, folder / "out" / "汇总.xlsx", {"0": 8})
    collect(small(folder), folder / "登记簿.sqlite", local_crew(1))
    unit = next(u for u in document(folder / "out")["units"] if u["code"] == "132001")
    (told,) = [f["message"] for f in unit["findings"] if f["rule"] == "BK05"]
    assert told == "已审核 1 项（共 28 项）：自评 9.85 分，审核 8.00 分，偏差 1.85 分（18.78%）。"
    assert (unit["score"]["items"], unit["score"]["audited_items"]) == (28, 1)
    kept = openpyxl.load_workbook(folder / "out" / "汇总.xlsx")["审核打分"]
    assert kept.cell(2, 10).value == 8
    assert kept_reviews(folder) == [{"0": "8"}]
    scored(folder, rollup, {"0": None})
    with Register(folder / "登记簿.sqlite") as register:
        assert take_scores(rollup, register) == ()
    assert kept_reviews(folder) == []
    collect(small(folder), folder / "登记簿.sqlite", local_crew(1))
    assert openpyxl.load_workbook(rollup)["审核打分"].cell(2, 10).value is None


def test_scores_of_an_earlier_return_are_not_taken_over_but_told(tmp_path: Path) -> None:
    (tmp_path / "报表").mkdir()
    first = next(RETURNED.glob("报表/第一批/132004_*.xlsx"))
    second = RETURNED / "报表" / "第二批" / "博物馆更正.xlsx"
    told = []
    for name, source, scores in (
        ("a.xlsx", second, {"0": 8}),
        ("b.xlsx", first, {}),
        ("b.xlsx", first, {"1": 2}),
        ("b.xlsx", first, {}),
    ):
        (tmp_path / "报表" / name).write_bytes(source.read_bytes())
        collect(small(tmp_path), register_in(tmp_path), local_crew(1))
        told.append(document(tmp_path / "out")["run"].get(LEFT_BEHIND))
        if scores:
            scored(tmp_path, tmp_path / "out" / "汇总.xlsx", scores)
    left = "132004 重新报送了，原来一份的审核得分没有带入，请在“审核打分”表重新填写。"
    assert told == [None, left, left, None]


@pytest.mark.parametrize(("key", "words"), [("一", "“行”被改成了“一”"), ("", "“行”被改成了“”")])
def test_row_that_is_no_row_is_told(folder: Path, tmp_path: Path, key: str, words: str) -> None:
    rollup = relabelled(folder, tmp_path / "错.xlsx", key)
    with Register(folder / "登记簿.sqlite") as register, pytest.raises(UnusableInput, match=words):
        take_scores(rollup, register)


def test_row_beyond_the_table_is_refused_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    rollup = relabelled(folder, tmp_path / "错.xlsx", "61")
    with Register(folder / "登记簿.sqlite") as register:
        reviews = take_scores(rollup, register)
        with pytest.raises(UnusableInput, match="132001 的第 61 行不在指标表里"):
            list(review_all(reviews, register, tmp_path / "审核", (), overwrite=False))
    assert list((tmp_path / "审核").iterdir()) == []


def test_files_that_are_there_are_refused_before_any_is_written(folder: Path, tmp_path: Path) -> None:
    rollup = scored(folder, tmp_path / "审.xlsx", {"1": 2})
    out = tmp_path / "审核"
    out.mkdir()
    (out / "132001_a.审核.docx").write_bytes(b"")
    with Register(folder / "登记簿.sqlite") as register:
        reviews = take_scores(rollup, register)
        with pytest.raises(OutputRefused, match=r"132001_a\.审核\.docx：文件已存在"):
            list(review_all(reviews, register, out, (), overwrite=False))
        assert [path.name for path in out.iterdir()] == ["132001_a.审核.docx"]
        (done,) = review_all(reviews, register, out, (), overwrite=True)
    assert [path.name for path in done.written] == ["132001_a.审核.xlsx", "132001_a.审核.docx"]


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("132001_档案馆.xlsx", "132001_档案馆.审核.xlsx"),
        ("132001更正.xlsx", "132001_更正.审核.xlsx"),
        ("132001.xlsx", "132001.审核.xlsx"),
        ("档案馆.xlsx", "132001_档案馆.审核.xlsx"),
    ],
)
def test_copies_bear_the_code_once(name: str, copy: str) -> None:
    found, *_ = _targets(Review("132001", "", {}), Path(name), Path("审核"))
    assert found == Path("审核") / copy


def relabelled(folder: Path, target: Path, key: str) -> Path:
    """The roll-up with a score in its last row, which claims to be another one."""
    book = openpyxl.load_workbook(folder / "out" / "汇总.xlsx")
    sheet = book["审核打分"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(sheet.max_row, heads.index("行") + 1).value = key
    sheet.cell(sheet.max_row, heads.index("审核得分") + 1).value = 1
    book.save(target)
    return target


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"1": 99}, "第 3 行：审核得分 99 应在 0 与分值 3 之间"),
        ({"1": "好"}, "第 3 行：审核得分“好”不是数字"),
        ({"1": 2.345}, "第 3 行：审核得分 2.345 最多两位小数"),
        ({"1": "=1+1"}, "第 3 行：有公式没有保存结果，请在 Excel 里打开、保存后再试，或直接填写得分"),
    ],
)
def test_wrong_scores_are_told_by_row(
    folder: Path, tmp_path: Path, scores: dict[str, object], words: str
) -> None:
    rollup = scored(folder, tmp_path / "错.xlsx", scores)
    with Register(folder / "登记簿.sqlite") as register, pytest.raises(UnusableInput, match=words):
        take_scores(rollup, register)


def refused(folder: Path, tmp_path: Path, scores: dict[str, object]) -> list[str]:
    """What is told of a roll-up with wrong scores, line by line; the register stays as it was."""
    before = kept_reviews(folder)
    rollup = scored(folder, tmp_path / "错.xlsx", scores)
    with Register(folder / "登记簿.sqlite") as register, pytest.raises(UnusableInput) as fault:
        take_scores(rollup, register)
    assert kept_reviews(folder) == before
    return str(fault.value).splitlines()


def test_all_wrong_scores_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    scores: dict[str, object] = {"0": 9, "1": 99, "2": "=1+1", "3": "好", "4": 1.234}
    assert refused(folder, tmp_path, scores) == [
        "错.xlsx：审核得分有误，请改正后再试（4 处）：",
        "“审核打分”第 3 行：审核得分 99 应在 0 与分值 3 之间。",
        "“审核打分”第 4 行：有公式没有保存结果，请在 Excel 里打开、保存后再试，或直接填写得分。",
        "“审核打分”第 5 行：审核得分“好”不是数字。",
        "“审核打分”第 6 行：审核得分 1.234 最多两位小数。",
    ]


def test_wrong_scores_beyond_twenty_are_counted(folder: Path, tmp_path: Path) -> None:
    title, *rows, rest = refused(folder, tmp_path, {str(row): "好" for row in range(23)})
    assert (title, len(rows), rest) == (
        "错.xlsx：审核得分有误，请改正后再试（23 处）：",
        20,
        "……另有 3 处",
    )


def test_workbook_that_is_no_roll_up_is_refused(folder: Path) -> None:
    with Register(folder / "登记簿.sqlite") as register, pytest.raises(UnusableInput, match="不是汇总工作簿"):
        take_scores(RETURNED / "单位名录.xlsx", register)
