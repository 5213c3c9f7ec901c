"""Options and the terminal, which several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

REGISTER_NAME = "登记簿.sqlite"
PATH = click.Path(readable=False, path_type=Path)
"""What cannot be read is told by the one who reads it."""
DATE = click.DateTime(["%Y-%m-%d"])
OUT = click.option("--out", type=PATH, required=True, metavar="文件夹", help="结果写到这个文件夹。")
MASTER = click.option("--master", type=PATH, metavar="母版", help="用这个母版，缺省是随工具的母版。")
MASTERS = click.option(
    "--masters",
    multiple=True,
    type=PATH,
    metavar="文件夹",
    help="另外存放母版的文件夹（其中的 master*.xlsx），或一份母版，可写多次。",
)
RULESET = click.option("--ruleset", metavar="名称", help="用评分参数里的另一个规则集评分。")
TODAY = click.option("--today", type=DATE, metavar="日期", help="按这一天计算逾期，缺省是今天。")
OVERWRITE = click.option("--overwrite", is_flag=True, help="输出文件已存在时覆盖。")
REGISTER = click.option(
    "--register", type=PATH, metavar="登记簿", help=f"缺省是结果文件夹里的 {REGISTER_NAME}。"
)


def day(moment: datetime | None) -> date | None:
    """The day that an option names."""
    return moment.date() if moment else None


def terminal(*, stderr: bool = False) -> Console:
    """A terminal in colour; its library is only loaded where it prints."""
    from rich.console import Console

    return Console(stderr=stderr, emoji=False)
