"""Numbers as Chinese text writes them: full-width digits, thousands commas or blanks, 十二, 百分之百."""

from __future__ import annotations

from decimal import Decimal

from toolkit.expression import expression

_WIDE = "０１２３４５６７８９．％～－＞＜＝岀"
_HALF = "0123456789.%~-><=出"
NARROW = str.maketrans(_WIDE, _HALF)
"""Full-width digits and signs to half-width, and a look-alike of 出; every character stays one character."""
WIDE = expression(f"[{_WIDE}]")
"""What ``NARROW`` changes."""
BLANK = r"[ \t\u00a0\u2002-\u200b\u202f\u3000]"
BLANKS = expression(BLANK)
GROUPED = expression(rf"(?<![\d.])\d{{1,3}}(?:{BLANK}\d{{3}})+(?!\d)")
SPACED = expression(rf"(?<=\d){BLANK}+(?=[%％‰一-龥])|(?<=[一-龥≥≤><]){BLANK}+(?=\d)")
"""Blanks between a number and the words beside it, as word processors put them."""
DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
STEPS = {"十": 10, "百": 100, "千": 1000}


def unspaced(text: str) -> str:
    """A text without blanks within a number (``2 187``) or between one and the words beside it."""
    if not BLANKS.search(text):
        return text
    return SPACED.sub("", GROUPED.sub(lambda number: BLANKS.sub("", number[0]), text))


def parse_numeral(text: str) -> Decimal:
    """The value of a number in digits or Chinese numerals; raises KeyError or InvalidOperation for others."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    whole, _, fraction = text.partition("点")
    digits = "".join(str(DIGITS[character]) for character in fraction)
    return Decimal(f"{_whole(whole)}.{digits or '0'}").normalize() if digits else Decimal(_whole(whole))


def _whole(text: str) -> int:
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in STEPS:
            total += (digit or 1) * STEPS[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + digit


def last_place(text: str) -> Decimal:
    """The unit of a number's last written decimal: 1 for ``150``, 0.01 for ``1.20``."""
    _, _, fraction = text.partition(".")
    return Decimal(1).scaleb(-len(fraction))


def last_digit_place(value: Decimal) -> Decimal:
    """The place of a number's last digit that is not zero: 10 for 150, 1000 for 5000."""
    _, digits, exponent = value.normalize().as_tuple()
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) if any(digits) else Decimal(1)
