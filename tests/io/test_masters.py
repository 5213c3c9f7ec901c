"""Masters on disk: compiled once, kept safely, and the right one found for a return."""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path

import pytest
from msgspec.structs import replace
from platformdirs import user_cache_path

from tests.support.samples import CLEAN, MASTER, WORKBOOKS, master_form
from toolkit.commands.check import check_file
from toolkit.errors import ForeignWorkbook, MasterFault
from toolkit.form import fingerprint
from toolkit.io.kept_forms import keep, kept_file, load_kept
from toolkit.io.masters import (
    IDENTITY,
    choose_form,
    find_form,
    identity,
    load_form,
    load_sealed,
    other_master,
)
from toolkit.io.screen_text import verdict_lines
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book, read_book_bytes
from toolkit.model import Book, CellEdit, ExcelError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "缓存"))
    return tmp_path / "缓存"


def test_the_stamped_fingerprint_is_the_masters_own() -> None:
    assert fingerprint(master_form().book) == master_form().fingerprint


def test_compiled_formulas_are_kept_and_used(cache: Path) -> None:
    first = load_form(MASTER)
    kept = [path for path in cache.rglob("*") if path.is_file()]
    assert kept
    second = load_form(MASTER)
    assert second.blank == first.blank


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe"])
def test_a_damaged_cache_is_compiled_afresh(cache: Path, damage: bytes) -> None:
    first = load_form(MASTER)
    for path in cache.rglob("*"):
        if path.is_file():
            path.write_bytes(damage)
    assert load_form(MASTER).blank == first.blank


def test_a_cache_never_holds_code(cache: Path) -> None:
    load_form(MASTER)
    (kept,) = (path for path in cache.rglob("*") if path.is_file())
    checksum, text = kept.read_text("utf-8").split("\n")
    assert int(checksum, 16) == zlib.crc32(text.encode())
    json.loads(text)


def test_one_changed_byte_is_noticed(cache: Path) -> None:
    first = load_form(MASTER)
    (file,) = (path for path in cache.rglob("*") if path.is_file())
    whole = file.read_bytes()
    assert load_kept(file) is not None
    for place in (0, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert load_kept(file) is None
    file.write_bytes(whole[:-1])
    assert load_kept(file) is None
    assert load_form(MASTER).blank == first.blank
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_only_costs_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("JIXIAO_CACHE", str(tmp_path / "file"))
    assert load_form(MASTER).template == master_form().template


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library is asked")
@pytest.mark.parametrize("chosen", ["", "/srv/cache"])
def test_the_users_cache_folder_is_the_one_of_the_system(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.delenv("JIXIAO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", chosen)
    assert kept_file(b"").parent == user_cache_path("jixiao")


def test_a_missing_master_is_one_sentence() -> None:
    with pytest.raises(MasterFault, match="找不到母版"):
        load_form(Path("没有.xlsx"))


def stamped(name: str, value: str) -> bytes:
    at = master_form().names[name].first
    return patch_workbook(CLEAN.read_bytes(), [CellEdit(at, value)], {})


def test_a_return_finds_its_own_master() -> None:
    assert find_form(read_book(CLEAN)).fingerprint == master_form().fingerprint


def test_a_return_of_another_version_is_checked_against_the_same_template() -> None:
    book = read_book_bytes(stamped("模板_版本", "2019.1"))
    assert identity(book, "模板_版本") == "2019.1"
    assert find_form(book).template == master_form().template


def test_an_older_master_in_a_folder_is_preferred_for_its_returns(tmp_path: Path) -> None:
    old = tmp_path / "master-2019.xlsx"
    at = master_form().names["模板_版本"].first
    data = patch_workbook(MASTER.read_bytes(), [CellEdit(at, "2019.1")], {})
    seal = CellEdit(master_form().names["模板_指纹"].first, fingerprint(read_book_bytes(data)))
    old.write_bytes(patch_workbook(data, [seal], {}))
    issued = patch_workbook(CLEAN.read_bytes(), [CellEdit(at, "2019.1"), seal], {})
    book = read_book_bytes(issued)
    assert find_form(book, [tmp_path]).version == "2019.1"
    assert find_form(read_book(CLEAN), [tmp_path]).version == master_form().version


def test_a_master_changed_after_it_was_sealed_does_not_count(tmp_path: Path) -> None:
    at = master_form().names["规则_名称"].first
    changed = patch_workbook(MASTER.read_bytes(), [CellEdit(at, "私自改动")], {})
    (tmp_path / "master-draft.xlsx").write_bytes(changed)
    for _ in range(2):  # compiled afresh, then from the cache
        assert find_form(read_book(CLEAN), [tmp_path]).rules[0].title == master_form().rules[0].title


@pytest.mark.parametrize("name", ["master.xlsx", "self-evaluation.xlsm"])
def test_a_sealed_master_serves_with_buttons_or_without(name: str) -> None:
    assert load_sealed(WORKBOOKS / name).fingerprint == master_form().fingerprint


def test_a_draft_and_a_filled_return_are_no_masters_to_work_by(tmp_path: Path) -> None:
    draft = tmp_path / "草稿.xlsx"
    at = master_form().names["规则_名称"].first
    draft.write_bytes(patch_workbook(MASTER.read_bytes(), [CellEdit(at, "私自改动")], {}))
    for path in (draft, CLEAN):
        with pytest.raises(MasterFault) as told:
            load_sealed(path)
        assert str(told.value) == (
            f"“{path}”不是封版的母版（改动后没有封版，或是填过的工作簿），"
            "请用封版时写出的文件，或先用 jixiao seal 封版。"
        )


def test_a_folder_without_masters_is_told(tmp_path: Path) -> None:
    (tmp_path / "2019.xlsx").write_bytes(MASTER.read_bytes())
    with pytest.raises(MasterFault) as told:
        find_form(read_book(CLEAN), [tmp_path])
    assert str(told.value) == (
        f"文件夹“{tmp_path}”里没有母版（文件名以 master 开头的 .xlsx），请检查 --masters。"
    )
    assert find_form(read_book(CLEAN), [tmp_path / "2019.xlsx"]).version == master_form().version


def test_of_other_versions_the_newest_by_number_serves() -> None:
    book = read_book_bytes(stamped("模板_版本", "2019.1"))
    forms = [replace(master_form(), version=version) for version in ("2024.9", "2024.10", "2023.12")]
    assert choose_form(book, forms).version == "2024.10"


def test_a_return_without_identity_is_known_by_its_names() -> None:
    at = master_form().names["模板_标识"].first
    book = read_book_bytes(patch_workbook(CLEAN.read_bytes(), [CellEdit(at, None)], {}))
    assert find_form(book).template == master_form().template


def test_somebody_elses_workbook_is_refused() -> None:
    with pytest.raises(ForeignWorkbook, match="不是财政部门下发的"):
        find_form(Book((), {}, frozenset(), False, False, frozenset()))


def test_what_is_kept_of_a_master_is_all_of_it(tmp_path: Path) -> None:
    form = master_form()
    strange = replace(form, blank=(*form.blank[:-1], ExcelError.NA), book=replace(form.book, date1904=True))
    keep(tmp_path / "kept.json", strange, "指纹")
    kept = load_kept(tmp_path / "kept.json")
    assert kept is not None
    assert (kept.book, kept.blank, kept.content) == (strange.book, strange.blank, "指纹")
    assert list(map(type, kept.blank)) == list(map(type, strange.blank))
    values = list(form.blank)
    kept.model.calculate(values)
    assert tuple(values) == form.blank


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("layout", 3),
        ("sheets", [["表", "visible", True, [1], [1], [], [0], [None], []]]),
        ("sheets", [["表", "visible", True, [1], [1], [None], [0], ["#没有"], [0]]]),
        ("model", {"format": 2}),
    ],
)
def test_data_of_another_layout_is_not_used(tmp_path: Path, name: str, value: object) -> None:
    file = tmp_path / "kept.json"
    keep(file, master_form(), "")
    data = json.loads(file.read_text("utf-8").split("\n")[1])
    (data["book"] if name == "sheets" else data)[name] = value
    text = json.dumps(data).encode()
    file.write_bytes(b"%08x\n" % zlib.crc32(text) + text)
    assert load_kept(file) is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("模板_版本", "2019.1", "{template} 2019.1"),
        ("模板_指纹", "abc", "{template} {version}（指纹 abc）"),
        ("模板_指纹", "", "{template} {version}（指纹 空）"),
    ],
)
def test_a_master_that_is_not_at_hand_is_told(tmp_path: Path, name: str, value: str, told: str) -> None:
    form, path = master_form(), tmp_path / "报表.xlsx"
    assert other_master(read_book(CLEAN), form) == ""
    path.write_bytes(stamped(name, value))
    report = check_file(path).report
    wanted = told.format(template=form.template, version=form.version)
    assert report.other_master == wanted
    assert verdict_lines(report)[-1] == (
        f"报表出自母版“{wanted}”，手头没有，按“{form.template} {form.version}”校验；"
        "有那份母版的，请用 --masters 指定。"
    )
    assert len(verdict_lines(report)) == len(verdict_lines(check_file(CLEAN).report)) + 1


def test_a_return_without_any_identity_names_no_master() -> None:
    edits = [CellEdit(master_form().names[name].first, None) for name in IDENTITY]
    book = read_book_bytes(patch_workbook(CLEAN.read_bytes(), edits, {}))
    assert other_master(book, master_form()) == ""
