"""Where the add-in, the launcher and the interpreter setting belong on this computer, for one user."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from toolkit.errors import OutputRefused
from toolkit.io.files import write_new
from toolkit.io.resources import addin

SETTING = "JIXIAO_PYTHON"
"""The environment variable that names the Python which the buttons start."""
LAUNCHER_NAME = "绩效自评校验"
ENVIRONMENT_KEY = "Environment"
BROADCAST, SETTING_CHANGED, ABORT_IF_HUNG, WAIT_MS = 0xFFFF, 0x1A, 2, 1000
WINDOWS_LAUNCHER = """@echo off
"{python}" -X utf8 -m toolkit open "%~1"
pause
"""
LINUX_LAUNCHER = """[Desktop Entry]
Type=Application
Name={name}
Comment=校验、评分，结果写入副本
Exec="{python}" -m toolkit open --wait %f
Terminal=true
MimeType=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;application/vnd.ms-excel.sheet.macroEnabled.12;
Categories=Office;
"""


def on_windows() -> bool:
    """Whether this is Windows, where Excel can call Python."""
    return sys.platform == "win32"


def on_mac() -> bool:
    """Whether this is macOS, where the buttons do not work."""
    return sys.platform == "darwin"


def addin_target() -> Path:
    """The add-in's place in Excel's start folder of this user; Windows only."""
    return _roaming() / "Microsoft" / "Excel" / "XLSTART" / "jixiao.xlam"


def launcher_target() -> Path:
    """Where the launcher for files belongs: the Send To menu, or the desktop's list of programs."""
    if on_windows():
        return _roaming() / "Microsoft" / "Windows" / "SendTo" / f"{LAUNCHER_NAME}.cmd"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "applications" / "jixiao-open.desktop"


def interpreter() -> Path:
    """The Python that the buttons are to start: the one that runs now."""
    return Path(sys.executable)


def put_addin() -> Path:
    """Copy the add-in into place; raises OutputRefused where it cannot be written."""
    target = addin_target()
    target.parent.mkdir(parents=True, exist_ok=True)
    write_new(target, addin().read_bytes(), overwrite=True)
    return target


def put_launcher() -> Path:
    """Write the launcher; raises OutputRefused where it cannot be written."""
    target = launcher_target()
    target.parent.mkdir(parents=True, exist_ok=True)
    if on_windows():
        text = WINDOWS_LAUNCHER.format(python=interpreter()).replace("\n", "\r\n")
        data = text.encode("mbcs" if sys.platform == "win32" else "gbk")
    else:
        data = LINUX_LAUNCHER.format(name=LAUNCHER_NAME, python=interpreter()).encode()
    write_new(target, data, overwrite=True)
    return target


def remove(path: Path) -> bool:
    """Delete a file if it is there; whether it was. Raises OutputRefused where Excel holds it open."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as fault:
        raise OutputRefused(f"{path}：删除不了，请先关闭 Excel 再试。") from fault
    return True


def put_setting(value: str | None) -> None:
    """Set the user's environment variable, or delete it, and tell running programs; Windows only."""
    if sys.platform != "win32":
        return
    import ctypes
    import winreg

    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, ENVIRONMENT_KEY, 0, winreg.KEY_SET_VALUE) as key:
        if value is None:
            with contextlib.suppress(FileNotFoundError):
                winreg.DeleteValue(key, SETTING)
        else:
            winreg.SetValueEx(key, SETTING, 0, winreg.REG_SZ, value)
    ctypes.windll.user32.SendMessageTimeoutW(
        BROADCAST, SETTING_CHANGED, 0, ENVIRONMENT_KEY, ABORT_IF_HUNG, WAIT_MS, None
    )


def stored_setting() -> str | None:
    """The interpreter named by the user's environment variable, or ``None``."""
    if sys.platform != "win32":
        return os.environ.get(SETTING)
    import winreg

    with (
        contextlib.suppress(OSError),
        winreg.OpenKey(winreg.HKEY_CURRENT_USER, ENVIRONMENT_KEY) as key,
    ):
        return str(winreg.QueryValueEx(key, SETTING)[0])
    return None


def _roaming() -> Path:
    return Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
