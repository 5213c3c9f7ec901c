"""Which year a round is about, and which year a text means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from toolkit.desk.returns import Issued
from toolkit.desk.roster import Roster
from toolkit.desk.vocabulary import YEAR
from toolkit.form import Form, as_text

PARAMETER: Final = "参数_评价年度"


def year_of(text: str) -> str:
    """The four digits of a year as people write it, ``2023`` for ``2023年度``; empty where there are none."""
    found = re.fullmatch(r"((?:19|20)\d\d)\s*(?:年度?)?", unicodedata.normalize("NFKC", text).strip())
    return found.group(1) if found else ""


def year_of_round(issued: Iterable[Issued], roster: Roster, form: Form) -> str:
    """The year that the round evaluates, from the first that tells it: the workbooks as issued last, the
    roster, the master's parameter; empty where none does, or the roster names several."""
    known = [year for record in issued if (year := year_of(record.known.get(YEAR, "")))]
    if known:
        return known[-1]
    named = {year for unit in roster.units if (year := year_of(as_text(unit.known.get(YEAR))))}
    if named:
        return named.pop() if len(named) == 1 else ""
    return year_of(as_text(form.parameters.get(PARAMETER)))
