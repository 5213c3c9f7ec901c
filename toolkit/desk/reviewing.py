"""The bureau's scores as typed into the roll-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from toolkit.desk.columns import Line, fault_list, read_grid
from toolkit.desk.digest import Digest, number
from toolkit.desk.figure_rules import review_key
from toolkit.desk.returns import Dossier
from toolkit.desk.rows import REVIEW_HEADS
from toolkit.desk.vocabulary import AUDITED, EXECUTION_AUDITED
from toolkit.errors import UnusableInput
from toolkit.form import Form
from toolkit.model import Book, CellEdit, Sheet

SHEET = "审核打分"
DECIMALS = 2
ROW_KEY = re.compile(r"\d{1,4}", re.ASCII)
LEFT_BEHIND = "没有带入的审核得分"
"""The heading under which a run sheet tells of units whose scores belong to an earlier return."""
CODE_HEAD, ROW_HEAD, MOST_HEAD, SCORE_HEAD, HASH_HEAD = "预算编码", "行", "分值", "审核得分", REVIEW_HEADS[-1]

Fault = tuple[int, str]
"""A row of the sheet, and what is wrong in it."""


class Review(Struct, frozen=True):
    """The scores of one return: row key → score as text, empty where the bureau gave none."""

    code: str
    sha256: str
    scores: Mapping[str, str]

    def telling(self, digest: Digest | None) -> Mapping[str, str]:
        """The scores worth keeping: those given, and those cleared that stand in the return itself.

        ``digest`` is of that return; where it is not known, nothing is left out.
        """
        if digest is None:
            return self.scores
        written = {review_key(row) for row in digest.indicators if row.audited is not None}
        if digest.execution[-1] is not None:
            written.add(review_key(None))
        return {row: score for row, score in self.scores.items() if score or row in written}


def reviews_from_book(book: Book) -> tuple[Review, ...]:
    """The scores in a roll-up, for each return that it lists, in the sheet's order.

    Raises UnusableInput, naming every such row, for a score that is no number, negative, above its maximum,
    of more than two decimals or a formula without a result, or stands in a row of no return, and where the
    workbook is no roll-up.
    """
    sheet = book.sheet(SHEET)
    grid = read_grid(sheet, (HASH_HEAD,)) if sheet else None
    if sheet is None or grid is None:
        raise UnusableInput(f"这不是汇总工作簿：没有“{SHEET}”表。")
    faults = sorted({*_uncalculated(sheet), *_wrong(grid.lines)})
    if faults:
        raise UnusableInput(_told([f"“{SHEET}”第 {row} 行：{text}" for row, text in faults]))
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in grid.lines:
        scores = found.setdefault((line.text(HASH_HEAD), line.text(CODE_HEAD)), {})
        scores[line.text(ROW_HEAD)] = line.text(SCORE_HEAD)
    return tuple(Review(code, sha256, scores) for (sha256, code), scores in found.items())


def _told(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    return fault_list("审核得分有误，请改正后再试", lines)


def _wrong(lines: Iterable[Line]) -> Iterator[Fault]:
    for line in lines:
        row, score = line.text(ROW_HEAD), line.text(SCORE_HEAD)
        if not ROW_KEY.fullmatch(row):
            yield line.row, f"“{ROW_HEAD}”被改成了“{row}”，请从原汇总工作簿复制回来。"
        if score and (fault := _wrong_score(score, number(line.text(MOST_HEAD)))):
            yield line.row, fault


def _wrong_score(text: str, most: Decimal | None) -> str:
    """What is wrong with a score; empty for a right one."""
    score = number(text)
    if score is None:
        return f"审核得分“{text}”不是数字。"
    if score < 0 or (most is not None and score > most):
        return f"审核得分 {text} 应在 0 与分值 {most} 之间。"
    return "" if score == round(score, DECIMALS) else f"审核得分 {text} 最多两位小数。"


def _uncalculated(sheet: Sheet) -> Iterator[Fault]:
    """A formula that was never calculated would pass for a score that was not given."""
    for (row, _), cell in sheet.cells.items():
        if cell.formula is not None and cell.value is None:
            yield row, "有公式没有保存结果，请在 Excel 里打开、保存后再试，或直接填写得分。"


def left_behind(dossiers: Iterable[Dossier], review: Callable[[str], Mapping[str, str]]) -> Iterator[str]:
    """The codes of units that another return is in force of than the one that the bureau scored.

    ``review`` tells the scores of a return by its content hash.
    """
    for dossier in dossiers:
        now = dossier.in_force.file.sha256 if dossier.in_force else ""
        before = {version.file.sha256 for version in dossier.versions} - {now}
        if before and not _is_scored(review(now)) and any(_is_scored(review(old)) for old in before):
            yield dossier.unit.code


def _is_scored(scores: Mapping[str, str]) -> bool:
    return any(scores.values())


def review_edits(form: Form, review: Review) -> Iterator[CellEdit]:
    """The scores as edits of the return's own audit cells, cleared where the bureau gave none.

    Raises UnusableInput for a row that the form does not have.
    """
    for row, text in review.scores.items():
        field = form.fields[EXECUTION_AUDITED if row == review_key(None) else AUDITED]
        index = 0 if row == review_key(None) else int(row) - 1
        if not 0 <= index < field.area.rows:
            raise UnusableInput(
                f"“{SHEET}”：{review.code} 的第 {row} 行不在指标表里，请从原汇总工作簿复制回来。"
            )
        yield CellEdit(field.area.cell(index), number(text) if text else None)
