"""The finance bureau's scores as the report prints them: beside each claim, and their total and deviation."""

from __future__ import annotations

from decimal import Decimal

from toolkit.model import Scorecard
from toolkit.report.printing import short
from toolkit.scoring.audit import audit_of_card


def audited_note(score: Decimal | None) -> str:
    """``（审核 2.5）``; empty where the bureau gave no score."""
    return "" if score is None else f"（审核 {short(score)}）"


def with_note(claimed: str, note: str) -> str:
    """A printed claim with the bureau's score on a line of its own; the claim alone where there is none."""
    return "\n".join(text for text in (claimed, note) if text)


def audited_total(card: Scorecard) -> str:
    """The sum of the bureau's scores; empty where it gave none."""
    audit = audit_of_card(card)
    return short(audit.total) if audit else ""


def deviation(card: Scorecard) -> str:
    """``96－86.4＝9.6``: claims minus audited scores, over the lines that have both; empty without any.

    Where not every line could be compared, the text says how many were.
    """
    audit = audit_of_card(card)
    if audit is None or audit.deviation is None:
        return ""
    said = f"{short(audit.claimed)}－{short(audit.audited)}＝{short(audit.deviation)}"
    return f"{said}（{audit.of} 项中已审核的 {audit.lines} 项）" if audit.lines < audit.of else said
