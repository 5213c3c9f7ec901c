"""Where commands may write: never over what they read, never under a name that no program would open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from macros.build.workbook import build_workbook
from tests.support.samples import CLEAN, MASTER
from toolkit.commands.check import check_file
from toolkit.commands.fill import save_filled
from toolkit.commands.run import run_outputs
from toolkit.commands.score import save_scored
from toolkit.commands.word import save_report
from toolkit.errors import OutputRefused

Save = Callable[[Path, Path], object]


def score(file: Path, target: Path) -> None:
    save_scored(check_file(file), target, overwrite=True)


def word(file: Path, target: Path) -> None:
    save_report(check_file(file), target, draft=True, public=False, overwrite=True)


def fill(file: Path, target: Path) -> None:
    save_filled(CLEAN.with_suffix(".yaml"), file, target, overwrite=True)


def run(file: Path, target: Path) -> None:
    list(run_outputs(check_file(file), target.parent, public=False, overwrite=True))


@pytest.mark.parametrize(
    ("save", "source", "name"),
    [(score, CLEAN, "甲.xlsx"), (word, CLEAN, "甲.docx"), (fill, MASTER, "甲.xlsx"), (run, CLEAN, "甲.docx")],
)
def test_file_that_is_read_is_never_replaced(save: Save, source: Path, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(source.read_bytes())
    with pytest.raises(OutputRefused, match="这是读入的原文件，不能覆盖"):
        save(file, tmp_path / "." / name)
    assert file.read_bytes() == source.read_bytes()
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("save", "name", "suffix"),
    [(score, "a.xls", ".xlsx"), (score, "a.xlsm", ".xlsx"), (word, "a.doc", ".docx"), (fill, "a", ".xlsx")],
)
def test_name_must_fit_the_content(save: Save, name: str, suffix: str, tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match=f"文件名要以 {suffix} 结尾"):
        save(MASTER if save is fill else CLEAN, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_copy_of_a_workbook_with_macros_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsm"
    file.write_bytes(build_workbook(CLEAN.read_bytes()))
    with pytest.raises(OutputRefused, match=r"文件名要以 \.xlsm 结尾"):
        save_scored(check_file(file), tmp_path / "b.xlsx", overwrite=False)
    written = list(run_outputs(check_file(file), tmp_path / "结果", public=False, overwrite=False))
    assert [path.name for path in written] == ["a.check.json", "a.scored.xlsm", "a.docx"]
