"""A trial run of a master that reads well: on the blank form and on a clean return put into its layout."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.addresses import CellRef, parse_area
from toolkit.errors import MasterFault
from toolkit.form import Form
from toolkit.model import Book, ExcelError, Finding, Role, RuleStatus, Value
from toolkit.rules import run_rules
from toolkit.scoring import score_submission
from toolkit.sealing.draft import Fault
from toolkit.submission import Submission, bind

TAKEN = (Role.INPUT, Role.AUDIT)
ON_THE_FILE = "IN"
"""Rules about the returned file itself; a sample put into another layout is no returned file."""


def rebound(sample: Book, form: Form) -> Submission:
    """A filled workbook's inputs put into another layout, cell by cell of the same name."""
    values = list(form.blank)
    cells = {sheet.title: sheet.cells for sheet in sample.sheets}
    for field in form.fields.values():
        area = parse_area(sample.names.get(field.name, ""))
        if area is None or field.role not in TAKEN:
            continue
        for index in range(min(area.rows, field.area.rows)):
            at = area.cell(index)
            cell = cells.get(at.sheet, {}).get((at.row, at.column))
            value: Value = cell.value if cell else None
            values[form.slot(field.area.cell(index))] = None if value == "" else value
    form.model.calculate(values)
    return Submission(form, form.book, tuple(values))


def trial_faults(form: Form, sample: Book) -> Iterator[Fault]:
    """Formulas in error, rules that crash and rule sets that cannot score, on the clean return and blank."""
    blank, filled = bind(form.book, form), rebound(sample, form)
    in_error = dict(_errors(blank))
    for at, value in _errors(filled):
        if at not in in_error:
            yield Fault(at, f"填入无误样表后结果是 {value}，请改写公式。")
        in_error[at] = value
    told = {(at.sheet, at.row) for at in in_error}
    for submission, where in ((blank, "空白母版"), (filled, "无误样表")):
        yield from _crashed(submission, where, told)
        for ruleset in form.rulesets:
            yield from _unscored(submission, ruleset, where)


def trial_findings(form: Form, sample: Book) -> tuple[Finding, ...]:
    """What the master's rules report on the clean return: nothing, or what the bureau should know of."""
    found = run_rules(rebound(sample, form)).findings
    return tuple(finding for finding in found if not finding.rule.startswith(ON_THE_FILE))


def _errors(submission: Submission) -> Iterator[tuple[CellRef, ExcelError]]:
    for sheet in submission.form.book.sheets:
        for (row, column), cell in sorted(sheet.cells.items()):
            at = CellRef(sheet.title, row, column)
            if cell.formula and isinstance(value := submission.at(at), ExcelError):
                yield at, value


def _crashed(submission: Submission, where: str, told: set[tuple[str, int]]) -> Iterator[Fault]:
    """Rules that could not run, but for those whose own formulas are told to be in error."""
    cells: dict[str, list[CellRef]] = {}
    for rule in submission.form.rules:
        cells.setdefault(rule.id, []).append(rule.at)
    for result in run_rules(submission).results:
        places = cells[result.rule]
        if result.status is RuleStatus.CRASHED and told.isdisjoint((at.sheet, at.row) for at in places):
            yield Fault(places[0], f"规则 {result.rule} 在{where}上不能执行：{result.reason}。")


def _unscored(submission: Submission, ruleset: str, where: str) -> Iterator[Fault]:
    try:
        score_submission(submission, ruleset)
    except MasterFault:
        return  # told with the parameters
    except KeyError as missing:
        name = missing.args[0]
        yield Fault(None, f"在{where}上评分时缺少字段 {name}，请在字段表和名称管理器中恢复。")
