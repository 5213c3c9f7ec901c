"""The unit's explanations on the result sheet: they follow their finding to whichever row it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from toolkit.form import as_text
from toolkit.model import Figure, Finding, Value
from toolkit.submission import Submission

FINDING_TABLE = "结果"
EXPLANATION = "结果_说明"
IDENTITY = ("结果_规则", "结果_工作表", "结果_单元格", "结果_对象")
VALUES = ("结果_填报数", "结果_应为")
SETTLED = "原来的这一项问题已不存在，单位说明保留在这里。"
DROPPED = "数字已变，原来的说明“{text}”作废，请重新说明。"
SHOWN = 20
"""How many characters of a dropped explanation are quoted."""
Line = Mapping[str, Value | Decimal]
Written = dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]]
"""Identity of a finding → figures that stood beside it, and what the unit wrote."""


def explained(submission: Submission, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, each with the unit's explanation of the very same finding.

    A finding is the same where rule, sheet, cell and object are. Where one of its figures has changed since,
    the explanation is dropped and the advice says so.
    """
    written = _written(submission)
    return tuple(_explained(finding, written) for finding in findings) if written else tuple(findings)


def settled_lines(submission: Submission, findings: Iterable[Finding]) -> list[Line]:
    """A line for every explanation whose finding is gone."""
    written = _written(submission)
    for finding in findings:
        texts = written.get(_identity(finding))
        if texts:
            _take(texts, _figures(finding))
    return [
        {
            **{name: text or None for name, text in zip(IDENTITY, identity, strict=True)},
            "结果_问题": SETTLED,
            EXPLANATION: text,
        }
        for identity, texts in written.items()
        for _, text in texts
    ]


def _written(submission: Submission) -> Written:
    table, texts = submission.form.tables[FINDING_TABLE], submission.texts
    found: Written = {}
    for index, text in enumerate(texts[EXPLANATION][: table.rows]):
        if text:
            values = tuple(texts[name][index] for name in VALUES)
            identity = tuple(texts[name][index] for name in IDENTITY)
            found.setdefault(identity, []).append((values, text))
    return found


def _explained(finding: Finding, written: Written) -> Finding:
    texts = written.get(_identity(finding))
    if not texts:
        return finding
    values, text = _take(texts, _figures(finding))
    if values == _figures(finding):
        return replace(finding, explanation=text)
    return replace(finding, fix=finding.fix + DROPPED.format(text=text[:SHOWN]))


def _take(texts: list[tuple[tuple[str, ...], str]], values: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Take out the explanation written beside these figures, or the first one."""
    return texts.pop(next((i for i, (beside, _) in enumerate(texts) if beside == values), 0))


def _identity(finding: Finding) -> tuple[str, ...]:
    return finding.rule, finding.sheet, finding.cell, as_text(finding.key)


def _figures(finding: Finding) -> tuple[str, ...]:
    return _text(finding.actual), _text(finding.expected)


def _text(figure: Figure) -> str:
    """A figure as the result sheet shows it."""
    return as_text(float(figure) if isinstance(figure, Decimal) else figure)
