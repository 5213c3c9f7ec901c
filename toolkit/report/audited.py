"""The finance bureau's scores as the report prints them: beside each claim, and their total and deviation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.model import Scorecard, ScoredRow
from toolkit.report.printing import plain


def audited_note(score: Decimal | None) -> str:
    """``（审核 2.5）``; empty where the bureau gave no score."""
    return "" if score is None else f"（审核 {plain(score)}）"


def with_note(claimed: str, note: str) -> str:
    """A printed claim with the bureau's score on a line of its own; the claim alone where there is none."""
    return "\n".join(text for text in (claimed, note) if text)


def audited_total(card: Scorecard) -> str:
    """The sum of the bureau's scores; empty where it gave none."""
    scores = [row.audited for row in card.rows if row.audited is not None]
    return plain(sum(scores, Decimal(0))) if scores else ""


def deviation(card: Scorecard) -> str:
    """``96－86.4＝9.6``: claims minus audited scores, over the lines that have both; empty without any.

    An execution line without a claim counts with the score due, as in the sheet's own total. Where not every
    line could be compared, the text says how many were.
    """
    pairs = list(_pairs(card))
    if not pairs:
        return ""
    claimed = sum((one for one, _ in pairs), Decimal(0))
    audited = sum((other for _, other in pairs), Decimal(0))
    said = f"{plain(claimed)}－{plain(audited)}＝{plain(claimed - audited)}"
    some = len(pairs) < len(card.rows)
    return f"{said}（{len(card.rows)} 项中已审核的 {len(pairs)} 项）" if some else said


def _pairs(card: Scorecard) -> Iterator[tuple[Decimal, Decimal]]:
    execution, *indicators = card.rows
    for row, claimed in ((execution, _due(execution)), *((row, row.claimed) for row in indicators)):
        if claimed is not None and row.audited is not None:
            yield claimed, row.audited


def _due(execution: ScoredRow) -> Decimal | None:
    return execution.auto.value if execution.claimed is None else execution.claimed
