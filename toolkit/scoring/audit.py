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
    of: int
    """How many lines there are in all."""

    @property
    def deviation(self) -> Decimal | None:
        """Claimed minus audited; ``None`` where no line has both."""
        return self.claimed - self.audited if self.lines else None

    @property
    def share(self) -> Decimal | None:
        """The deviation as a share of what was claimed; ``None`` where that is nothing."""
        return (self.claimed - self.audited) / self.claimed if self.claimed else None

    @property
    def told(self) -> str:
        """The comparison in words, and on how many lines where it is not on all.

        ``已审核 2 项（共 28 项）：自评 5.00 分，审核 3.00 分，偏差 2.00 分（40.00%）``; without the rate
        where nothing was claimed.
        """
        some = f"已审核 {self.lines} 项（共 {self.of} 项）：" if self.lines < self.of else ""
        rate = "" if self.share is None else f"（{self.share:.2%}）"
        gap = self.claimed - self.audited
        return f"{some}自评 {self.claimed:.2f} 分，审核 {self.audited:.2f} 分，偏差 {gap:.2f} 分{rate}"


def audit_of(lines: Iterable[Line]) -> Audit | None:
    """The audit of some lines; ``None`` where the bureau gave no score."""
    lines = list(lines)
    scored = [(claimed, score) for claimed, score in lines if score is not None]
    if not scored:
        return None
    both = [(claimed, score) for claimed, score in scored if claimed is not None]
    return Audit(
        total=sum((score for _, score in scored), Decimal(0)),
        claimed=sum((claimed for claimed, _ in both), Decimal(0)),
        audited=sum((score for _, score in both), Decimal(0)),
        lines=len(both),
        of=len(lines),
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
