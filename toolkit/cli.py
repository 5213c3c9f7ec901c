"""The command line: parse, call one command, print, exit 0, 1 or 2."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from toolkit import __version__
from toolkit.cli_desk import add_desk
from toolkit.cli_guard import GuardedGroup, guarded, take_every_character
from toolkit.cli_options import MASTER, MASTERS, OUT, OVERWRITE, PATH, RULESET, terminal
from toolkit.cli_report import exit_code, show_json, show_report, show_summary
from toolkit.collector import collect_seldom

if TYPE_CHECKING:
    from toolkit.commands.check import Checked
    from toolkit.form import Form

FILE = click.argument("file", metavar="工作簿", type=PATH)
PUBLIC = click.option("--public", is_flag=True, help="对外公开版：隐去电话号码。")


@click.group(cls=GuardedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="jixiao %(version)s", help="显示版本。")
def jixiao() -> None:
    """部门整体支出绩效自评：校验、评分、导出 Word 报告。

    例：jixiao run 自评工作簿.xlsx --out 结果
    """


add_desk(jixiao)


@jixiao.command("run")
@FILE
@OUT
@MASTERS
@RULESET
@PUBLIC
@OVERWRITE
def run_command(
    file: Path, out: Path, masters: tuple[Path, ...], ruleset: str | None, public: bool, overwrite: bool
) -> int:
    """校验、评分、导出 Word，一次做完。

    写出 <文件名>.check.json、<文件名>.scored.xlsx（有宏的为 .xlsm）、<文件名>.docx；有错误时 Word 为草稿。
    屏幕上每条规则一行，全部问题见 check.json 和副本的“校验结果”表。

    例：jixiao run workbooks/samples/yunxi-2023.xlsx --out out
    """
    from toolkit.commands.run import run_outputs
    from toolkit.report.write_back import needs_draft

    checked = _check(file, masters, ruleset)
    show_summary(checked)
    with _status("正在写出结果…"):
        written = list(run_outputs(checked, out, public=public, overwrite=overwrite))
    for path in written:
        draft = path.suffix == ".docx" and needs_draft(checked.report)
        note = "（草稿：改正全部错误后可导出正式报告）" if draft else ""
        click.echo(f"已写出 {path}{note}")
    return exit_code(checked)


@jixiao.command("check")
@FILE
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="输出格式。")
@MASTERS
@RULESET
def check_command(file: Path, form: str, masters: tuple[Path, ...], ruleset: str | None) -> int:
    """校验一个工作簿，列出问题；不改动文件。

    退出码：0 没有错误，1 有错误，2 无法校验。

    例：jixiao check 自评工作簿.xlsx --format json
    """
    checked = _check(file, masters, ruleset)
    if form == "json":
        from toolkit.io.json_report import report_json

        show_json(report_json(checked.report))
    else:
        show_report(checked)
    return exit_code(checked)


@jixiao.command("score")
@FILE
@click.option("--out", type=PATH, metavar="副本", help="写到这个新文件；只比较规则集时不用写。")
@click.option("--compare", is_flag=True, help="比较各规则集下的得分和等次，不写文件。")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="比较结果的格式。"
)
@MASTERS
@RULESET
@OVERWRITE
def score_command(
    file: Path,
    out: Path | None,
    compare: bool,
    form: str,
    masters: tuple[Path, ...],
    ruleset: str | None,
    overwrite: bool,
) -> int:
    """评分：把自动得分、计分说明和校验结果写入副本，原文件不动。

    加 --compare 则列出每个规则集下的得分和等次、哪些行不同、为什么。

    例：jixiao score 自评工作簿.xlsx --out 自评工作簿.scored.xlsx
    """
    if compare:
        spare = {"--out": out, "--ruleset": ruleset, "--overwrite": overwrite}
        if given := "、".join(name for name, value in spare.items() if value):
            raise click.UsageError(f"--compare 只比较各规则集、不写文件，请去掉 {given}。")
        return _compare_rulesets(file, masters, form)
    if form != "table":
        raise click.UsageError("--format 是比较结果的格式，请加 --compare 或去掉它。")
    if out is None:
        raise click.UsageError("缺少“--out”，或加 --compare 只作比较。")
    from toolkit.commands.score import save_scored
    from toolkit.io.screen_text import score_line

    checked = _check(file, masters, ruleset)
    save_scored(checked, out, overwrite=overwrite)
    assert checked.report.score is not None
    click.echo(f"{score_line(checked.report.score)}\n已写出 {out}")
    return exit_code(checked)


def _compare_rulesets(file: Path, masters: tuple[Path, ...], form: str) -> int:
    from toolkit.commands.rulesets import compare_file
    from toolkit.io.ruleset_screen import print_rulesets
    from toolkit.io.rulesets_json import rulesets_json

    found = compare_file(file, masters)
    if form == "json":
        show_json(rulesets_json(file.name, found))
    else:
        print_rulesets(terminal(), found)
    return 0


@jixiao.command("word")
@FILE
@click.option("--out", type=PATH, required=True, metavar="报告", help="写到这个新的 .docx 文件。")
@click.option("--draft", is_flag=True, help="还有错误时导出草稿，页眉印“草稿”。")
@click.option("--template", type=PATH, metavar="模板", help="用改过的报告模板（.docx）；有不妥的逐条指出。")
@MASTERS
@PUBLIC
@OVERWRITE
def word_command(
    file: Path,
    out: Path,
    draft: bool,
    template: Path | None,
    masters: tuple[Path, ...],
    public: bool,
    overwrite: bool,
) -> int:
    """导出 Word 报告；还有错误时只能导出草稿。

    例：jixiao word 自评工作簿.xlsx --out 自评报告.docx
    """
    from toolkit.commands.word import save_report

    checked = _check(file, masters, None)
    save_report(checked, out, draft=draft, public=public, overwrite=overwrite, template=template)
    click.echo(f"已写出 {out}")
    return exit_code(checked)


@jixiao.command("fill")
@click.argument("data", metavar="数据文件", type=PATH)
@click.option("--out", type=PATH, required=True, metavar="工作簿", help="写到这个新文件。")
@MASTER
@OVERWRITE
def fill_command(data: Path, out: Path, master: Path | None, overwrite: bool) -> int:
    """用数据文件（YAML 或 JSON，键为字段名）填写母版。

    例：jixiao fill workbooks/samples/clean-2023.yaml --out 自评工作簿.xlsx
    """
    from toolkit.commands.fill import save_filled
    from toolkit.io.resources import master_path

    save_filled(data, master or master_path(), out, overwrite=overwrite)
    click.echo(f"已写出 {out}")
    return 0


@jixiao.command("fields")
@MASTER
def fields_command(master: Path | None) -> int:
    """列出全部字段：名称、标签、类型、单位、必填、角色、位置。

    例：jixiao fields
    """
    from toolkit.commands.catalogue import FIELD_HEADS, field_rows
    from toolkit.io.screen import print_table

    print_table(terminal(), FIELD_HEADS, field_rows(_master(master)))
    return 0


@jixiao.command("rules")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "md", "json", "xlsx"]),
    default="table",
    help="table 表格，md 文档，json 给程序用，xlsx 工作簿。",
)
@click.option("--out", type=PATH, metavar="文件", help="写到这个新文件；xlsx 必须写明。")
@MASTER
@OVERWRITE
def rules_command(form: str, out: Path | None, master: Path | None, overwrite: bool) -> int:
    """列出全部校验规则。

    例：jixiao rules --format xlsx --out 规则目录.xlsx
    """
    from toolkit.commands.catalogue import RULE_HEADS, SHORT, rule_listing, rule_rows
    from toolkit.io.files import refuse_source, require_suffix, write_new
    from toolkit.io.resources import master_path
    from toolkit.io.screen import print_table

    if form == "xlsx" and out is not None:
        require_suffix(out, ".xlsx")
    master_form = _master(master)
    if form == "table" and out is None:
        rows = (row[SHORT] for row in rule_rows(master_form))
        print_table(terminal(), RULE_HEADS[SHORT], rows)
        return 0
    data = rule_listing(master_form, form, to_file=out is not None)
    if out is None:
        show = show_json if form == "json" else partial(click.echo, nl=False)
        show(data.decode())
    else:
        refuse_source(out, master or master_path())
        write_new(out, data, overwrite=overwrite)
        click.echo(f"已写出 {out}")
    return 0


@jixiao.command("explain")
@click.argument("rule", metavar="规则编号")
@MASTER
def explain_command(rule: str, master: Path | None) -> int:
    """说明一条规则：含义、依据、公式、怎么改。

    例：jixiao explain AR06
    """
    from toolkit.commands.catalogue import explanation, find_rule

    form = _master(master)
    for head, text in explanation(form, find_rule(form, rule)):
        click.echo(f"{click.style(head, bold=True)}　{text}")
    return 0


def _check(file: Path, masters: tuple[Path, ...], ruleset: str | None) -> Checked:
    with _status("正在校验…"):
        from toolkit.commands.check import check_file

        return check_file(file, masters=masters, ruleset=ruleset)


def _status(text: str) -> AbstractContextManager[object]:
    """A sign of life on a terminal, while work goes on."""
    return terminal(stderr=True).status(text) if sys.stderr.isatty() else nullcontext()


def _master(path: Path | None) -> Form:
    """A master, by default the one that comes with the toolkit."""
    from toolkit.io.masters import load_form
    from toolkit.io.resources import master_path

    return load_form(path or master_path())


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    collect_seldom()
    take_every_character()
    run = partial(jixiao.main, arguments, prog_name="jixiao", standalone_mode=False)
    sys.exit(guarded(run))


import toolkit.cli_excel  # noqa: E402 - its commands register with the group above
import toolkit.cli_seal  # noqa: E402, F401
