"""What a rule sees and what it reports; the engine adds id, severity, basis and fix from the rule sheet."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.form import Form
from toolkit.kept import Keeper
from toolkit.model import Figure, Scorecard
from toolkit.narrative import Narrative
from toolkit.rules.differences import Differences, compare_with_master
from toolkit.scoring import score_submission
from toolkit.submission import Submission


class RuleFault(Exception):
    """A rule could not be evaluated on this file; the text says why."""


class NotRun(Exception):
    """A rule could not decide on this file, and is not passed; the text says why."""


class NotApplicable(NotRun):
    """A rule has nothing to decide on this file."""


class Hit(Struct, frozen=True):
    """One place where a rule is broken."""

    at: CellRef | None
    """The cell to point at; ``None`` where the whole sheet or file is meant."""
    key: str
    message: str
    actual: Figure = None
    expected: Figure = None
    unit: str = ""
    also: tuple[CellRef, ...] = ()
    fix: str = ""
    """What to do, where it is more exact than the rule sheet's advice."""
    sheet: str = ""
    """The sheet concerned where there is no cell."""
    follows: int = 0
    """How many further findings only follow from this one."""


class Evidence(Keeper, frozen=True):
    """A submission and what several rules need of it, each computed once."""

    submission: Submission

    @property
    def form(self) -> Form:
        """The sealed master."""
        return self.submission.form

    @cached_property
    def scorecard(self) -> Scorecard:
        """All scores under the master's chosen rule set."""
        return score_submission(self.submission)

    @cached_property
    def differences(self) -> Differences:
        """Where the returned file departs from the master it was issued from."""
        return compare_with_master(self.submission)

    @cached_property
    def narrative(self) -> Narrative:
        """The narrative's texts, their figures and what they speak of."""
        return Narrative(self.submission)
