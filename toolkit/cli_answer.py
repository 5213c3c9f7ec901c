"""The bureau's commands between rounds: status, diff and review."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from toolkit.cli_chinese import ChineseCommand
from toolkit.cli_options import MASTERS, OUT, OVERWRITE, PATH, TODAY, day, terminal
from toolkit.cli_report import show_json


@click.command("status", cls=ChineseCommand)
@click.argument("register", metavar="登记簿", type=PATH)
@TODAY
def status_command(register: Path, today: datetime | None) -> int:
    """看进度：下发、已报、无误、有错、未报、逾期各多少。

    例：jixiao status 下发/登记簿.sqlite
    """
    from toolkit.commands.status import standings
    from toolkit.io.desk_screen import print_standings

    found = standings(register, day(today) or date.today())
    counts = (
        ("已报", found.returned),
        ("无误", found.clean),
        ("有错", found.with_errors),
        ("未报", len(found.outstanding)),
        ("逾期", len(found.overdue)),
    )
    print_standings(terminal(), found.issued, counts, found.awaited)
    return 0


@click.command("diff", cls=ChineseCommand)
@click.argument("old", metavar="旧表", type=PATH)
@click.argument("new", metavar="新表", type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help="table 表格，json 给程序用。",
)
@MASTERS
def diff_command(old: Path, new: Path, form: str, masters: tuple[Path, ...]) -> int:
    """比较同一单位的两次报送：改了什么、是否要求改的、哪些问题已改正、哪些是新的。

    退出码：0 没有新问题，1 有新问题。

    例：jixiao diff 第一次.xlsx 第二次.xlsx
    """
    from toolkit.commands.compare import compare_files
    from toolkit.io.desk_screen import print_comparison
    from toolkit.io.diff_json import diff_json

    found = compare_files(old, new, masters)
    if form == "json":
        show_json(diff_json(found))
    else:
        print_comparison(terminal(), found)
    return int(bool(found.new))


@click.command("review", cls=ChineseCommand)
@click.argument("rollup", metavar="汇总工作簿", type=PATH)
@click.option("--register", type=PATH, required=True, metavar="登记簿", help="收表时用的登记簿。")
@OUT
@MASTERS
@OVERWRITE
def review_command(
    rollup: Path, register: Path, out: Path, masters: tuple[Path, ...], overwrite: bool
) -> int:
    """把汇总工作簿“审核打分”表的审核得分写回各单位的副本和 Word 报告。

    原报表不动；没有打分的单位不处理。

    例：jixiao review 汇总/汇总.xlsx --register 汇总/登记簿.sqlite --out 审核
    """
    from toolkit.commands.review import review_all, take_scores
    from toolkit.errors import UnusableInput
    from toolkit.io.desk_screen import FileProgress, print_reviewed
    from toolkit.io.register import Register

    if not register.is_file():
        raise UnusableInput(f"找不到登记簿“{register}”，请核对 --register。")
    with Register(register) as book:
        reviews = take_scores(rollup, book)
        with FileProgress(len(reviews), "审核") as progress:
            done = []
            for reviewed in review_all(reviews, book, out, masters, overwrite=overwrite):
                done.append(reviewed)
                progress.advance()
    print_reviewed(terminal(), [(one.code, one.name, one.audit) for one in done])
    return 0
