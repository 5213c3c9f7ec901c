"""What the desk keeps of a return comes back as it was, figure by figure."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from tests.support.desk import clean_digest, finding
from toolkit.desk.digest import from_json, packed, to_json, unpacked


@pytest.mark.parametrize("digits", ["1.50", "1", "0", "-3.00", "1E+30", "1E-9", "12345678901234567890.12"])
@pytest.mark.parametrize("text", ["甲", "1", "1.50", "", None])
def test_digest_survives_json(digits: str, text: str | None) -> None:
    number = D(digits)
    told = replace(
        finding("不符"), actual=number, expected=text, difference=number, follows=3, also=("甲!A1",)
    )
    clean = clean_digest()
    found = replace(
        clean,
        findings=(told,),
        figures={"甲": number},
        indicators=(replace(clean.indicators[0], max_score=number, auto=None),),
        execution=(number, None, number, number),
        audited_total=number,
    )
    assert unpacked(packed(found)) == found
    assert repr(from_json(to_json(found))) == repr(found)
