"""The bureau's scores beside the claims: their total, and how far the two are apart."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from toolkit.model import Scorecard

Line = tuple[Decimal | None, Decimal | None]
"""What counts as claimed, and the bureau's score."""


class Audit(NamedTuple):
    """Sums in points. Lines that lack either score do not count in the comparison."""

    total: Decimal
    """Of all scores that the bureau gave."""
    claimed: Decimal
    """Of the lines that have both."""
    audited: Decimal
    """Of the same lines."""
    lines: int
    """How many these are."""

    @property
    def deviation(self) -> Decimal | None:
        """Claimed minus audited; ``None`` where no line has both."""
        return self.claimed - self.audited if self.lines else None

    @property
    def share(self) -> Decimal | None:
        """The deviation as a share of what was claimed; ``None`` where that is nothing."""
        return (self.claimed - self.audited) / self.claimed if self.claimed else None


def audit_of(lines: Iterable[Line]) -> Audit | None:
    """The audit of some lines; ``None`` where the bureau gave no score."""
    scored = [(claimed, score) for claimed, score in lines if score is not None]
    if not scored:
        return None
    both = [(claimed, score) for claimed, score in scored if claimed is not None]
    return Audit(
        total=sum((score for _, score in scored), Decimal(0)),
        claimed=sum((claimed for claimed, _ in both), Decimal(0)),
        audited=sum((score for _, score in both), Decimal(0)),
        lines=len(both),
    )


def audit_of_card(card: Scorecard) -> Audit | None:
    """The audit of a return as it was scored."""
    execution, *indicators = card.rows
    counted = execution_claim(execution.claimed, execution.auto.value)
    return audit_of([(counted, execution.audited), *((row.claimed, row.audited) for row in indicators)])


def execution_claim(claimed: Decimal | None, due: Decimal | None) -> Decimal | None:
    """What an execution line counts with: its claim, or the score due where there is none, as in the total
    of the sheet itself."""
    return due if claimed is None else claimed
