"""Files that were overwritten, moved or deleted since they were collected: what is told of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.rounds import RETURNED, collect, document, job, register_in
from toolkit.commands import gathering
from toolkit.commands.crew import local_crew
from toolkit.commands.review import review_all, take_scores
from toolkit.desk.results import Conclusion
from toolkit.desk.returns import LOST
from toolkit.errors import UnusableInput
from toolkit.io.register import Register

ACCEPTED = next(RETURNED.glob("报表/第一批/132004_*.xlsx"))
FAULTY = RETURNED / "报表" / "第二批" / "博物馆更正.xlsx"
BROKEN = b"PK\3\4 broken off"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is collected, empty so far."""
    (tmp_path / "报表").mkdir()
    return tmp_path / "报表"


def round_over(folder: Path) -> Conclusion:
    """The folder collected, again and again into the same register."""
    place = folder.parent
    work = job(place / "out", folder=str(folder), last_year=None, ledger=None)
    return collect(work, register_in(place), local_crew(1))[0]


def unit_in(folder: Path) -> dict[str, Any]:
    """What the roll-up says of the unit."""
    units: list[dict[str, Any]] = document(folder.parent / "out")["units"]
    return next(unit for unit in units if unit["code"] == "132004")


def told(folder: Path) -> list[str]:
    """What BK01 finds of the unit."""
    return [f["message"] for f in unit_in(folder)["findings"] if f["rule"] == "BK01"]


def review(folder: Path) -> list[str]:
    """The names of what a review writes, once the bureau has scored the first row of the roll-up."""
    place = folder.parent
    book = openpyxl.load_workbook(place / "out" / "汇总.xlsx")
    sheet = book["审核打分"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("审核得分") + 1).value = 8
    book.save(place / "审.xlsx")
    with Register(register_in(place)) as register:
        scored = take_scores(place / "审.xlsx", register)
        found = review_all(scored, register, place / "审核", (), overwrite=True)
        return [path.name for one in found for path in one.written]


def links(folder: Path) -> list[str]:
    """Where the roll-up's links lead."""
    sheet = openpyxl.load_workbook(folder.parent / "out" / "汇总.xlsx")["汇总"]
    return [cell.hyperlink.target.replace("\\", "/") for row in sheet for cell in row if cell.hyperlink]


def view_of(folder: Path) -> list[tuple[object, ...]]:
    """What the register's view says of each file: path, number, standing and reason."""
    sheet = openpyxl.load_workbook(folder.parent / "登记簿.xlsx")["收回"]
    heads, *rows = sheet.iter_rows(values_only=True)
    columns = [heads.index(head) for head in ("文件", "第几次", "处理", "原因")]
    assert sheet.print_area == f"'收回'!$A$1:$K${len(rows) + 1}"
    return [tuple(row[column] for column in columns) for row in rows]


def test_accepted_file_that_was_overwritten_is_told_with_the_way_out(folder: Path) -> None:
    shutil.copy(ACCEPTED, folder / "132004.xlsx")
    assert LOST not in round_over(folder).run
    assert links(folder) == ["../报表/132004.xlsx"]
    shutil.copy(FAULTY, folder / "132004.xlsx")
    assert round_over(folder).run[LOST] == (
        "132004 在用的一份已不在收表文件夹里，无法打开和审核；"
        "请把原来的一份用别的文件名放回再收表，或请单位重新报送。"
    )
    found = unit_in(folder)
    assert [(v["standing"], v["fault"]) for v in found["versions"]] == [
        ("in_force", "文件已被同名的第 2 次报送覆盖"),
        ("rejected", None),
    ]
    assert "在用的是第 1 次报送（132004.xlsx），但文件已被同名的第 2 次报送覆盖，无法打开和审核。" in told(
        folder
    )
    assert links(folder) == []
    assert view_of(folder) == [
        ("132004.xlsx", "1", "在用", "文件已被同名的第 2 次报送覆盖"),
        ("132004.xlsx", "2", "有错误，未替代", ""),
    ]
    page = (folder.parent / "out" / "汇总.html").read_text("utf-8")
    assert '"132004.xlsx（原件已不在）"' in page
    way_out = r"^132004（132004\.xlsx）：.*请把原来的一份用别的文件名放回收表文件夹，或请单位重新报送"
    with pytest.raises(UnusableInput, match=way_out):
        review(folder)
    assert not (folder.parent / "审核").exists()

    shutil.copy(ACCEPTED, folder / "原来的.xlsx")
    assert LOST not in round_over(folder).run
    assert links(folder) == ["../报表/原来的.xlsx"]
    assert review(folder) == ["132004_原来的.审核.xlsx", "132004_原来的.审核.docx"]


def test_copy_of_the_accepted_file_takes_its_place(folder: Path) -> None:
    for name in ("132004.xlsx", "另存.xlsx"):
        shutil.copy(ACCEPTED, folder / name)
    round_over(folder)
    shutil.copy(FAULTY, folder / "132004.xlsx")
    assert review(folder) == ["132004.审核.xlsx", "132004.审核.docx"]
    assert LOST not in round_over(folder).run
    assert links(folder) == ["../报表/另存.xlsx"]


def test_unreadable_file_is_told_only_while_it_is_there(folder: Path) -> None:
    (folder / "132004.xlsx").write_bytes(BROKEN)
    assert [stray.file.path for stray in round_over(folder).strays] == ["132004.xlsx"]
    shutil.copy(ACCEPTED, folder / "132004.xlsx")
    assert round_over(folder).strays == ()
    (folder / "132004.xlsx").rename(folder / "改名.xlsx")
    found = round_over(folder)
    assert (found.strays, found.run["收到文件"]) == ((), "1 个，其中无法读取或不在名录的 0 个")
    assert unit_in(folder)["file"] == "改名.xlsx"
    assert view_of(folder) == [("改名.xlsx", "1", "在用", "")]


def test_run_over_another_folder_keeps_what_lies_elsewhere(folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(BROKEN)
    shutil.copy(ACCEPTED, folder / "132004.xlsx")
    round_over(folder)
    other = folder.with_name("另一批")
    other.mkdir()
    found = round_over(other)
    assert ([stray.file.path for stray in found.strays], LOST in found.run) == (["坏.xlsx"], False)
    assert unit_in(folder)["file"] == "132004.xlsx"
    assert review(folder)
    shutil.rmtree(folder)
    found = round_over(other)
    assert (found.strays, LOST in found.run) == ((), True)
    assert unit_in(folder)["file"] == "132004.xlsx"


def test_run_that_is_broken_off_takes_nothing_for_gone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "坏.xlsx").write_bytes(BROKEN)
    shutil.copy(ACCEPTED, folder / "132004.xlsx")
    round_over(folder)
    with monkeypatch.context() as patch:
        patch.setattr(gathering, "examine_all", interrupted)
        (folder / "新.xlsx").write_bytes(BROKEN + b"!")
        (folder / "132004.xlsx").unlink()
        with pytest.raises(KeyboardInterrupt):
            round_over(folder)
    with Register(register_in(folder.parent)) as register:
        kept = register.returned("this", register.latest_context())
        assert [(file.path, file.gone) for file in kept] == [("132004.xlsx", False), ("坏.xlsx", False)]
    assert [stray.file.path for stray in round_over(folder).strays] == ["坏.xlsx", "新.xlsx"]
    assert unit_in(folder)["file"] == "132004.xlsx"


def interrupted(*_: object) -> object:
    raise KeyboardInterrupt


def test_member_that_left_its_archive_is_gone(folder: Path) -> None:
    shutil.make_archive(str(folder / "批"), "zip", ACCEPTED.parent, ACCEPTED.name)
    round_over(folder)
    shutil.make_archive(str(folder / "批"), "zip", FAULTY.parent, FAULTY.name)
    assert round_over(folder).run[LOST].startswith("132004 ")
    assert told(folder)[-1].endswith("但文件已被移走、删除或换成了别的内容，无法打开和审核。")
