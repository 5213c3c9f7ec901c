"""Dates as Excel counts them: serial 1 is 1 January 1900, serial 60 the 29 February that never was."""

from __future__ import annotations

from datetime import date

from toolkit.dates import EPOCH

_EPOCH = EPOCH.toordinal()
_LEAP_BUG = 60


def serial_of(year: int, month: int, day: int) -> float | None:
    """The serial of a written date; ``None`` where the calendar has no such day."""
    if (year, month, day) == (1900, 2, 29):
        return float(_LEAP_BUG)
    try:
        serial = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    serial -= serial <= _LEAP_BUG
    return float(serial) if serial >= 1 else None


def first_of_month(year: int, month: int) -> int | None:
    """The serial of a month's first day, months past 12 or before 1 running into other years."""
    years, month0 = divmod(month - 1, 12)
    year += years
    if not 1900 <= year <= 9999:
        return 0 - _days(1899, 12) + 1 if (year, month0) == (1899, 11) else None
    serial = date(year, month0 + 1, 1).toordinal() - _EPOCH
    return serial - (serial <= _LEAP_BUG)


def parts_of(serial: int) -> tuple[int, int, int]:
    """Year, month and day of a serial from 0 (Excel's 0 January 1900) to the last."""
    if serial == _LEAP_BUG:
        return 1900, 2, 29
    if serial == 0:
        return 1900, 1, 0
    day = date.fromordinal(_EPOCH + serial + (serial < _LEAP_BUG))
    return day.year, day.month, day.day


def _days(year: int, month: int) -> int:
    from calendar import monthrange  # with the languages of the world, which hardly a formula asks for

    return monthrange(year, month)[1]


def last_of_month(year: int, month: int) -> int:
    """The number of days of a month in Excel's calendar, where February 1900 has 29."""
    return 29 if (year, month) == (1900, 2) else _days(year, month)
