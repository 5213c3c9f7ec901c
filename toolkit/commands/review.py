"""Take the bureau's scores from a roll-up back into each unit's scored copy and Word report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from toolkit.commands.check import Checked, check_data
from toolkit.commands.score import copy_suffix, write_into
from toolkit.commands.word import report_of
from toolkit.desk.returns import own_name
from toolkit.desk.reviewing import Review, review_edits, reviews_from_book
from toolkit.desk.vocabulary import NAME
from toolkit.errors import UnusableInput
from toolkit.io.files import make_folder, refuse_existing, sha256, write_new
from toolkit.io.intake import Item, read_item
from toolkit.io.masters import find_form
from toolkit.io.register import Register
from toolkit.io.xlsx_read import read_book
from toolkit.report.write_back import changed_only, finding_edits, needs_draft, score_edits
from toolkit.scoring.audit import Audit, audit_of_card


class Reviewed(Struct, frozen=True):
    """One return with the bureau's scores, beside the claims as its report prints them."""

    code: str
    name: str
    audit: Audit
    written: tuple[Path, ...]


def take_scores(rollup: Path, register: Register) -> tuple[Review, ...]:
    """Read a roll-up's scores into the register, taking back those that were cleared; the reviews that hold
    any.

    Raises UnusableInput naming the rows of all wrong ones.
    """
    book = read_book(rollup)
    try:
        reviews = reviews_from_book(book)
    except UnusableInput as fault:
        raise UnusableInput(f"{rollup.name}：{fault}") from None
    context = register.latest_context()
    with register.together():
        for review in reviews:
            told = review.telling(register.digest(review.sha256, context))
            register.add_review(review.sha256, review.code, told)
    return tuple(review for review in reviews if any(review.scores.values()))


def review_all(
    reviews: Sequence[Review], register: Register, out: Path, masters: Sequence[Path], *, overwrite: bool
) -> Iterator[Reviewed]:
    """Write a scored copy and a Word report with the bureau's scores for each return that has any.

    Before the first is written: raises UnusableInput where a return is no longer as it was collected, and
    OutputRefused where a file is there and may not be replaced.
    """
    lost = [review for review in reviews if _data(review, register) is None]
    if lost:
        raise UnusableInput(_way_out(lost, register))
    if not overwrite:
        for review in reviews:
            refuse_existing(_targets(review, _name(review, register), out))
    make_folder(out)
    for review in reviews:
        checked = _load(review, register, masters)
        assert checked.report.score is not None
        edits = [
            *score_edits(checked.submission, checked.report.score),
            *finding_edits(checked.submission, checked.report),
            *review_edits(checked.submission.form, review),
        ]
        data = write_into(checked, changed_only(checked.submission, edits))
        again = _again(checked, data)
        yield _written(review, again, out, overwrite=overwrite)


def _again(checked: Checked, data: bytes) -> Checked:
    return check_data(checked.path, data, lambda _: checked.submission.form)


def _places(review: Review, register: Register) -> tuple[Item, ...]:
    places = register.places_of(review.sha256)
    if not places:
        raise UnusableInput(f"登记簿里没有 {review.code} 的这份报表，请用收表时的 --register。")
    return places


def _name(review: Review, register: Register) -> Path:
    """The name of a collected file, be it in an archive."""
    return Path(own_name(_places(review, register)[0].path))


def _data(review: Review, register: Register) -> bytes | None:
    """The return as it was collected, from wherever it still is; ``None`` where it is nowhere."""
    for item in _places(review, register):
        with suppress(UnusableInput):
            data = read_item(item)
            if sha256(data) == review.sha256:
                return data
    return None


def _way_out(lost: Sequence[Review], register: Register) -> str:
    named = "、".join(f"{review.code}（{_places(review, register)[0].path}）" for review in lost)
    codes = "、".join(review.code for review in lost)
    return (
        f"{named}：汇总里的这一份已不在原处，文件在收表之后被改动、覆盖或移走。请把原来的一份用别的文件名"
        f"放回收表文件夹，或请单位重新报送，再收表后审核；要先审核其他单位，请清空 {codes} 的审核得分。"
    )


def _targets(review: Review, name: Path, out: Path) -> tuple[Path, Path, Path]:
    """The copy without macros, the one with, and the report, by the name of the return."""
    own = name.stem.removeprefix(review.code).lstrip("_")
    stem = f"{review.code}_{own}" if own else review.code
    return out / f"{stem}.审核.xlsx", out / f"{stem}.审核.xlsm", out / f"{stem}.审核.docx"


def _load(review: Review, register: Register, masters: Sequence[Path]) -> Checked:
    data = _data(review, register)
    if data is None:
        raise UnusableInput(_way_out([review], register))
    return check_data(_name(review, register), data, lambda book: find_form(book, masters))


def _written(review: Review, checked: Checked, out: Path, *, overwrite: bool) -> Reviewed:
    assert checked.report.score is not None
    plain, with_macros, report = _targets(review, checked.path, out)
    copy = plain if copy_suffix(checked) == plain.suffix else with_macros
    write_new(copy, checked.data, overwrite=overwrite)
    write_new(
        report, report_of(checked, draft=needs_draft(checked.report), public=False), overwrite=overwrite
    )
    audit = audit_of_card(checked.report.score)
    assert audit is not None
    return Reviewed(
        code=review.code,
        name=checked.submission.text(NAME),
        audit=audit,
        written=(copy, report),
    )
