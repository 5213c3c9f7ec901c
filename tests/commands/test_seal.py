"""The seal command: what it writes, what it refuses, and which version it compares with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.edited_masters import FORM
from tests.support.samples import CLEAN, MASTER
from toolkit.cli import main
from toolkit.form import fingerprint
from toolkit.io.masters import identity, load_form
from toolkit.io.xlsx_read import read_book


def run(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    out, err = capfd.readouterr()
    return int(left.value.code or 0), out, err


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the master sealed once more, under a version of its own."""
    made = tmp_path_factory.mktemp("封版")
    with pytest.raises(SystemExit) as left:
        main(["seal", str(MASTER), "--out", str(made / "master-b.xlsx"), "--version", "2031.10"])
    assert left.value.code == 0
    return made


def test_version_and_fingerprint_are_stamped(folder: Path) -> None:
    book = read_book(folder / "master-b.xlsx")
    form = load_form(folder / "master-b.xlsx")
    assert (form.template, form.version) == (FORM.template, "2031.10")
    assert form.fingerprint == identity(book, "模板_指纹") == fingerprint(book) != FORM.fingerprint
    assert [sheet.protected for sheet in book.sheets] == [True] * len(book.sheets)


def test_every_cached_result_is_that_of_the_blank_form(folder: Path) -> None:
    form = load_form(folder / "master-b.xlsx")
    for sheet in form.book.sheets:
        for at, cell in sheet.cells.items():
            if cell.formula:
                value = form.blank[form.model.slot(sheet.title, *at)]
                assert cell.value == ("" if value is None else value)


def test_the_record_stands_beside_it(folder: Path) -> None:
    text = (folder / "master-b.md").read_text("utf-8")
    assert text.startswith(f"# 母版 {FORM.template} 2031.10\n")
    assert f"## 与 {FORM.version} 相比，改动 0 处\n\n没有改动。" in text


def test_each_return_is_checked_against_its_own_version(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "新版.xlsx"
    data = CLEAN.with_suffix(".yaml")
    assert run(capfd, "fill", data, "--out", new, "--master", folder / "master-b.xlsx")[0] == 0
    versions = []
    for file in (CLEAN, new):
        code, out, _ = run(capfd, "check", file, "--masters", folder, "--format", "json")
        report = json.loads(out)
        versions.append((code, report["template"].partition(" ")[2], report["verdict"]))
    assert versions == [(0, FORM.version, "clean"), (0, "2031.10", "clean")]


def test_an_existing_file_is_left_alone(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (folder / "master-b.xlsx").read_bytes()
    code, _, err = run(capfd, "seal", MASTER, "--out", folder / "master-b.xlsx")
    assert (code, before) == (1, (folder / "master-b.xlsx").read_bytes())
    assert err.endswith("文件已存在，封版不覆盖已有的文件，请换一个文件名。\n")


def test_name_by_which_masters_are_found(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "seal", MASTER, "--out", tmp_path / "master.xls")
    assert (code, list(tmp_path.iterdir())) == (1, [])
    assert "文件名要以 .xlsx 结尾" in err


def test_a_record_in_the_way_stops_the_whole(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.md").write_text("mine", encoding="utf-8")
    code, _, err = run(capfd, "seal", MASTER, "--out", tmp_path / "m.xlsx")
    assert (code, [path.name for path in tmp_path.iterdir()]) == (1, ["m.md"])
    assert "m.md：文件已存在" in err


def test_a_name_by_which_no_folder_finds_it_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    notes = []
    for name in ("2031.xlsx", "master-2031.xlsx"):
        code, _, err = run(capfd, "seal", MASTER, "--out", tmp_path / name)
        notes.append((code, err.strip()))
    path = tmp_path / "2031.xlsx"
    note = f"文件名不以 master 开头，按文件夹找不到它；校验时请写明 --masters {path}，或改名。"
    assert notes == [(0, note), (0, "")]


def test_the_version_before_must_be_a_sealed_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "seal", MASTER, "--out", tmp_path / "master-b.xlsx", "--previous", CLEAN)
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert err.startswith(f"“{CLEAN}”不是封版的母版")


def test_a_version_must_follow(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capfd, "seal", MASTER, "--out", tmp_path / "m.xlsx", "--version", FORM.version)
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert err.strip() == f"版本“{FORM.version}”应大于现在的“{FORM.version}”。"


def test_a_workbook_that_is_no_master(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    code, _, err = run(capfd, "seal", tmp_path / "别的.xlsx", "--out", tmp_path / "m.xlsx")
    assert (code, (tmp_path / "m.xlsx").exists()) == (2, False)
    assert "名称“规则_编号”不见了" in err
