"""Which file is whose return, in what order they came, and which one is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from toolkit.desk.roster import Roster, Unit
from toolkit.model import ACCEPTABLE

WORD: Final = re.compile(r"[0-9A-Za-z]+")
"""What may be a code in the name of a file."""
LOST: Final = "原件已不在"
"""Under which the run sheet names the units whose return in force is gone."""


class Standing(StrEnum):
    """What became of one returned file."""

    IN_FORCE = "在用"
    SUPERSEDED = "已被替代"
    REJECTED = "有错误，未替代"
    DUPLICATE = "重复报送"
    UNUSABLE = "无法读取"
    UNKNOWN = "不在名录"
    OTHER_YEAR = "不是本年度"


class Facts(NamedTuple):
    """The little of a checked return by which files are given to units and put in order."""

    code: str = ""
    name: str = ""
    issue: str = ""
    verdict: str = ""
    content: str = ""
    errors: int = 0
    year: str = ""
    """The year that it is of by its own words, four digits; empty where it does not say so."""


NOTHING: Final = Facts()
"""What is known of a file that could not be checked."""


class Returned(Struct, frozen=True):
    """One file as collected: where it lies, what it is, and the little that ordering needs."""

    path: str
    """Path below the collected folder, members of archives as ``批次.zip!单位.xlsx``."""
    sha256: str
    saved: str
    """When Excel last saved it, as the file itself says (ISO 8601); empty where it does not."""
    received: str
    """When the file was last changed on the disk or in its archive, ``2024-04-28 09:30``."""
    fault: str = ""
    """Why it could not be checked; empty where it was."""
    facts: Facts = NOTHING
    gone: bool = False
    """Whether no file with its content is to be found any more, neither in the folder nor where it lay."""

    @property
    def name(self) -> str:
        """The file's own name: where it lies at the bureau's says nothing to a unit."""
        return own_name(self.path)

    @property
    def acceptable(self) -> bool:
        """Whether it was checked in full without an error."""
        return not self.fault and self.facts.verdict in ACCEPTABLE

    @property
    def order(self) -> tuple[str, str, str]:
        """Later returns sort later: by the time saved, then received, then the path."""
        return self.saved, self.received, self.path


class Version(Struct, frozen=True):
    """A unit's n-th distinct return, or a file that counts as none (number 0)."""

    file: Returned
    number: int
    standing: Standing
    same_as: str = ""
    """Path of the file that it repeats."""
    reason: str = ""
    """Why it does not count though it could be checked, or what became of its file, as the end of a
    sentence."""


class Issued(Struct, frozen=True):
    """One workbook as it was issued."""

    issue: str
    code: str
    name: str
    file: str
    due: date | None
    known: Mapping[str, str]
    """Prefilled field → text."""
    template: str = ""
    sha256: str = ""
    issued: str = ""


class Dossier(Struct, frozen=True):
    """A unit with all its returns, oldest first."""

    unit: Unit
    versions: tuple[Version, ...]
    due: date | None = None
    today: date | None = None
    unreadable: tuple[str, ...] = ()
    """Files that seem to be the unit's, by their names, but could not be read."""
    of_others: tuple[str, ...] = ()
    """Files with the unit's code in their names that are another's by their content, while it has none."""
    of_other_years: tuple[Version, ...] = ()
    """The unit's returns of other years; none of them counts."""

    @property
    def in_force(self) -> Version | None:
        """The return that counts."""
        for version in self.versions:
            if version.standing is Standing.IN_FORCE:
                return version
        return None

    @property
    def turned_down(self) -> Version | None:
        """The unit's latest return, where it was not accepted and an earlier one stays in force."""
        latest = self.versions[-1].number if self.versions else 0
        for version in self.versions:
            if version.number == latest and version.standing is Standing.REJECTED:
                return version
        return None

    @property
    def days_overdue(self) -> int:
        """Days past the due date without any return that could be read; 0 where in time or returned."""
        if self.in_force or self.due is None or self.today is None:
            return 0
        return max(0, (self.today - self.due).days)


class Portfolio(Struct, frozen=True):
    """The whole collection: a dossier for each unit of the roster, and the files that are nobody's."""

    dossiers: tuple[Dossier, ...]
    strays: tuple[Version, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The codes of the units whose return in force is gone."""
        return tuple(d.unit.code for d in self.dossiers if d.in_force and d.in_force.file.gone)


def own_name(path: str) -> str:
    """The name of a collected file without folders and archives."""
    return path.replace("!", "/").rpartition("/")[2]


def owner(file: Returned, units: Mapping[str, str], issued: Mapping[str, Issued]) -> str:
    """The code of the unit whose return a file is: by its code, its issue id, or its name; else ``""``.

    ``units`` leads from codes, and from names, to codes.
    """
    issue = issued.get(file.facts.issue)
    for known in (file.facts.code, issue.code if issue else "", file.facts.name):
        if known and known in units:
            return units[known]
    return ""


def sort_returns(
    roster: Roster,
    files: Iterable[Returned],
    issued: Mapping[str, Issued],
    *,
    due: date | None = None,
    today: date | None = None,
    year: str = "",
) -> Portfolio:
    """Give each file to its unit, and decide which return of each unit is in force.

    A return without errors stays in force until a later one without errors comes; while there is none, the
    latest counts. A file with the entries and the verdict of an earlier one of the unit is a repetition.
    A return that says it is of another year than ``year`` counts as none; empty, every year counts. Files
    that count as none are told only while they are there.
    """
    found: dict[str, list[Returned]] = {unit.code: [] for unit in roster.units}
    others: dict[str, list[Version]] = {unit.code: [] for unit in roster.units}
    strays: list[Version] = []
    units = {unit.name: unit.code for unit in roster.units} | {unit.code: unit.code for unit in roster.units}
    for file in sorted(files, key=lambda file: file.order):
        code = "" if file.fault else owner(file, units, issued)
        other_year = bool(year) and file.facts.year not in ("", year)
        if file.gone and (other_year or not code):
            continue
        if code and other_year:
            reason = f"是 {file.facts.year} 年度的报表，不是 {year} 年度的"
            others[code].append(Version(file, 0, Standing.OTHER_YEAR, reason=reason))
        elif code:
            found[code].append(file)
        else:
            standing = Standing.UNUSABLE if file.fault else Standing.UNKNOWN
            strays.append(Version(file, 0, standing))
    dues = {issue.code: issue.due for issue in issued.values() if issue.due}
    unreadable = [stray.file.path for stray in strays if stray.file.fault]
    named = _named(found, strays)
    dossiers = (
        Dossier(
            unit=unit,
            versions=_versions(found[unit.code]),
            due=unit.due or dues.get(unit.code) or due,
            today=today,
            unreadable=() if found[unit.code] else tuple(p for p in unreadable if _seems(p, unit)),
            of_others=tuple(named[unit.code]),
            of_other_years=tuple(others[unit.code]),
        )
        for unit in roster.units
    )
    return Portfolio(tuple(dossiers), tuple(sorted(strays, key=lambda version: version.file.path)))


def _seems(path: str, unit: Unit) -> bool:
    name = own_name(path)
    return unit.code in name or unit.name in name


def _named(found: Mapping[str, Sequence[Returned]], strays: Sequence[Version]) -> dict[str, list[str]]:
    """The other files that bear the code of a unit without a return in their names, by code."""
    named: dict[str, list[str]] = {code: [] for code in found}
    given = [file for files in found.values() for file in files]
    for file in given + [stray.file for stray in strays if not stray.file.fault]:
        for code in set(WORD.findall(file.name)) & found.keys():
            if not found[code] and not file.gone:
                named[code].append(file.path)
    return named


def _versions(files: Sequence[Returned]) -> tuple[Version, ...]:
    """A file repeats the return before it that says the same, or an older one whose very bytes it has; an
    older one that was saved anew, after another, is a return again."""
    versions: list[Version] = []
    distinct: list[Version] = []
    for file in files:
        earlier = next((v for v in reversed(distinct) if _repeats(file, v, v is distinct[-1])), None)
        if earlier:
            versions.append(Version(file, earlier.number, Standing.DUPLICATE, earlier.file.path))
        else:
            distinct.append(Version(file, len(distinct) + 1, Standing.REJECTED))
            versions.append(distinct[-1])
    chosen = next((v for v in reversed(distinct) if v.file.acceptable), distinct[-1] if distinct else None)
    there = {v.file.path: v.number for v in versions if not v.file.gone}
    return tuple(_placed(version, chosen, there) for version in versions)


def _repeats(file: Returned, earlier: Version, is_last: bool) -> bool:
    if not is_last:
        return file.sha256 == earlier.file.sha256
    mine, other = file.facts, earlier.file.facts
    return (mine.content, mine.verdict, mine.errors) == (other.content, other.verdict, other.errors)


def _placed(version: Version, chosen: Version | None, there: Mapping[str, int]) -> Version:
    """``there`` tells of the paths below the folder which return lies there now."""
    if version.standing is Standing.DUPLICATE or chosen is None:
        return version
    if version is chosen:
        over = there.get(version.file.path)
        fate = f"已被同名的第 {over} 次报送覆盖" if over else "已被移走、删除或换成了别的内容"
        return replace(version, standing=Standing.IN_FORCE, reason=f"文件{fate}" if version.file.gone else "")
    later = version.number > chosen.number
    return replace(version, standing=Standing.REJECTED if later else Standing.SUPERSEDED)
