"""What the desk keeps of one checked return: small, plain, independent of the file and its master."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from sys import intern
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from toolkit.decimals import plain
from toolkit.desk import vocabulary as v
from toolkit.desk.returns import Facts
from toolkit.desk.years import year_of
from toolkit.form import as_text
from toolkit.model import CheckReport, FieldType, Figure, Finding, Role, RuleStatus, Severity
from toolkit.submission import Submission, inputs_of, is_blank

PACKING: Final = 1
"""How hard digests are pressed together: the lightest way keeps a fourth, harder ones hardly less."""
T = TypeVar("T")


class Indicator(Struct, frozen=True):
    """One indicator row as the unit filled it in."""

    index: int
    """Counted from 0 at the table's first row."""
    key: str
    name: str
    relation: str
    target: str
    achieved: str
    unit: str
    max_score: Decimal | None
    claimed: Decimal | None
    auto: Decimal | None
    audited: Decimal | None
    trace: str


class Passage(Struct, frozen=True):
    """One long text with the field and row it stands in."""

    field: str
    index: int
    text: str


class Digest(Struct, frozen=True):
    """A checked return: who it says it is, its verdict, findings, figures, indicators and long texts."""

    code: str
    name: str
    issue: str
    year: str
    template: str
    fingerprint: str
    ruleset: str
    verdict: str
    statuses: Mapping[str, str]
    """Rule id → status."""
    reasons: Mapping[str, str]
    """Rule id → why it crashed."""
    findings: tuple[Finding, ...]
    figures: Mapping[str, Decimal]
    """Every scalar number that is not blank, by field name."""
    known: Mapping[str, str]
    """Every scalar that an issue may have prefilled, as text, by field name."""
    indicators: tuple[Indicator, ...]
    passages: tuple[Passage, ...]
    content: str
    """Hash of everything that was typed in, the unit's identity left out."""
    rating: str
    """As the unit entered it; empty where it did not."""
    auto_total: Decimal
    claimed_total: Decimal
    audited_total: Decimal | None
    max_total: Decimal
    execution: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    """Maximum, claimed, automatic and audited score of the execution row."""
    other_master: str = ""
    """The master that it says it was issued from, where it had to be checked by another one."""

    @property
    def items(self) -> int:
        """Number of scored lines, the execution line among them."""
        return 1 + len(self.indicators)

    def count(self, severity: Severity) -> int:
        """Number of findings of that severity."""
        return sum(finding.severity is severity for finding in self.findings)


def digest_of(submission: Submission, report: CheckReport, issue: str) -> Digest:
    """The digest of a checked return."""
    card = report.score
    assert card is not None
    audited = [row.audited for row in card.rows if row.audited is not None]
    execution = card.rows[0]
    return Digest(
        code=submission.text(v.CODE),
        name=submission.text(v.NAME),
        issue=issue,
        year=submission.text(v.YEAR),
        template=report.template,
        fingerprint=submission.form.fingerprint,
        ruleset=report.ruleset,
        verdict=report.verdict.value,
        statuses={rule.rule: rule.status.value for rule in report.rules},
        reasons={rule.rule: rule.reason for rule in report.rules if rule.status is RuleStatus.CRASHED},
        findings=report.findings,
        figures=dict(_figures(submission)),
        known=dict(_known(submission)),
        indicators=tuple(_indicators(submission, report)),
        passages=tuple(_passages(submission)),
        content=_content(submission),
        rating=submission.text(v.RATING),
        auto_total=card.auto_total,
        claimed_total=card.claimed_total,
        audited_total=sum(audited, Decimal(0)) if audited else None,
        max_total=card.max_total,
        execution=(execution.max_score, execution.claimed, execution.auto.value, execution.audited),
        other_master=report.other_master,
    )


def _figures(submission: Submission) -> Iterator[tuple[str, Decimal]]:
    for name, field in submission.form.fields.items():
        if not field.table and (figure := submission.decimal(name)) is not None:
            yield name, figure


def _known(submission: Submission) -> Iterator[tuple[str, str]]:
    for field in inputs_of(submission.form):
        if not field.table and field.type != FieldType.LONG_TEXT and (text := submission.text(field.name)):
            yield field.name, text


def _indicators(submission: Submission, report: CheckReport) -> Iterator[Indicator]:
    assert report.score is not None
    for row, score in zip(submission.filled_rows[v.INDICATORS], report.score.rows[1:], strict=True):
        yield Indicator(
            index=row.index,
            key=row.key,
            name=row.text(v.INDICATOR),
            relation=row.text(v.RELATION),
            target=row.text(v.TARGET),
            achieved=row.text(v.ACHIEVED),
            unit=row.text(v.UNIT),
            max_score=score.max_score,
            claimed=score.claimed,
            auto=score.auto.value,
            audited=score.audited,
            trace=score.auto.trace,
        )


def _passages(submission: Submission) -> Iterator[Passage]:
    for field in inputs_of(submission.form):
        if field.type != FieldType.LONG_TEXT:
            continue
        for index, value in enumerate(submission.column(field.name)):
            if not is_blank(value):
                yield Passage(field.name, index, as_text(value))


def _content(submission: Submission) -> str:
    """Over every filled input cell but the unit's identity: its place in the form, and what it says."""
    told = [
        (slot, text)
        for (_, field, slot), value in submission.filled_entries
        if field.role is Role.INPUT and field.name not in v.IDENTITY and (text := as_text(value))
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def facts_of(digest: Digest) -> Facts:
    """What the register keeps beside the digest."""
    errors = digest.count(Severity.ERROR)
    year = year_of(digest.year)
    return Facts(digest.code, digest.name, digest.issue, digest.verdict, digest.content, errors, year)


def packed(digest: Digest) -> bytes:
    """The digest as the register keeps it."""
    return zlib.compress(to_json(digest), PACKING)


def unpacked(data: bytes) -> Digest:
    """The digest that ``packed`` pressed together."""
    return from_json(zlib.decompress(data))


def to_json(digest: Digest) -> bytes:
    """The digest as JSON; decimals are numbers that keep their digits."""
    return _ENCODER.encode(digest)


def from_json(text: bytes) -> Digest:
    """The digest that ``to_json`` wrote."""
    return _revived(Digest, _DECODER.decode(text))


def _revived(kind: type[T], data: dict[str, Any]) -> T:
    """A record of a digest; numbers without a point are decimals again where the field says so."""
    revive = _REVIVE[kind]
    return kind(**{name: revive[name](value) if name in revive else value for name, value in data.items()})


def _decimal(value: Any) -> Any:
    return Decimal(value) if type(value) is int else value


def _decimals(values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(_decimal, values))


def _records(kind: type[Any]) -> Callable[[list[Any]], tuple[Any, ...]]:
    return lambda items: tuple(_revived(kind, item) for item in items)


_ENCODER: Final = Encoder(decimal_format="number")
_DECODER: Final = Decoder(float_hook=Decimal)
_REVIVE: Final[Mapping[type[Any], Mapping[str, Callable[[Any], Any]]]] = {
    Finding: {
        "severity": Severity,
        "also": tuple,
        **dict.fromkeys(("rule", "sheet", "cell", "key", "unit", "basis", "fix"), intern),
        **dict.fromkeys(("actual", "expected", "difference"), _decimal),
    },
    Indicator: dict.fromkeys(("max_score", "claimed", "auto", "audited"), _decimal),
    Passage: {},
    Digest: {
        "findings": _records(Finding),
        "indicators": _records(Indicator),
        "passages": _records(Passage),
        "execution": _decimals,
        "figures": lambda figures: {name: _decimal(value) for name, value in figures.items()},
        **dict.fromkeys(("auto_total", "claimed_total", "audited_total", "max_total"), _decimal),
    },
}
"""What JSON does not tell of the fields of a record."""


def figure_text(figure: Figure) -> str:
    """A figure as text for a table: a number as people write it, a text as it is, nothing as empty."""
    if isinstance(figure, Decimal):
        return plain(figure)
    return figure or ""


def number(text: str) -> Decimal | None:
    """A figure written as text; ``None`` for anything else."""
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None
