"""Peers measured in turn, again and again: whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


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
    peers: Mapping[str, Callable[[bytes], object]], files: Mapping[str, Sequence[bytes]], rounds: int
) -> dict[str, Series]:
    """Every peer on its files (``files[name]`` or ``files[""]``), in turn, after one pass to warm up."""
    series = {name: Series() for name in peers}
    for number in range(rounds + 1):
        for name, peer in peers.items():
            batch = files.get(name, files[""])
            gc.collect()
            start = time.perf_counter()
            for data in batch:
                peer(data)
            taken = (time.perf_counter() - start) * 1000 / len(batch)
            if number:
                series[name].figures.append(taken)
    return series
