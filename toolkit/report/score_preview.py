"""What scoring is about to change, in a few lines that fit a message box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.decimals import plain
from toolkit.model import CellEdit, Scorecard
from toolkit.submission import Submission, edited, is_blank

TOTALS = ("自评_自动合计", "自评_得分合计")
TEXTS = ("自评_自动等次", "自评_评价等次")


def score_preview(submission: Submission, edits: Sequence[CellEdit]) -> str:
    """Cells filled and cells changed, by label; then totals and ratings before and after."""
    after = edited(submission, edits)
    filled, changed = Counter[str](), Counter[str]()
    for edit in edits:
        field = submission.form.field_at(edit.at)
        assert field is not None
        (filled if is_blank(submission.at(edit.at)) else changed)[field.label] += 1
    lines = [f"将写入 {len(edits)} 格："]
    lines += [f"填入空格　{_counts(filled)}"] if filled else []
    lines += [f"改动已有　{_counts(changed)}"] if changed else []
    for name in TOTALS:
        lines += _shift(submission, name, _figure(submission, name), _figure(after, name))
    for name in TEXTS:
        lines += _shift(submission, name, submission.text(name), after.text(name))
    return "\n".join(lines)


def score_summary(card: Scorecard) -> str:
    """Automatic total, full marks and rating in one line."""
    rating = card.rating or "未评"
    return f"自动得分 {plain(card.auto_total)} 分（满分 {plain(card.max_total)}），等次 {rating}。"


def _figure(submission: Submission, name: str) -> str:
    number = submission.decimal(name)
    return "" if number is None else plain(number)


def _counts(counts: Counter[str]) -> str:
    return "、".join(f"{label} {count}" for label, count in counts.items())


def _shift(submission: Submission, name: str, before: str, after: str) -> list[str]:
    if before == after:
        return []
    return [f"{submission.form.fields[name].label}　{before or '空'} → {after or '空'}"]
