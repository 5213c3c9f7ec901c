"""The bureau's scores: which of a roll-up's lines say anything."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from tests.support.desk import clean_digest, digest
from toolkit.desk.reviewing import Review

SCORES = {"0": "", "1": "2.5", "2": "", "3": ""}
REVIEW = Review("132001", "x", SCORES)


def test_lines_without_a_score_say_nothing() -> None:
    assert REVIEW.telling(clean_digest()) == {"1": "2.5"}


def test_score_of_the_return_itself_stays_cleared() -> None:
    rows = [replace(row, audited=Decimal(3) if row.index == 2 else None) for row in clean_digest().indicators]
    scored = digest(indicators=tuple(rows))
    assert REVIEW.telling(scored) == {"1": "2.5", "3": ""}
    most, claimed, due, _ = scored.execution
    assert REVIEW.telling(digest(execution=(most, claimed, due, Decimal(9)))) == {"0": "", "1": "2.5"}


def test_nothing_is_left_out_of_a_return_that_is_not_known() -> None:
    assert REVIEW.telling(None) == SCORES
