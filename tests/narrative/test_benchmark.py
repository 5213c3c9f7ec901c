"""The labelled sentences: every one exactly as labelled, and the two figures that are promised."""

from __future__ import annotations

import pytest

from tests.narrative.benchmark import FILES, Tally, measure
from tests.support.narratives import sentences

LEAST_PRECISION, LEAST_RECALL = 0.98, 0.90


@pytest.fixture(scope="module", params=FILES.values())
def tally(request: pytest.FixtureRequest) -> Tally:
    return measure(request.param)


def test_every_sentence_comes_out_as_labelled(tally: Tally) -> None:
    assert [(labelled.text, labelled.expected, found) for labelled, found in tally.differing] == []


def test_precision_and_recall_are_as_promised(tally: Tally) -> None:
    assert tally.precision >= LEAST_PRECISION
    assert tally.recall >= LEAST_RECALL


def test_the_set_is_large_and_half_consistent() -> None:
    labelled = [sentence for name in FILES.values() for sentence in sentences(name)]
    silent = sum(not sentence.expected for sentence in labelled)
    assert len(labelled) >= 300
    assert 0.4 <= silent / len(labelled) <= 0.65
