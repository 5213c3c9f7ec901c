"""Who returned what: outstanding and repeated returns, wrong names, other units' and altered workbooks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from toolkit.decimals import to_decimal
from toolkit.desk import vocabulary as v
from toolkit.desk.bulk_registry import Scope, per_unit
from toolkit.desk.case import Case
from toolkit.desk.returns import Standing
from toolkit.model import Figure, Severity, Value
from toolkit.rules.hit import Hit, NotRun

MOST_NAMED = 5
"""So many errors of a return that was not accepted are told, the others are counted."""


@per_unit("BK01", "未报", Scope.UNIT)
def outstanding(case: Case) -> Iterator[Hit]:
    """Units without any return that could be read."""
    dossier = case.dossier
    if dossier.in_force:
        return
    text = f"{dossier.unit.name}未报"
    if dossier.due:
        text += f"，截止 {dossier.due.isoformat()}"
    if dossier.days_overdue:
        text += f"，已逾期 {dossier.days_overdue} 天"
    if dossier.unreadable:
        text += f"；收到过无法读取的文件：{'、'.join(dossier.unreadable)}"
    if dossier.of_others:
        text += f"；文件名是本单位、封面是别的单位的：{'、'.join(dossier.of_others)}"
    text += "".join(f"；收到的“{other.file.path}”{other.reason}" for other in dossier.of_other_years)
    yield Hit(None, dossier.unit.name, f"{text}。")


@per_unit("BK01", "重报")
def returned_twice(case: Case) -> Iterator[Hit]:
    """Files beside the unit's returns that count as none: repetitions, and returns of another year."""
    for version in case.dossier.versions:
        if version.standing is Standing.DUPLICATE:
            text = f"{version.file.path} 与第 {version.number} 次报送的 {version.same_as} 内容相同。"
            yield Hit(None, case.dossier.unit.name, text)
    for other in case.dossier.of_other_years if case.dossier.in_force else ():
        text = f"“{other.file.path}”{other.reason}，没有采用。"
        yield Hit(None, case.dossier.unit.name, text, fix="无须处理；以本年度的一份为准。")


@per_unit("BK01", "更正")
def replacement_not_accepted(case: Case) -> Iterator[Hit]:
    """Latest returns with errors, for which an earlier one stays in force."""
    version, digest, in_force = case.dossier.turned_down, case.turned_down, case.dossier.in_force
    if version is None or digest is None or in_force is None:
        return
    errors = [finding for finding in digest.findings if finding.severity is Severity.ERROR]
    why = f"有 {len(errors)} 处错误" if errors else "没有能全部校验"
    text = (
        f"第 {version.number} 次报送（{version.file.name}）{why}，没有采用，仍以第 {in_force.number} 次为准"
    )
    shown = "；".join(
        " ".join(filter(None, (e.rule, e.place, e.message.rstrip("。")))) for e in errors[:MOST_NAMED]
    )
    rest = f"；其余 {len(errors) - MOST_NAMED} 处略" if len(errors) > MOST_NAMED else ""
    yield Hit(None, case.dossier.unit.name, f"{text}{'：' if shown else ''}{shown}{rest}。")


@per_unit("BK01", "原件")
def accepted_file_gone(case: Case) -> Iterator[Hit]:
    """Returns in force whose file was overwritten, moved or deleted."""
    version = case.dossier.in_force
    if version and version.file.gone:
        text = (
            f"在用的是第 {version.number} 次报送（{version.file.name}），但{version.reason}，无法打开和审核。"
        )
        yield Hit(None, case.dossier.unit.name, text)


@per_unit("BK01", "旧版")
def older_issue(case: Case) -> Iterator[Hit]:
    """Returns in a workbook that has since been issued anew."""
    issue, latest = case.issue, case.background.latest_issue(case.code)
    if issue and latest and issue.code == case.code and issue.issue != latest.issue:
        text = f"本表用的是下发编号 {issue.issue} 的工作簿，最近一次下发的是 {latest.issue}。"
        yield Hit(None, case.dossier.unit.name, text, issue.issue, latest.issue)


@per_unit("BK02", "名称")
def code_and_name_differ(case: Case) -> Iterator[Hit]:
    """Code or name of the cover that are not the roster's."""
    if case.digest is None:
        return
    for name, actual, expected in (
        (v.CODE, case.digest.code, case.code),
        (v.NAME, case.digest.name, case.dossier.unit.name),
    ):
        label = case.background.form.fields[name].label
        if plain_name(actual) != plain_name(expected):
            text = f"{label}填“{actual}”，名录是“{expected}”。"
            yield Hit(case.background.cell(name), label, text, actual, expected)


def plain_name(text: str) -> str:
    """A name without spaces and differences of width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@per_unit("BK02", "下发")
def workbook_of_another_unit(case: Case) -> Iterator[Hit]:
    """Returns in a workbook that was issued to another unit, or never issued."""
    if not case.background.issued:
        raise NotRun("登记簿里没有下发记录")
    if case.digest is None:
        return
    issue, unit = case.issue, case.dossier.unit
    latest = case.background.latest_issue(case.code)
    if issue and issue.code != case.code:
        text = f"这份工作簿（下发编号 {issue.issue}）是下发给“{issue.name}”的，却以“{unit.name}”的名义报送。"
        yield Hit(None, unit.name, text, issue.code, case.code)
    elif issue is None and latest:
        shown = f"下发编号“{case.digest.issue}”没有登记" if case.digest.issue else "没有下发编号"
        yield Hit(
            None, unit.name, f"这份工作簿{shown}，不是下发给本单位的。", case.digest.issue, latest.issue
        )


@per_unit("BK02", "预填")
def prefilled_value_changed(case: Case) -> Iterator[Hit]:
    """Prefilled entries that are no longer as issued."""
    if not case.background.issued:
        raise NotRun("登记簿里没有下发记录")
    issue = case.issue
    if case.digest is None or issue is None or issue.code != case.code:
        return
    for name, expected in issue.known.items():
        actual = case.digest.known.get(name, "")
        field = case.background.form.fields.get(name)
        if field and not field.table and actual != expected:
            text = f"“{field.label}”下发时预填“{expected}”，现在是“{actual or '空'}”。"
            cell = case.background.cell(name)
            shown = _figure(actual, field.decimals), _figure(expected, field.decimals)
            yield Hit(cell, field.label, text, *shown, field.unit)


def _figure(text: str, decimals: int | None) -> Figure:
    if decimals is None:
        return text
    try:
        value: Value = float(text)
    except ValueError:
        return text
    return to_decimal(value, decimals)
