"""One return under every rule set of its master: totals, grades, the rows that differ, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from toolkit.model import Score, Scorecard, Value
from toolkit.scoring.bands import rating_of, scaled
from toolkit.scoring.ruleset import read_ruleset
from toolkit.scoring.scorecard import scaled_total, score_submission
from toolkit.submission import Submission


class Result(Struct, frozen=True):
    """The totals under one rule set."""

    card: Scorecard
    indicators: Decimal
    """Sum of the indicators' automatic scores, the execution row and any cap left aside."""
    scaled: Decimal | None
    """The total on a scale of 100; ``None`` without any full score."""
    settings: tuple[tuple[str, Value, Value], ...]
    """Parameters that are others than the chosen rule set's: code, value there, value here."""

    @property
    def ruleset(self) -> str:
        """The rule set's name."""
        return self.card.ruleset


class Filed(Struct, frozen=True):
    """The totals as the unit claims them; the execution row counts as scored where it claims nothing."""

    indicators: Decimal
    execution: Decimal | None
    execution_claimed: bool
    total: Decimal
    scaled: Decimal | None
    rating: str


class RowDifference(Struct, frozen=True):
    """A row whose score depends on the rule set: each score with the rule sets that give it."""

    key: str
    cell: str
    max_score: Decimal | None
    claimed: Decimal | None
    scores: tuple[tuple[Score, tuple[str, ...]], ...]


class RulesetComparison(Struct, frozen=True):
    """Everything that a change of the rule set would change."""

    chosen: str
    filed: Filed
    results: tuple[Result, ...]
    differences: tuple[RowDifference, ...]

    @property
    def ratings(self) -> dict[str, tuple[str, ...]]:
        """Every grade that some rule set gives, with those rule sets."""
        found: dict[str, list[str]] = {}
        for result in self.results:
            if result.card.rating:
                found.setdefault(result.card.rating, []).append(result.ruleset)
        return {rating: tuple(names) for rating, names in found.items()}

    @property
    def note(self) -> str:
        """One sentence where the grade hangs on the rule set; empty where it does not."""
        if len(self.ratings) < 2:
            return ""
        told = "，".join(
            f"{'、'.join(f'“{name}”' for name in names)}为{rating}" for rating, names in self.ratings.items()
        )
        return f"等次取决于规则集：{told}；本次采用“{self.chosen}”，报告中应写明所用的规则集。"


def compare_rulesets(submission: Submission) -> RulesetComparison:
    """Score a return under every rule set of its master, in the order of the parameter sheet.

    Raises MasterFault where a rule set cannot be used.
    """
    form = submission.form
    cards = [score_submission(submission, ruleset) for ruleset in form.rulesets]
    chosen = score_submission(submission)
    return RulesetComparison(
        chosen=form.ruleset,
        filed=_filed(submission, chosen),
        results=tuple(_result(submission, card) for card in cards),
        differences=tuple(_differences(cards)),
    )


def _result(submission: Submission, card: Scorecard) -> Result:
    form = submission.form
    base, own = form.parameters_of(form.ruleset), form.parameters_of(card.ruleset)
    indicators = [row.auto.value for row in card.rows[1:]]
    return Result(
        card=card,
        indicators=_sum(indicators),
        scaled=scaled_total(card),
        settings=tuple((code, base[code], value) for code, value in own.items() if base[code] != value),
    )


def _filed(submission: Submission, card: Scorecard) -> Filed:
    execution = card.rows[0]
    indicators = _sum([row.claimed for row in card.rows[1:]])
    counted = execution.auto.value if execution.claimed is None else execution.claimed
    total = indicators + (counted or Decimal(0))
    claimed = any(row.claimed is not None for row in card.rows)
    bands = read_ruleset(submission.form).rating_bands
    return Filed(
        indicators=indicators,
        execution=counted,
        execution_claimed=execution.claimed is not None,
        total=total,
        scaled=scaled(total, card.max_total) if card.max_total > 0 else None,
        rating=rating_of(total, card.max_total, bands) if claimed and card.max_total > 0 else "",
    )


def _differences(cards: Sequence[Scorecard]) -> Iterator[RowDifference]:
    for rows in zip(*(card.rows for card in cards), strict=True):
        scores: dict[Decimal | None, tuple[Score, list[str]]] = {}
        for card, row in zip(cards, rows, strict=True):
            scores.setdefault(row.auto.value, (row.auto, []))[1].append(card.ruleset)
        if len(scores) > 1:
            first = rows[0]
            groups = tuple((score, tuple(names)) for score, names in scores.values())
            yield RowDifference(first.key, str(first.at), first.max_score, first.claimed, groups)


def _sum(scores: Sequence[Decimal | None]) -> Decimal:
    return sum((score for score in scores if score is not None), Decimal(0))
