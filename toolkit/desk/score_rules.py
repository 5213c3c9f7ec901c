"""A unit's claimed score against those of its peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from toolkit.desk import vocabulary as v
from toolkit.desk.bulk_registry import Told, across
from toolkit.desk.case import Background, Case
from toolkit.rules.hit import Hit, NotRun

FEWEST_PEERS = 8
"""With fewer units under the same department, all units are the peers."""
NORMAL = 1.4826
"""Median absolute deviation times this estimates the standard deviation (Iglewicz and Hoaglin 1993)."""
LEAST_SPREAD = 0.5
"""Scores closer together than this, in points of 100, count as spread this far."""


@across("BK04")
class Outliers:
    """Claimed scores, in points of 100, far from the median of the peers."""

    def __init__(self) -> None:
        self._scores: dict[str, tuple[str, str, float]] = {}
        self._background: Background | None = None

    def observe(self, case: Case) -> None:
        """Take in one unit's score."""
        self._background = case.background
        digest = case.digest
        if digest and digest.max_total:
            share = float(digest.claimed_total / digest.max_total * 100)
            self._scores[case.code] = case.dossier.unit.department, case.dossier.unit.name, share

    def conclude(self) -> Iterator[Told]:
        """One hit for each outlier; raises NotRun where there are too few units."""
        if self._background is None or len(self._scores) < FEWEST_PEERS:
            raise NotRun(f"已报单位不足 {FEWEST_PEERS} 个")
        groups: dict[str, list[float]] = defaultdict(list)
        for department, _, score in self._scores.values():
            groups[department].append(score)
        everyone = [score for _, _, score in self._scores.values()]
        usual = _middle_and_spread(everyone)
        own = {
            department: _middle_and_spread(peers) if len(peers) >= FEWEST_PEERS else usual
            for department, peers in groups.items()
        }
        for code, (department, name, score) in self._scores.items():
            middle, spread = own[department]
            if abs(score - middle) > self._background.thresholds.outlier * spread:
                way = "高于" if score > middle else "低于"
                text = f"自评折合 {score:.2f} 分，同类单位中位数 {middle:.2f} 分，明显{way}同类。"
                yield code, Hit(self._background.cell(v.TOTAL), name, text)


def _middle_and_spread(scores: list[float]) -> tuple[float, float]:
    middle = median(scores)
    return middle, max(LEAST_SPREAD, NORMAL * median(abs(score - middle) for score in scores))
