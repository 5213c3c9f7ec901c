"""Which year a round is about."""

from __future__ import annotations

import pytest

from tests.support.desk import issued, unit
from tests.support.samples import master_form
from toolkit.desk.roster import Roster
from toolkit.desk.years import year_of, year_of_round

YEAR = "封面_评价年度"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023", "2023"), ("２０２３", "2023"), (" 2023 年度 ", "2023"), ("2023年", "2023"),
        ("", ""), ("23", ""), ("20231", ""), ("2023-2024", ""), ("3023", ""),
    ],
)  # fmt: skip
def test_year_is_read_as_people_write_it(text: str, year: str) -> None:
    assert year_of(text) == year


def test_year_of_a_round_is_that_of_the_latest_issue() -> None:
    records = [issued(known={YEAR: "2022"}), issued(known={YEAR: "2023"}), issued()]
    roster = Roster((unit(**{YEAR: 2021.0}),))
    assert year_of_round(records, roster, master_form()) == "2023"


def test_year_of_a_round_that_was_not_issued_is_the_rosters() -> None:
    first, second, bare = (unit(**{YEAR: year}) for year in (2022.0, 2023.0, None))
    assert year_of_round([issued()], Roster((first, bare)), master_form()) == "2022"
    assert year_of_round([], Roster((first, second)), master_form()) == ""
    assert year_of_round([], Roster((bare,)), master_form()) == ""


def test_year_of_a_round_may_stand_in_the_master(monkeypatch: pytest.MonkeyPatch) -> None:
    form = master_form()
    monkeypatch.setitem(form.parameters, "参数_评价年度", 2023.0)  # type: ignore[arg-type]
    assert year_of_round([], Roster((unit(),)), form) == "2023"
