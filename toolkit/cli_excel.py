"""Commands around Excel: install the buttons, look into what is missing, do their work on a saved file."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli import FILE, jixiao
from toolkit.cli_chinese import ChineseGroup
from toolkit.cli_report import exit_code, show_report


@jixiao.group("button", cls=ChineseGroup)
def button_group() -> None:
    """Excel 按钮：安装、检查、卸载。"""


@button_group.command("install")
def install_command() -> int:
    """为当前用户安装加载项，不需要管理员权限。

    例：jixiao button install
    """
    from toolkit.commands.button import install

    for line in install():
        click.echo(line)
    return 0


@button_group.command("uninstall")
def uninstall_command() -> int:
    """卸载加载项。

    例：jixiao button uninstall
    """
    from toolkit.commands.button import uninstall

    for line in uninstall():
        click.echo(line)
    return 0


@button_group.command("doctor")
def doctor_command() -> int:
    """检查按钮能不能用，打印一页情况，供发给技术支持。

    退出码：0 都正常，1 有不正常的。

    例：jixiao button doctor
    """
    from toolkit.commands.button import doctor

    found = list(doctor())
    for fact in found:
        sign = "·" if fact.ok is None else "✔" if fact.ok else "✖"
        click.echo(f"{sign} {fact.what}：{fact.text}")
    return int(any(fact.ok is False for fact in found))


@jixiao.command("open")
@FILE
@click.option("--no-open", is_flag=True, help="只写出，不打开副本。")
@click.option("--wait", is_flag=True, help="结束时等按回车，双击启动时用。")
def open_command(file: Path, no_open: bool, wait: bool) -> int:
    """没有按钮时用：校验、评分，结果写入旁边的副本并打开；没有错误时导出 Word。

    原文件不动，也不覆盖已有的文件。先在 Excel 或 WPS 里保存，再运行。

    例：jixiao open 自评工作簿.xlsx
    """
    from toolkit.commands.open_file import work_on
    from toolkit.io.desktop import open_path

    done = work_on(file)
    show_report(done.checked)
    click.echo(f"原文件没有改动。校验结果和得分写在副本 {done.copy}")
    click.echo(f"已写出报告 {done.report}" if done.report else "还不能出正式报告：请先改正上面的错误。")
    if not no_open and not open_path(done.copy):
        click.echo("没有找到打开它的程序，请自行打开副本。")
    if wait:
        click.pause("按任意键结束。")
    return exit_code(done.checked)
