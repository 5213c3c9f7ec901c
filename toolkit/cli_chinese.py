"""Help and error messages of the command line in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


class _ChineseHelp(click.Command):
    """Chinese headings in a command's help."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, and the commands of a group."""
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [
            (names, text.replace("required]", "必填]"))
            for option in options
            for names, text in [option.get_help_record(ctx) or ("", "")]
            if names
        ]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words, with the options named in Chinese."""
        return [piece.replace("[OPTIONS]", "[选项]") for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, explained in Chinese."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "显示这段说明。"
        return option


class ChineseCommand(_ChineseHelp):
    """A command with Chinese help."""


class ChineseGroup(_ChineseHelp, click.Group):
    """A group with Chinese help; its commands are ChineseCommands."""

    command_class = ChineseCommand

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words, with the command named in Chinese."""
        return [piece.replace("COMMAND [ARGS]...", "命令 …") for piece in super().collect_usage_pieces(ctx)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the first sentence of its help."""
        rows = [(name, command.get_short_help_str(60)) for name, command in sorted(self.commands.items())]
        with formatter.section("命令"):
            formatter.write_dl(rows)


Wording = Callable[[Any], str]
WORDINGS: tuple[tuple[type[click.ClickException], Wording], ...] = (
    (click.NoSuchOption, lambda e: f"没有选项“{e.option_name}”。"),
    (click.MissingParameter, lambda e: f"缺少{_parameter(e)}。"),
    (click.BadParameter, lambda e: f"{_parameter(e)}的值不对，{_wanted(e)}。"),
    (click.BadOptionUsage, lambda e: f"选项“{e.option_name}”用法不对，它后面要有一个值。"),
)


def in_chinese(fault: click.ClickException) -> str:
    """One Chinese sentence for a fault in the command line's words, with where to look."""
    for kind, wording in WORDINGS:
        if isinstance(fault, kind):
            return wording(fault) + _where_to_look(fault)
    if "No such command" in fault.message:
        return f"没有这个命令，可用的有：{_commands(fault)}。"
    if "Missing command" in fault.message:
        return f"请写明命令：{_commands(fault)}。"
    if "unexpected extra argument" in fault.message:
        words = fault.message.partition("(")[2].removesuffix(")")
        return f"多写了“{words}”；名称中有空格的，请加引号。{_where_to_look(fault)}"
    return f"命令写法不对：{fault.message}{_where_to_look(fault)}"


def _commands(fault: click.ClickException) -> str:
    group = fault.ctx.command if isinstance(fault, click.UsageError) and fault.ctx else None
    return "、".join(sorted(group.commands)) if isinstance(group, click.Group) else ""


def _parameter(fault: click.BadParameter) -> str:
    if fault.param is None:
        return "参数"
    name = (
        fault.param.make_metavar(fault.ctx) if fault.ctx and isinstance(fault.param, click.Argument) else ""
    )
    return f"“{name or fault.param.opts[0]}”"


def _wanted(fault: click.BadParameter) -> str:
    """What the parameter takes, in words."""
    kind = fault.param.type if fault.param else None
    if isinstance(kind, click.Choice):
        return f"可选：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.DateTime):
        return "请写成 2024-05-31"
    if isinstance(kind, click.IntRange | click.FloatRange):
        most = f"、不大于 {kind.max:g}" if kind.max is not None else ""
        return f"应是不小于 {kind.min:g}{most} 的{'整数' if isinstance(kind, click.IntRange) else '数'}"
    return fault.message


def _where_to_look(fault: click.ClickException) -> str:
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    return f"请看 {context.command_path} --help。" if context else ""
