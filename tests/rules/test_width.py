"""Compatibility characters as the plain ones that they stand for."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules.width import normalised

EVERYDAY = "甲乙１２．５％，。；：（）【】《》“”‘’…—·　 ～！？≥≤abcＡＢ\n"


@pytest.mark.parametrize("beside", ["{}", "e{}甲"])
def test_every_character_is_normalised_as_unicode_says(beside: str) -> None:
    texts = (beside.format(chr(code)) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    assert [text for text in texts if normalised(text) != unicodedata.normalize("NFKC", text)] == []


@given(st.text(alphabet=st.one_of(st.sampled_from(EVERYDAY), st.characters()), max_size=30))
def test_texts_are_normalised_as_unicode_says(text: str) -> None:
    assert normalised(text) == unicodedata.normalize("NFKC", text)
