"""What the desk keeps of a return comes back as it was, figure by figure."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from tests.support.desk import clean_digest, finding
from tests.support.samples import CLEAN, master_form
from toolkit.commands.check import check_file
from toolkit.desk.digest import digest_of, from_json, packed, to_json, unpacked
from toolkit.desk.vocabulary import RATING


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


@pytest.mark.parametrize("entered", ["差", None])
def test_rating_is_what_the_unit_entered(tmp_path: Path, entered: str | None) -> None:
    book = openpyxl.load_workbook(CLEAN)
    at = master_form().fields[RATING].area.first
    book[at.sheet][at.a1] = entered
    book.save(tmp_path / "a.xlsx")
    checked = check_file(tmp_path / "a.xlsx")
    assert digest_of(checked.submission, checked.report, "").rating == (entered or "")
