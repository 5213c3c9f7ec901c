"""Similarity is only worked out where lengths and characters allow it."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from toolkit.rules.settings import alike, may_be_alike

TEXTS = st.text(alphabet="甲乙丙", max_size=12)


@given(TEXTS, TEXTS, st.floats(1, 100))
def test_no_similar_text_is_ruled_out_beforehand(one: str, other: str, least: float) -> None:
    assert may_be_alike(one, other, least) or ratio(one, other) < least
    assert alike(one, other, least) == (ratio(one, other) >= least)


def test_lengths_far_apart_are_never_alike() -> None:
    assert not may_be_alike("甲乙", "甲乙丙丁戊己庚辛", 85.0)
    assert may_be_alike("甲乙丙丁戊己", "甲乙丙丁戊己庚辛", 85.0)


def test_texts_of_other_characters_are_never_alike() -> None:
    assert not may_be_alike("甲乙丙丁戊己", "甲乙丙庚辛壬", 85.0)
    assert may_be_alike("甲乙丙丁戊己", "己戊丁丙乙甲", 85.0)
