"""Full-width and other compatibility characters as the plain ones that they stand for (Unicode's NFKC)."""

from __future__ import annotations

import re
import unicodedata

from toolkit.expression import expression

_MARKS = (("‐", "‧"), ("　", "〠"), ("！", "～"))
"""First and last of runs of signs, some of which are wide or otherwise odd forms of others."""
_ALL_SIMPLE = expression(f"[\x00-\x7f≤≥一-鿿{''.join(f'{first}-{last}' for first, last in _MARKS)}]*")
"""Characters that are normalised one by one, whatever stands beside them: what Chinese texts are made of."""
_PLAIN = {
    character: plain
    for first, last in _MARKS
    for character in map(chr, range(ord(first), ord(last) + 1))
    if (plain := unicodedata.normalize("NFKC", character)) != character
}
"""Those that change, and what they become."""
_CHANGING = expression(f"[{re.escape(''.join(_PLAIN))}]")


def normalised(text: str) -> str:
    """The text in NFKC; what ``unicodedata.normalize`` gives, sooner for a text of everyday characters."""
    if not _ALL_SIMPLE.fullmatch(text):
        return unicodedata.normalize("NFKC", text)
    for character in set(_CHANGING.findall(text)):
        text = text.replace(character, _PLAIN[character])
    return text
