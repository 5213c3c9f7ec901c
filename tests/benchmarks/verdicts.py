"""The goals of the benchmark, and its tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A measured ratio with what it has to reach, and what it should."""

    what: str
    measured: float
    gate: float
    aim: float
    least: bool = False
    """Whether the ratio is to be at least that, not at most."""
    unit: str = "×"

    @property
    def verdict(self) -> str:
        """目标 where the aim is reached, 门槛 where the gate is, else 未达."""
        for word, bound in (("目标", self.aim), ("门槛", self.gate)):
            if self.measured >= bound if self.least else self.measured <= bound:
                return word
        return "未达"

    @property
    def row(self) -> tuple[str, str, str, str, str]:
        """The goal as a row of the table."""
        sign = "≥" if self.least else "≤"
        bounds = [f"{sign} {bound:,g}{self.unit}" for bound in (self.gate, self.aim)]
        digits = 0 if self.measured >= 100 else 1 if self.measured >= 10 else 2
        return self.what, f"{self.measured:,.{digits}f}{self.unit}", *bounds, self.verdict  # type: ignore[return-value]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the columns after the first are aligned right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
