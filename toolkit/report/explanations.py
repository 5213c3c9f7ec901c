"""The unit's explanations on the result sheet: they follow their finding to whichever row it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.form import as_text
from toolkit.model import Value
from toolkit.submission import Row, Submission, is_blank

FINDING_TABLE = "结果"
EXPLANATION = "结果_说明"
IDENTITY = ("结果_规则", "结果_工作表", "结果_单元格", "结果_对象")
SETTLED = "原来的这一项问题已不存在，单位说明保留在这里。"
Line = Mapping[str, Value | Decimal]


def with_explanations(submission: Submission, lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """The lines, each with the explanation that stands beside the same finding now, and lines for the rest.

    A finding is the same where rule, sheet, cell and object are. An explanation whose finding is gone is
    kept in a line of its own.
    """
    waiting = _explanations(submission)
    explained = [_explained(line, waiting) for line in lines]
    left = [
        {**dict(zip(IDENTITY, identity, strict=True)), "结果_问题": SETTLED, EXPLANATION: text}
        for identity, texts in waiting.items()
        for text in texts
    ]
    return explained, [{name: value or None for name, value in line.items()} for line in left]


def _explanations(submission: Submission) -> dict[tuple[str, ...], list[Value]]:
    table = submission.form.tables[FINDING_TABLE]
    found: dict[tuple[str, ...], list[Value]] = {}
    for index in range(table.rows):
        row = Row(submission, table, index)
        if not is_blank(row.value(EXPLANATION)):
            found.setdefault(tuple(row.text(name) for name in IDENTITY), []).append(row.value(EXPLANATION))
    return found


def _explained(line: Line, waiting: dict[tuple[str, ...], list[Value]]) -> Line:
    texts = waiting.get(tuple(_text(line.get(name)) for name in IDENTITY))
    return {**line, EXPLANATION: texts.pop(0)} if texts else line


def _text(value: Value | Decimal) -> str:
    return str(value) if isinstance(value, Decimal) else as_text(value)
