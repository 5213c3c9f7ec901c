"""What was left blank: whole parts, tables without a row, required fields."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.decimals import plain
from toolkit.form import Form, Rule
from toolkit.model import Field, Table
from toolkit.rules.hit import Evidence, Hit
from toolkit.rules.registry import rule
from toolkit.submission import Submission, inputs_of, is_blank

POSTS, PEOPLE, REASON = "概况_人员编制", "概况_实有人数", "概况_控制率说明"
PART_RULE = "ST01"
"""Reports whole sheets and tables that are blank; their single fields are then not listed again."""


@rule("ST01")
@rule("ST04")
@rule("ST05")
@rule("ST08")
@rule("ST09")
@rule("ST11", part="必填")
@rule("ST12", part="必填")
@rule("ST14")
@rule("ST15", part="必填")
def required_field_blank(evidence: Evidence, entry: Rule) -> Iterator[Hit]:
    """Blank fields whose column 必填 names this rule, on sheets that are not blank altogether."""
    submission = evidence.submission
    blank = submission.blank_sheets
    if entry.id == PART_RULE:
        for sheet in blank:
            yield Hit(None, sheet, f"“{sheet}”整个部分未填。", sheet=sheet)
        yield from _no_posts_for_people(submission)
    for field in evidence.form.kept(_required).get(entry.id, ()):
        if field.area.sheet not in blank:
            table = submission.form.tables.get(field.table)
            yield from _blank_in_table(submission, field, table) if table else _blank_alone(submission, field)


def _no_posts_for_people(submission: Submission) -> Iterator[Hit]:
    """No posts where there are people: the ratio of staff, by which others judge, cannot be had."""
    posts, people = submission.decimal(POSTS), submission.decimal(PEOPLE)
    if posts == 0 and people and people > 0 and not submission.text(REASON):
        label, count = submission.form.fields[POSTS].label, plain(people)
        message = f"“{label}”填的是 0，实有人数有 {count} 人，控制率无法计算。"
        fix = "填核定的编制数；确实没有编制的，在控制率说明里写明。"
        yield Hit(
            submission.cell(POSTS), label, message, posts, unit="人", also=(submission.cell(PEOPLE),), fix=fix
        )


def _required(form: Form) -> dict[str, list[Field]]:
    """The fields that must not be blank, by the rule that reports them."""
    found: dict[str, list[Field]] = {}
    for field in inputs_of(form):
        found.setdefault(field.required, []).append(field)
    return found


def _blank_alone(submission: Submission, field: Field) -> Iterator[Hit]:
    if is_blank(submission.value(field.name)):
        yield Hit(field.area.first, field.label, f"“{field.label}”未填。", unit=field.unit)


def _blank_in_table(submission: Submission, field: Field, table: Table) -> Iterator[Hit]:
    rows = submission.filled_indexes[table.name]
    start, values = submission.form.starts[field.name], submission.values
    if not rows and _is_first_required(field, table):
        yield Hit(field.area.first, table.label, f"“{table.label}”一行也没有填。")
    for row in (submission.row(table, index) for index in rows if is_blank(values[start + index])):
        message = f"“{row.name}”的“{field.label}”未填。"
        yield Hit(row.cell(field.name), row.key or table.label, message, unit=field.unit)


def _is_first_required(field: Field, table: Table) -> bool:
    return next(column for column in table.fields if column.required) is field
