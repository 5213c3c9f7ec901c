"""Excel's date functions on serials of the 1900 system."""

from __future__ import annotations

from toolkit.dates import LAST_SERIAL
from toolkit.formulas_model import serials
from toolkit.formulas_model.values import ExcelFault, number, whole
from toolkit.model import ExcelError, Value


def _day_serial(value: Value) -> int:
    """The whole day of a serial; ``#NUM!`` outside 0 … 31 December 9999."""
    amount = number(value)
    if not 0 <= amount < LAST_SERIAL + 1:
        raise ExcelFault(ExcelError.NUM)
    return int(amount)


def year(value: Value) -> float:
    """YEAR: of serial 0 it is 1900."""
    return float(serials.parts_of(_day_serial(value))[0])


def month(value: Value) -> float:
    """MONTH: of serial 0 (a blank cell) it is 1."""
    return float(serials.parts_of(_day_serial(value))[1])


def day(value: Value) -> float:
    """DAY: of serial 0 (a blank cell) it is 0."""
    return float(serials.parts_of(_day_serial(value))[2])


def date(years: Value, months: Value, days: Value) -> float:
    """DATE: a year below 1900 counts from 1900; months and days past their end run on."""
    year_number, month_number, day_number = map(whole, (years, months, days))
    if 0 <= year_number < 1900:
        year_number += 1900
    first = serials.first_of_month(year_number, month_number)
    if first is None:
        raise ExcelFault(ExcelError.NUM)
    return _checked(first + day_number - 1)


def edate(start: Value, months: Value) -> float:
    """EDATE: the same day some months on, or that month's last day where it is shorter."""
    first, _, length = _month_from(start, months)
    return _checked(first + min(serials.parts_of(_day_serial(start))[2], length) - 1)


def eomonth(start: Value, months: Value) -> float:
    """EOMONTH: the last day of the month some months on."""
    first, _, length = _month_from(start, months)
    return _checked(first + length - 1)


def _month_from(start: Value, months: Value) -> tuple[int, tuple[int, int], int]:
    year_number, month_number, _ = serials.parts_of(_day_serial(start))
    month_number += whole(months)
    first = serials.first_of_month(year_number, month_number)
    if first is None or first < 1:
        raise ExcelFault(ExcelError.NUM)
    years, month0 = divmod(month_number - 1, 12)
    place = (year_number + years, month0 + 1)
    return first, place, serials.last_of_month(*place)


def _checked(serial: int) -> float:
    if not 0 <= serial <= LAST_SERIAL:
        raise ExcelFault(ExcelError.NUM)
    return float(serial)
