"""Precision and recall on the labelled sentences; ``python -m tests.narrative.benchmark`` prints them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from tests.support.narratives import Labelled, found_in, sentences
from toolkit.model import Severity

FILES = {"调试": "sentences.toml", "留出": "holdout.toml", "成段": "paragraphs.toml"}
MISSED = "未报 "
"""Before a label: it is to be reported, and known not to be."""
NOTES = frozenset({"NV10", "NV12", "NV13"})


@dataclass
class Tally:
    """Counts of errors and warnings over a file, and the sentences that came out otherwise."""

    sentences: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    differing: list[tuple[Labelled, tuple[str, ...]]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was reported that was to be reported."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Share of what was to be reported that was."""
        return self.right / (self.right + self.missed) if self.right else 0.0


def measure(name: str) -> Tally:
    """Run one file of the labelled set."""
    tally = Tally()
    for labelled in sentences(name):
        found, severities = found_in(labelled)
        tally.sentences += 1
        expected = {
            label.removeprefix(MISSED) for label in labelled.expected if label.split()[0] not in NOTES
        }
        reported = {label for label in found if severities[label] is not Severity.NOTE}
        tally.right += len(expected & reported)
        tally.wrong += len(reported - expected)
        tally.missed += len(expected - reported)
        if found != tuple(label for label in labelled.expected if not label.startswith(MISSED)):
            tally.differing.append((labelled, found))
    return tally


def main(kinds: list[str]) -> None:
    """Print both figures and every sentence that came out otherwise than labelled."""
    for kind in kinds or list(FILES):
        tally = measure(FILES[kind])
        print(
            f"{kind}：{tally.sentences} 句，应报且报 {tally.right}，误报 {tally.wrong}，漏报 {tally.missed}；"
            f"精确率 {tally.precision:.3f}，召回率 {tally.recall:.3f}"
        )
        for labelled, found in tally.differing:
            print(f"  {labelled.unit.name}｜{labelled.text}")
            print(f"    应为 {list(labelled.expected)}，得到 {list(found)}")


if __name__ == "__main__":
    main(sys.argv[1:])
