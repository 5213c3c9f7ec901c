"""Periods of the year that a text speaks of: those that stop before its end, and the whole year."""

from __future__ import annotations

from toolkit.expression import expression

LAST_MONTH = 12
FROM_JANUARY = r"(?:(?P<year>\d{4})年)?(?:元|1|一)月?份?(?:-|—|–|~|～|至|到)(?P<to>\d{1,2})月份?"
UP_TO = r"截[至止到](?:(?P<year2>\d{4})年)?(?P<until>\d{1,2})月(?:\d{1,2}日|底|末|份)?"
QUARTERS = r"前三季度|前三个季度"
PART_YEAR = expression(rf"(?P<whole>{FROM_JANUARY}|{UP_TO}|(?P<quarters>{QUARTERS}))")
"""An account from the beginning of the year up to a month."""
WHOLE_YEAR = expression(r"全年|[至到]年(?:底|末)(?!前)")
"""Says that a sentence goes on to the year's end."""
PERIOD = expression(
    rf"(?P<part>(?:截[至止到]|[到至])(?:\d{{4}}年)?(?P<month>\d{{1,2}})月(?:\d{{1,2}}日|底|末|份)?|{QUARTERS}|上半年"
    r"|[到至](?:\d{4}年)?第?[一二三]季度(?:末|底))|全年|年底|年末|年终|下半年|四季度|12月"
)
"""Any mention that says which part of the year the figures behind it are of."""


def is_of_part_year(said: str) -> bool:
    """Whether the last period that a sentence has named so far stops before the year's end."""
    mentions = list(PERIOD.finditer(said))
    return bool(mentions and mentions[-1]["part"] and int(mentions[-1]["month"] or 0) < LAST_MONTH)
