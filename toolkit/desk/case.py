"""What a rule over many returns sees of one unit, and the figures that the parameters set for them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field

from toolkit.addresses import CellRef
from toolkit.desk.digest import Digest, number
from toolkit.desk.ledger import Amounts, Ledger
from toolkit.desk.returns import Dossier, Issued
from toolkit.form import Form


class Thresholds(Struct, frozen=True):
    """Limits that the bureau sets in the parameter sheet."""

    alike: float
    """Share of like characters from which two texts count as copied."""
    least_characters: int
    shared_indicators: float
    deviation: Decimal
    outlier: float

    @classmethod
    def of(cls, form: Form) -> Thresholds:
        """The limits under the form's chosen rule set; a master without them gets the usual ones."""

        def figure(name: str, usual: float) -> float:
            value = form.parameters.get(name)
            return value if isinstance(value, float) else usual

        return cls(
            alike=figure("参数_雷同线", 0.9),
            least_characters=int(figure("参数_雷同字数", 16)),
            shared_indicators=figure("参数_指标雷同占比", 0.5),
            deviation=Decimal(str(figure("参数_偏离线", 0.05))),
            outlier=figure("参数_离群倍数", 3.5),
        )


class Background(Struct, frozen=True, dict=True):
    """What is known beside the returns."""

    form: Form
    thresholds: Thresholds
    ledger: Ledger | None = None
    issued: Mapping[str, Issued] = field(default_factory=dict)
    has_last_year: bool = False
    units: int = 0
    """Number of units in the roster."""

    def cell(self, name: str, index: int = 0) -> CellRef:
        """The cell of a field, of a column ``index`` rows below its first."""
        return self.form.names[name].cell(index)

    def latest_issue(self, code: str) -> Issued | None:
        """The workbook last issued to a unit."""
        return self._latest.get(code)

    @cached_property
    def _latest(self) -> Mapping[str, Issued]:
        return {issued.code: issued for issued in self.issued.values()}


class Case(Struct, frozen=True):
    """One unit: its files, the return in force, last year's return, and the bureau's scores."""

    dossier: Dossier
    digest: Digest | None
    background: Background
    last: Digest | None = None
    turned_down: Digest | None = None
    """The latest return, where it was not accepted."""
    review: Mapping[str, str] = field(default_factory=dict)
    """Row key → audited score as text, from a reviewed roll-up; empty where it was cleared."""

    @property
    def code(self) -> str:
        """The unit's code."""
        return self.dossier.unit.code

    @property
    def content_in_force(self) -> str:
        """The hash of the return in force; empty where there is none."""
        version = self.dossier.in_force
        return version.file.sha256 if version else ""

    @property
    def issue(self) -> Issued | None:
        """The issued workbook that the return in force says it is."""
        return self.background.issued.get(self.digest.issue) if self.digest else None

    def audited(self, row: str, written: Decimal | None) -> Decimal | None:
        """The bureau's score of a row: the roll-up's where that lists the row, else as ``written`` in the
        return itself."""
        return number(self.review[row]) if row in self.review else written

    def amounts(self, *, accounts: bool) -> Amounts | None:
        """What the ledger, or the final accounts, say of the unit."""
        ledger = self.background.ledger
        if ledger is None:
            return None
        return (ledger.accounts if accounts else ledger.budget).get(self.code)
