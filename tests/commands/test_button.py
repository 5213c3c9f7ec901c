"""Installing the buttons for one user, and the page for support."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from toolkit.cli import jixiao
from toolkit.commands.button import doctor, install, uninstall
from toolkit.errors import OutputRefused
from toolkit.io import excel_doctor, excel_install
from toolkit.io.excel_doctor import embedded_version
from toolkit.io.resources import addin, button_workbook


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """A Windows of which only folders and the user's environment are there."""
    settings: dict[str, str | None] = {}
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setattr(excel_install, "on_windows", lambda: True)
    monkeypatch.setattr(excel_install, "put_setting", lambda value: settings.update(python=value))
    monkeypatch.setattr(excel_install, "stored_setting", lambda: settings.get("python"))
    monkeypatch.setattr(excel_install, "interpreter", lambda: tmp_path / "工具" / "python.exe")
    return settings


@pytest.fixture
def linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(excel_install, "on_windows", lambda: False)
    monkeypatch.setattr(excel_install, "on_mac", lambda: False)
    return tmp_path / "applications" / "jixiao-open.desktop"


def test_install_on_windows_puts_addin_setting_and_launcher(
    windows: dict[str, str | None], tmp_path: Path
) -> None:
    lines = list(install())
    target = tmp_path / "Microsoft" / "Excel" / "XLSTART" / "jixiao.xlam"
    assert target.read_bytes() == addin().read_bytes()
    assert windows == {"python": str(tmp_path / "工具" / "python.exe")}
    launcher = tmp_path / "Microsoft" / "Windows" / "SendTo" / "绩效自评校验.cmd"
    text = launcher.read_bytes().decode("gbk")
    assert text.splitlines() == [
        "@echo off",
        f'"{tmp_path / "工具" / "python.exe"}" -X utf8 -m toolkit open "%~1"',
        "pause",
    ]
    assert lines[-1] == "请关闭并重新打开 Excel，功能区会多出“绩效自评”一页。"


def test_installing_again_replaces_and_uninstall_leaves_nothing(
    windows: dict[str, str | None], tmp_path: Path
) -> None:
    list(install())
    list(install())
    list(uninstall())
    assert windows == {"python": None}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert list(uninstall())[-1].startswith("没有安装过 ")


def test_uninstall_while_excel_holds_the_addin_says_so(
    windows: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    list(install())

    def held(path: Path) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(OutputRefused, match="请先关闭 Excel"):
        list(uninstall())


def test_install_on_linux_puts_a_launcher_only(linux: Path) -> None:
    assert list(install())[-1].startswith("本系统没有 Excel，不装加载项")
    text = linux.read_text("utf-8")
    assert f'Exec="{excel_install.interpreter()}" -m toolkit open --wait %f\n' in text
    assert [path.name for path in linux.parent.iterdir()] == ["jixiao-open.desktop"]
    assert list(uninstall()) == [f"已删除 {linux}"]
    assert not linux.exists()


def test_install_on_mac_says_that_it_does_not_apply(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_install, "on_mac", lambda: True)
    assert list(install()) == ["Excel for Mac 里不支持按钮，没有安装；保存后请用 jixiao open 校验。"]
    assert not linux.exists()


def test_doctor_here_names_python_xlwings_and_what_applies(linux: Path) -> None:
    found = {fact.what: fact for fact in doctor()}
    assert found["xlwings"] == (True, "xlwings", version("xlwings"))
    assert found["jixiao.xlam"] == (True, "jixiao.xlam", f"内置 xlwings 模块 {version('xlwings')}")
    assert found["self-evaluation.xlsm"].ok
    assert found["Excel 按钮"].text.startswith("本系统没有 Excel")
    assert found["日志文件夹"].ok


def test_doctor_on_windows_tells_what_is_missing(
    windows: dict[str, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = {".xlsx": "ET.Xlsx.6", ".xlsm": "Excel.SheetMacroEnabled.12", "VBAWarnings": "4"}

    def stored(root: str, path: str, name: str) -> str | None:
        return registry.get(name) or registry.get(path)

    monkeypatch.setattr(excel_doctor, "_registry", stored)
    found = {fact.what: fact for fact in doctor()}
    assert found["JIXIAO_PYTHON"] == (False, "JIXIAO_PYTHON", "没有设置　请运行 jixiao button install。")
    assert found["加载项"].ok is False
    assert found["双击 .xlsx"].text == "ET.Xlsx.6（不是 Excel；用 WPS 时请用 jixiao open）"
    assert found["双击 .xlsm"].ok
    assert found["宏设置 16.0"] == (False, "宏设置 16.0", "禁用，不显示通知")
    list(install())
    (tmp_path / "工具").mkdir()
    (tmp_path / "工具" / "python.exe").touch()
    mended = {fact.what: fact for fact in doctor()}
    assert mended["JIXIAO_PYTHON"].ok
    assert mended["加载项"].ok


def test_doctor_sees_another_version_inside(linux: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel_doctor, "version", lambda name: "0.99.0")
    found = {fact.what: fact for fact in doctor()}
    assert found["jixiao.xlam"].ok is False
    assert "与安装的版本不同" in found["jixiao.xlam"].text


def test_version_of_the_embedded_module(tmp_path: Path) -> None:
    assert embedded_version(button_workbook()) == version("xlwings")
    (tmp_path / "no.xlsx").write_bytes(b"PK")
    assert embedded_version(tmp_path / "no.xlsx") is None


def test_doctor_command_ends_with_its_verdict(
    linux: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert jixiao.main(["button", "doctor"], standalone_mode=False) == 0
    assert "✔ xlwings：" in capsys.readouterr().out
    monkeypatch.setattr(excel_doctor, "version", lambda name: "0.1.0")
    assert jixiao.main(["button", "doctor"], standalone_mode=False) == 1
    assert "✖ xlwings：0.1.0" in capsys.readouterr().out
