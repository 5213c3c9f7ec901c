"""Put the Excel buttons in place for one user, take them away, and say what they find on this computer."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.io import excel_install
from toolkit.io.excel_doctor import Fact, facts

__all__ = ["Fact", "doctor", "install", "uninstall"]


def install() -> Iterator[str]:
    """Install for this user without special rights; one line for each thing done.

    Raises OutputRefused where a file cannot be written.
    """
    if excel_install.on_windows():
        yield f"加载项已放到 {excel_install.put_addin()}"
        excel_install.put_setting(str(excel_install.interpreter()))
        yield f"解释器已记为 {excel_install.interpreter()}（用户环境变量 {excel_install.SETTING}）"
        yield f"右键“发送到”里有了“{excel_install.LAUNCHER_NAME}”：{excel_install.put_launcher()}"
        yield "请关闭并重新打开 Excel，功能区会多出“绩效自评”一页。"
    elif not excel_install.on_mac():
        yield f"打开方式里有了“{excel_install.LAUNCHER_NAME}”：{excel_install.put_launcher()}"
        yield "本系统没有 Excel，不装加载项；在 WPS 里保存后，用上面的打开方式或 jixiao open 校验。"
    else:
        yield "Excel for Mac 里不支持按钮，没有安装；保存后请用 jixiao open 校验。"


def uninstall() -> Iterator[str]:
    """Take away what ``install`` put there; one line for each thing done.

    Raises OutputRefused where a running Excel holds the add-in.
    """
    targets = [excel_install.launcher_target()]
    if excel_install.on_windows():
        targets.append(excel_install.addin_target())
        excel_install.put_setting(None)
        yield f"已删除用户环境变量 {excel_install.SETTING}"
    for target in targets:
        yield f"已删除 {target}" if excel_install.remove(target) else f"没有安装过 {target}"


def doctor() -> Iterator[Fact]:
    """What support needs to know of this computer."""
    return facts()
