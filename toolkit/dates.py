"""Calendar days, the numbers by which a workbook of the 1900 date system counts them, and how people read
them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

EPOCH: Final = date(1899, 12, 30)
"""Day 0; so counted, days are right from 1 March 1900 on (Excel counts a 29 February 1900)."""
FIRST_SERIAL: Final = 61
LAST_SERIAL: Final = (date.max - EPOCH).days
FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
"""Days outside cannot be meant in a form of this kind."""
DAYS_TO_1904: Final = 1462
"""How much less a day's serial is in a workbook that counts from 1904."""

BEIJING: Final = timezone(timedelta(hours=8))


def day_of(serial: float | Decimal) -> date | None:
    """The day of a serial, its time of day left out; ``None`` before 1 March 1900 and after the year 9999."""
    return EPOCH + timedelta(days=int(serial)) if FIRST_SERIAL <= serial < LAST_SERIAL + 1 else None


def serial_of(day: date) -> float:
    """The serial of a day from 1 March 1900 on."""
    return float((day - EPOCH).days)


def chinese_date(day: date) -> str:
    """``2024年5月31日``, months and days without a leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def is_plausible(serial: float | Decimal) -> bool:
    """Whether a number can be meant as a date: a day from 2000 to 2099."""
    day = day_of(serial)
    return day is not None and FIRST_DAY <= day <= LAST_DAY


def from_1904(serial: float) -> float:
    """The serial of a day that a workbook counts from 1904; a number that can be no date stays as it is."""
    return serial + DAYS_TO_1904 if is_plausible(serial + DAYS_TO_1904) else serial


def beijing_minute(stamp: str) -> str:
    """``2024-05-30 16:05`` of a time in ISO 8601, in UTC where it names no zone; else the text as it is."""
    if "T" not in stamp:
        return stamp
    try:
        moment = datetime.fromisoformat(stamp)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return zoned.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return stamp
