"""Budgets and execution rates that a text tells of single projects, with what the list of projects has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from toolkit.addresses import CellRef
from toolkit.expression import expression
from toolkit.narrative.figures import Bound, TextFigure
from toolkit.narrative.names import clean
from toolkit.narrative.periods import is_of_part_year
from toolkit.narrative.units import PERCENT
from toolkit.submission import Row, Submission

SAID = expression(
    r"(?:其中|一是|二是|三是|四是|五是)?(?P<name>.+?)(?:项目)?的?(?P<what>年初预算|全年预算|(?:预算)?执行率)(?:数|安排|为|达到|达|是)*"
)
COLUMNS = {"年初预算": "项目_年初预算", "全年预算": "项目_全年预算"}
RATE, SPENT = "执行率", "项目_支出"


class ProjectTold(Struct, frozen=True):
    """A figure of a text that is not the project's."""

    figure: TextFigure
    name: str
    what: str
    stated: Decimal
    expected: Decimal
    unit: str
    key: str
    at: CellRef


def projects_that_differ(
    figures: Sequence[TextFigure], submission: Submission, year: str
) -> Iterator[ProjectTold]:
    """Only where a clause says nothing but the project's name as listed and what of it is told."""
    rows = {clean(row.text("项目_名称")): row for row in submission.filled_rows["项目"]}
    for figure in figures:
        percent = figure.unit.family == PERCENT
        said = SAID.fullmatch(clean(figure.left)) if percent or figure.unit.is_money else None
        row = rows.get(said["name"]) if said else None
        other_year = figure.year and year and figure.year != year
        if not said or not row or other_year or figure.bound is not Bound.EXACT:
            continue
        if percent is said["what"].endswith(RATE) and not is_of_part_year(figure.preceding):
            yield from _differing(figure, row, said["what"])


def _differing(figure: TextFigure, row: Row, what: str) -> Iterator[ProjectTold]:
    rate = what.endswith(RATE)
    values, column = (_rates(row), SPENT) if rate else ([row.decimal(COLUMNS[what])], COLUMNS[what])
    unit, multiple = ("%", Decimal(1)) if rate else ("万元", Decimal(10000))
    stated, half = figure.value / multiple, figure.half_unit / multiple
    if values and values[0] is not None and all(v is None or abs(v - stated) > half for v in values):
        yield ProjectTold(
            figure, row.text("项目_名称"), what, stated, values[0], unit, row.key, row.cell(column)
        )


def _rates(row: Row) -> list[Decimal | None]:
    """Spending in percent of the final budget, and of the original one."""
    spent, budgets = row.decimal(SPENT), [row.decimal(name) for name in ("项目_全年预算", "项目_年初预算")]
    return [spent / budget * 100 for budget in budgets if budget and spent is not None]
