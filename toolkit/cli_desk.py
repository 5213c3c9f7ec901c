"""The bureau's commands for a round: issue and collect."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli_answer import diff_command, review_command, status_command
from toolkit.cli_chinese import ChineseCommand
from toolkit.cli_guard import INTERRUPTED
from toolkit.cli_options import (
    DATE,
    MASTER,
    MASTERS,
    OUT,
    OVERWRITE,
    PATH,
    REGISTER,
    REGISTER_NAME,
    RULESET,
    TODAY,
    day,
    terminal,
)

if TYPE_CHECKING:
    from toolkit.commands.collect_round import Collected

ROSTER = click.option("--roster", type=PATH, required=True, metavar="名录", help="单位名录（.xlsx）。")
DUE = click.option(
    "--due", type=DATE, metavar="日期", help="截止日期，如 2024-05-31；名录里写了的以名录为准。"
)
YEARS = click.IntRange(1900, 2099)
ISSUED_YEAR = click.option(
    "--year", type=YEARS, metavar="年度", help="评价年度，如 2023；填入每份工作簿，收表时据以核对。"
)
YEAR = click.option("--year", type=YEARS, metavar="年度", help="评价年度，如 2023；别的年度的报表不算报送。")
ISSUED_ON = click.option("--today", type=DATE, metavar="日期", help="登记为这一天下发，缺省是今天。")
MOST_JOBS = 61 if sys.platform == "win32" else 256
"""Windows waits for so many processes at most."""
JOBS = min(MOST_JOBS, max(1, os.cpu_count() or 1))


def add_desk(group: click.Group) -> None:
    """Register the bureau's commands."""
    for command in (issue_command, collect_command, status_command, diff_command, review_command):
        group.add_command(command)


@click.command("issue", cls=ChineseCommand)
@click.argument("roster", metavar="名录", type=PATH)
@OUT
@MASTER
@click.option("--ledger", type=PATH, metavar="台账", help="预算台账，预填名录里没有的预算和执行数。")
@click.option("--last-year", type=PATH, metavar="文件夹", help="上年的报表，预填指标名称、性质和单位。")
@MASTERS
@ISSUED_YEAR
@DUE
@ISSUED_ON
@REGISTER
@OVERWRITE
def issue_command(
    roster: Path,
    out: Path,
    master: Path | None,
    ledger: Path | None,
    last_year: Path | None,
    masters: tuple[Path, ...],
    year: int | None,
    due: datetime | None,
    today: datetime | None,
    register: Path | None,
    overwrite: bool,
) -> int:
    """按名录下发：每个单位一份预填并锁定的工作簿，登记下发编号。

    例：jixiao issue 单位名录.xlsx --out 下发 --due 2024-05-31
    """
    from toolkit.commands.issue import issue_all, prepare
    from toolkit.io.desk_screen import FileProgress
    from toolkit.io.register import Register
    from toolkit.io.register_view import save_register_view, view_path
    from toolkit.io.resources import master_path

    path = register or out / REGISTER_NAME
    view = view_path(path, roster, master, ledger)
    job = prepare(
        roster,
        out,
        master or master_path(),
        due=day(due),
        today=day(today) or date.today(),
        last_year=last_year,
        overwrite=overwrite,
        masters=masters,
        year=year,
        ledger=ledger,
    )
    if job.roster.unused:
        click.secho(f"名录里没有用到的列：{'、'.join(job.roster.unused)}", fg="yellow", err=True)
    if job.without:
        click.secho(f"台账里没有的单位：{'、'.join(job.without)}", fg="yellow", err=True)
    for reason in job.skipped:
        click.secho(f"上年报表未用：{reason}", fg="yellow", err=True)
    with Register(path) as book, FileProgress(len(job.roster.units), "下发") as progress:
        for _ in issue_all(job, book):
            progress.advance()
        save_register_view(view, book)
    click.echo(f"已下发 {len(job.roster.units)} 份到 {out}，登记在 {path}")
    return 0


@click.command("collect", cls=ChineseCommand)
@click.argument("folder", metavar="文件夹")
@ROSTER
@OUT
@click.option("--ledger", type=PATH, metavar="台账", help="预算台账（可含“决算”表）；缺省用名录里的金额。")
@click.option("--last-year", metavar="文件夹", help="上年的报表，用于结转、指标值和重复问题的核对。")
@MASTER
@MASTERS
@RULESET
@YEAR
@DUE
@TODAY
@REGISTER
@click.option(
    "--jobs", type=click.IntRange(1, MOST_JOBS), default=JOBS, metavar="个数", help="同时用几个进程。"
)
@click.option("--scheduler", metavar="地址", help="交给 Dask 集群，如 tcp://10.0.0.1:8786。")
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    default=60,
    metavar="秒",
    help="每个文件的时限，0 不限；Windows 上到三倍时限才中止。",
)
@click.option(
    "--megabytes",
    type=click.IntRange(0),
    default=2048,
    metavar="MB",
    help="每个文件的内存上限，0 不限；只在 Linux 上有效。",
)
@click.option(
    "--resume/--no-resume", default=True, help="跳过已校验且没有变化的文件（缺省），或全部重新校验。"
)
@click.option("--slips/--no-slips", default=True, help="写退回单（缺省），或不写。")
@click.option("--issuer", default="", metavar="名称", help="退回单落款，如 某某区财政局。")
def collect_command(
    folder: str,
    roster: Path,
    out: Path,
    ledger: Path | None,
    last_year: str | None,
    master: Path | None,
    masters: tuple[Path, ...],
    ruleset: str | None,
    year: int | None,
    due: datetime | None,
    today: datetime | None,
    register: Path | None,
    jobs: int,
    scheduler: str | None,
    seconds: float,
    megabytes: int,
    resume: bool,
    slips: bool,
    issuer: str,
) -> int:
    """收表：校验整个文件夹（含子文件夹和 .zip），写出汇总、网页、退回单和登记簿。

    中断后再运行同一条命令会接着做。退出码：0 没有错误，1 有错误或未报，2 没有错误但有规则没能执行。

    例：jixiao collect 收表 --roster 单位名录.xlsx --out 汇总 --register 下发/登记簿.sqlite
    """
    from toolkit.commands.collect import Collecting
    from toolkit.commands.collect_round import collect_round
    from toolkit.commands.crew import crew_of
    from toolkit.io.desk_screen import OnScreen
    from toolkit.io.resources import master_path

    job = Collecting(
        folder, roster, out, master or master_path(), ledger=ledger, last_year=last_year, masters=masters,
        ruleset=ruleset, due=day(due), today=day(today) or date.today(), year=year, seconds=seconds,
        megabytes=megabytes, resume=resume,
    )  # fmt: skip
    path = register or out / REGISTER_NAME
    try:
        with crew_of(scheduler, jobs) as crew:
            screen = OnScreen(terminal(stderr=True))
            found = collect_round(job, path, crew, issuer=issuer, slips=slips, jobs=jobs, watcher=screen)
            return _told(found, folder)
    except KeyboardInterrupt:
        click.secho("已中断；校验完的文件已登记，再运行同一条命令会接着做。", err=True)
        return INTERRUPTED


def _told(found: Collected, folder: str) -> int:
    """Print what came of it; the exit code."""
    from toolkit.io.desk_screen import print_conclusion

    conclusion, summary = found.conclusion, found.conclusion.summary
    print_conclusion(terminal(), conclusion, found.outputs)
    if not (summary.returned or conclusion.strays or summary.of_other_years):
        click.secho(f"“{folder}”里没有 .xlsx、.xlsm 或 .zip 文件，请核对文件夹。", fg="yellow", err=True)
    return 1 if conclusion.has_errors else 0 if conclusion.is_complete else 2
