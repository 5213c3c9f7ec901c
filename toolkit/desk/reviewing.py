"""The bureau's scores as typed into the roll-up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from toolkit.desk.columns import Line, read_grid
from toolkit.desk.figure_rules import number, review_key
from toolkit.desk.rows import REVIEW_HEADS
from toolkit.desk.vocabulary import AUDITED, EXECUTION_AUDITED
from toolkit.errors import UnusableInput
from toolkit.form import Form
from toolkit.model import Book, CellEdit

SHEET = "审核打分"
CODE_HEAD, ROW_HEAD, MOST_HEAD, SCORE_HEAD, HASH_HEAD = "预算编码", "行", "分值", "审核得分", REVIEW_HEADS[-1]


class Review(Struct, frozen=True):
    """The scores of one return: row key → score as text."""

    code: str
    sha256: str
    scores: Mapping[str, str]


def reviews_from_book(book: Book) -> tuple[Review, ...]:
    """The scores in a roll-up, for each return that has any, in the sheet's order.

    Raises UnusableInput, naming the row, for a score that is no number, negative or above its maximum, and
    where the workbook is no roll-up.
    """
    sheet = book.sheet(SHEET)
    grid = read_grid(sheet, (HASH_HEAD,)) if sheet else None
    if grid is None:
        raise UnusableInput(f"这不是汇总工作簿：没有“{SHEET}”表。")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in grid.lines:
        if score := line.text(SCORE_HEAD):
            _refuse_wrong_score(line, score)
            found.setdefault((line.text(HASH_HEAD), line.text(CODE_HEAD)), {})[line.text(ROW_HEAD)] = score
    return tuple(Review(code, sha256, scores) for (sha256, code), scores in found.items())


def _refuse_wrong_score(line: Line, text: str) -> None:
    score, most = number(text), number(line.text(MOST_HEAD))
    if score is None:
        raise UnusableInput(f"“{SHEET}”第 {line.row} 行：审核得分“{text}”不是数字。")
    if score < 0 or (most is not None and score > most):
        raise UnusableInput(f"“{SHEET}”第 {line.row} 行：审核得分 {text} 应在 0 与分值 {most} 之间。")


def review_edits(form: Form, review: Review) -> Iterator[CellEdit]:
    """The scores as edits of the return's own audit cells."""
    for row, text in review.scores.items():
        field = form.fields[EXECUTION_AUDITED if row == review_key(None) else AUDITED]
        index = 0 if row == review_key(None) else int(row) - 1
        yield CellEdit(field.area.cell(index), number(text))
