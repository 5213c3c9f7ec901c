"""Peers measured in turn, again and again: whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

WARM_UP = 3


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
    peers: Mapping[str, Callable[[bytes], object]], files: Callable[[str, int], Sequence[bytes]], rounds: int
) -> dict[str, Series]:
    """Every peer in turn on its files of each round, after rounds to warm up.

    ``files`` gives the files of a peer in a round; rounds are counted from 0, warm-up included.
    """
    series = {name: Series() for name in peers}
    for number in range(WARM_UP + rounds):
        for name, peer in peers.items():
            batch = files(name, number)
            gc.collect()
            start = time.perf_counter()
            for data in batch:
                peer(data)
            taken = (time.perf_counter() - start) * 1000 / len(batch)
            if number >= WARM_UP:
                series[name].figures.append(taken)
    return series
