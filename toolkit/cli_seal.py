"""The command that seals a master."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli import jixiao
from toolkit.cli_options import MASTERS, PATH


@jixiao.command("seal")
@click.argument("master", metavar="母版", type=PATH)
@click.option("--out", type=PATH, required=True, metavar="新母版", help="写到这个新文件，不覆盖已有的。")
@click.option("--previous", type=PATH, metavar="上一版", help="与这一版比较；缺省按母版里的指纹查找。")
@click.option("--version", metavar="版本", help="新版本，如 2024.2；缺省为下一个版本。")
@MASTERS
def seal_command(
    master: Path, out: Path, previous: Path | None, version: str | None, masters: tuple[Path, ...]
) -> int:
    """封版：核对改好的母版，盖上新版本和指纹，列出与上一版的差别。

    有任何不妥时逐格说明，退出码 2，什么也不写。差别另存为同名的 .md 文件。

    例：jixiao seal 母版.xlsx --out workbooks/master-2024.2.xlsx
    """
    from rich.console import Console

    from toolkit.commands.seal import seal_master
    from toolkit.io.masters import MASTER_FILES
    from toolkit.io.seal_screen import print_sealed

    with Console(stderr=True).status("正在核对母版…"):
        done = seal_master(master, out, previous=previous, masters=masters, version=version)
    print_sealed(Console(), done.seal, done.before)
    click.echo(f"已写出 {done.path}\n已写出 {done.record}")
    if not done.path.match(MASTER_FILES):
        note = f"文件名不以 master 开头，按文件夹找不到它；校验时请写明 --masters {done.path}，或改名。"
        click.secho(note, fg="yellow", err=True)
    return 0
