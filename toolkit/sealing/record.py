"""The record of a seal as Markdown: which version, what changed, what its rules say of the clean return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.model import SEVERITY_LABELS, Finding
from toolkit.sealing.changes import Change

MOST_TEXT = 300
"""Longer formulas and texts are cut in the record."""


def record_of(
    template: str,
    version: str,
    fingerprint: str,
    before: str,
    changes: Sequence[Change],
    findings: Sequence[Finding],
) -> str:
    """The record; ``before`` is the version it was compared with, empty for none."""
    lines = [
        f"# 母版 {template} {version}",
        "",
        f"指纹：`{fingerprint}`",
        "",
        *_changes(before, changes),
        *_findings(findings),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _changes(before: str, changes: Sequence[Change]) -> Iterator[str]:
    if not before:
        yield from ("没有上一版可比较。", "")
        return
    yield from (f"## 与 {before} 相比，改动 {len(changes)} 处", "")
    if not changes:
        yield from ("没有改动。", "")
    for kind in dict.fromkeys(change.kind for change in changes):
        yield from (f"### {kind}", "", "| 位置 | 原来 | 现在 |", "| --- | --- | --- |")
        for change in changes:
            if change.kind == kind:
                yield f"| {_cell(change.subject)} | {_cell(change.before)} | {_cell(change.after)} |"
        yield ""


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    yield from ("## 在无误样表上试运行", "")
    if not findings:
        yield "没有报出问题。"
        return
    yield from ("以下规则在无误样表上会报出问题，请确认是新要求还是规则写错：", "")
    for finding in findings:
        yield f"- {SEVERITY_LABELS[finding.severity]} {finding.rule} {finding.place} {finding.message}"


def _cell(text: str) -> str:
    shown = text.replace("\n", " ").replace("|", "\\|")
    return shown if len(shown) <= MOST_TEXT else shown[:MOST_TEXT] + "……"
