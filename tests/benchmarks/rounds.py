"""Peers measured in turn, again and again: whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

WARM_UP = 3
NO_OTHERS: Mapping[str, Callable[[int], Sequence[bytes]]] = {}


@dataclass(slots=True)
class Series:
    """Milliseconds a workbook, one figure a round."""

    figures: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle of all rounds."""
        return statistics.median(self.figures)

    def __str__(self) -> str:
        digits = 1 if self.median < 100 else 0
        low, high = min(self.figures), max(self.figures)
        return f"{self.median:,.{digits}f}（{low:,.{digits}f}–{high:,.{digits}f}）"


def ratio(above: Series, below: Series) -> float:
    """The median of the ratios within each round: what slows a whole round down falls out."""
    pairs = zip(above.figures, below.figures, strict=False)
    return statistics.median(one / other for one, other in pairs)


def interleaved(
    peers: Mapping[str, Callable[[bytes], object]],
    files: Sequence[bytes],
    rounds: int,
    others: Mapping[str, Callable[[int], Sequence[bytes]]] = NO_OTHERS,
) -> dict[str, Series]:
    """Every peer on the files, in turn, after passes to warm up; ``others`` gives a peer new ones a round."""
    series = {name: Series() for name in peers}
    for number in range(1 - WARM_UP, rounds + 1):
        for name, peer in peers.items():
            batch = others[name](number) if name in others else files
            gc.collect()
            start = time.perf_counter()
            for data in batch:
                peer(data)
            taken = (time.perf_counter() - start) * 1000 / len(batch)
            if number > 0:
                series[name].figures.append(taken)
    return series
