"""Facts about this computer that decide whether the buttons can work; nothing is changed."""

from __future__ import annotations

import contextlib
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from toolkit import __version__
from toolkit.errors import UnusableInput
from toolkit.io import excel_install
from toolkit.io.fault_log import log_folder
from toolkit.io.package import open_package, read_bytes
from toolkit.io.resources import addin, button_workbook
from toolkit.io.vba_read import read_modules
from toolkit.io.xlsx_read import PROJECT_PART

OLDEST_XLWINGS = (0, 33)
_VERSION = re.compile(r'XLWINGS_VERSION As String = "([^"]+)"')
MACRO_POLICIES = {1: "启用所有宏", 2: "禁用，并显示通知", 3: "只启用签名的宏", 4: "禁用，不显示通知"}
SECURITY = r"Microsoft\Office\{}\Excel\Security"
POLICIES = r"Software\Policies"
OFFICE_VERSIONS = ("16.0", "15.0")


class Fact(NamedTuple):
    """One line of the page for support."""

    ok: bool | None
    """``None`` where it is for information only."""
    what: str
    text: str


def facts() -> Iterator[Fact]:
    """Everything that support asks for, most telling first."""
    yield Fact(None, "工具", f"jixiao {__version__}")
    yield Fact(sys.version_info >= (3, 11), "Python", f"{platform.python_version()}　{sys.executable}")
    yield Fact(None, "系统", platform.platform())
    yield _xlwings()
    yield from _embedded()
    yield _writable(log_folder(), "日志文件夹")
    yield _writable(Path(tempfile.gettempdir()), "临时文件夹")
    if excel_install.on_windows():
        yield from _windows()
    else:
        yield Fact(None, "Excel 按钮", _elsewhere())


def embedded_version(path: Path) -> str | None:
    """Version of xlwings' module inside a workbook or add-in; ``None`` where there is none."""
    with contextlib.suppress(UnusableInput, ValueError, LookupError):
        for source in read_modules(open_package(read_bytes(path)).read(PROJECT_PART)).values():
            if found := _VERSION.search(source):
                return found[1]
    return None


def _xlwings() -> Fact:
    try:
        installed = version("xlwings")
    except PackageNotFoundError:
        return Fact(False, "xlwings", '没有安装。请运行 pip install "jixiao[excel]"。')
    numbers = tuple(int(part) for part in re.findall(r"\d+", installed)[:2])
    return Fact(numbers >= OLDEST_XLWINGS, "xlwings", installed)


def _embedded() -> Iterator[Fact]:
    for path in (button_workbook(), addin()):
        found = embedded_version(path)
        try:
            same = found == version("xlwings")
        except PackageNotFoundError:
            same = False
        text = f"内置 xlwings 模块 {found or '没有找到'}"
        yield Fact(same, path.name, text if same else f"{text}，与安装的版本不同；按钮仍可用，建议一同升级。")


def _writable(folder: Path, what: str) -> Fact:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return Fact(True, what, str(folder))
    except OSError as fault:
        return Fact(False, what, f"{folder}　写不进去（{fault.strerror}）")


def _elsewhere() -> str:
    if excel_install.on_mac():
        return "Excel for Mac 里不支持按钮；请用 jixiao open 校验保存好的文件。"
    return "本系统没有 Excel；WPS、LibreOffice 请用 jixiao open 校验保存好的文件。"


def _windows() -> Iterator[Fact]:
    pywin32 = find_spec("pythoncom") is not None
    yield Fact(pywin32, "pywin32", "已安装" if pywin32 else "没有安装。请运行 pip install pywin32。")
    setting = excel_install.stored_setting()
    known = bool(setting) and Path(setting or "").is_file()
    hint = "" if known else "　请运行 jixiao button install。"
    yield Fact(known, excel_install.SETTING, f"{setting or '没有设置'}{hint}")
    target = excel_install.addin_target()
    yield Fact(target.is_file(), "加载项", str(target) if target.is_file() else f"不在 {target}")
    yield from _associations()
    yield from _macro_policy()


def _associations() -> Iterator[Fact]:
    for suffix in (".xlsx", ".xlsm"):
        program = _registry("HKEY_CLASSES_ROOT", suffix, "")
        chosen = _registry(
            "HKEY_CURRENT_USER",
            rf"Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\{suffix}\UserChoice",
            "ProgId",
        )
        name = chosen or program or "没有关联"
        excel = name.lower().startswith("excel.")
        yield Fact(
            excel, f"双击 {suffix}", name if excel else f"{name}（不是 Excel；用 WPS 时请用 jixiao open）"
        )


def _macro_policy() -> Iterator[Fact]:
    for office in OFFICE_VERSIONS:
        key = SECURITY.format(office)
        for root, path in (
            ("HKEY_CURRENT_USER", rf"{POLICIES}\{key}"),
            ("HKEY_CURRENT_USER", rf"Software\{key}"),
        ):
            value = _registry(root, path, "VBAWarnings")
            if value is not None:
                yield Fact(value != "4", f"宏设置 {office}", MACRO_POLICIES.get(int(value), value))
                break
        blocked = _registry("HKEY_CURRENT_USER", rf"{POLICIES}\{key}", "blockcontentexecutionfrominternet")
        if blocked == "1":
            yield Fact(
                None,
                f"网上来的宏 {office}",
                "被策略阻止；从邮件、微信收到的带宏文件请用加载项或 jixiao open。",
            )


def _registry(root: str, path: str, name: str) -> str | None:
    """A registry value as text, or ``None`` where it is not there or cannot be read."""
    if sys.platform != "win32":
        return None
    import winreg

    with contextlib.suppress(OSError), winreg.OpenKey(getattr(winreg, root), path) as key:
        return str(winreg.QueryValueEx(key, name)[0])
    return None
