"""Turn a folder of returns into a register, a roll-up, and an answer for each unit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, field

from toolkit import __version__
from toolkit.commands.issue import read_roster
from toolkit.decimals import to_decimal
from toolkit.desk.bulk import COLLECTION, BulkOutcome, BulkRun
from toolkit.desk.case import Background, Case, Thresholds
from toolkit.desk.digest import Digest
from toolkit.desk.ledger import Ledger, ledger_from_book
from toolkit.desk.results import Conclusion, Summary, UnitResult, files_in_words, not_checked
from toolkit.desk.returns import LOST, Portfolio, Version, sort_returns
from toolkit.desk.reviewing import LEFT_BEHIND, left_behind
from toolkit.desk.roster import Roster
from toolkit.desk.rows import COMMON_LIMITS
from toolkit.form import Form
from toolkit.io.files import sha256
from toolkit.io.intake import Item, find_items, is_address
from toolkit.io.masters import load_sealed, master_files
from toolkit.io.outputs import SLIPS, WORKBOOK, Outputs
from toolkit.io.package import read_bytes
from toolkit.io.register import Register
from toolkit.io.register_read import LAST_YEAR, THIS_YEAR
from toolkit.io.xlsx_read import read_book
from toolkit.model import SEMANTICS


class Collecting(Struct, frozen=True):
    """What to collect, against what, and within which limits."""

    folder: str
    roster: Path
    out: Path
    master: Path
    ledger: Path | None = None
    last_year: str | None = None
    masters: tuple[Path, ...] = ()
    ruleset: str | None = None
    due: date | None = None
    today: date = field(default_factory=date.today)
    year: int | None = None
    """The year that the round evaluates; without it, register, roster or master tell it."""
    seconds: float = 60
    megabytes: int = 2048
    resume: bool = True


class Sources(Struct, frozen=True):
    """Everything read before the first return: raises at once where something is amiss."""

    form: Form
    roster: Roster
    ledger: Ledger | None
    context: str
    """Under what a check's outcome holds: masters, rule set and version of the toolkit."""
    hashes: dict[str, str]


def read_sources(job: Collecting) -> Sources:
    """Read master, roster and ledger; raises UnusableInput or MasterFault."""
    form = load_sealed(job.master)
    roster = read_roster(job.roster, form)
    if job.ruleset is not None:
        form.parameters_of(job.ruleset)
    ledger = (
        ledger_from_book(read_book(job.ledger), form.fields) if job.ledger else _from_roster(roster, form)
    )
    files = [job.master, *master_files(job.masters)]
    seal = hashlib.sha256(f"{__version__}|{job.ruleset or ''}".encode())
    for path in files:
        seal.update(hashlib.sha256(read_bytes(path)).digest())
    named = {"名录": job.roster, "台账": job.ledger, "母版": job.master}
    hashes = {name: sha256(read_bytes(path)) for name, path in named.items() if path}
    return Sources(form, roster, ledger, seal.hexdigest()[:32], hashes)


def _from_roster(roster: Roster, form: Form) -> Ledger | None:
    """The amounts that the roster itself carries, where there is no ledger."""
    budget = {
        unit.code: {
            name: amount
            for name, value in unit.known.items()
            if (amount := to_decimal(value, form.fields[name].decimals)) is not None
        }
        for unit in roster.units
    }
    return Ledger(budget) if any(budget.values()) else None


def list_items(job: Collecting, view: Path | None = None) -> dict[str, tuple[Item, ...]]:
    """The files of this year and of last year; roster, ledger and outputs below the folder are left out.

    ``view`` is where the register's view goes.
    """
    outputs = (job.out, job.out / WORKBOOK, job.out / SLIPS, view)
    skip = [path for path in (job.roster, job.ledger, *outputs) if path]
    skip += [Path(job.last_year)] if job.last_year and not is_address(job.last_year) else []
    found = {THIS_YEAR: tuple(find_items(job.folder, skip=[path.resolve() for path in skip]))}
    if job.last_year is not None:
        found[LAST_YEAR] = tuple(find_items(job.last_year))
    return found


def masters_of(job: Collecting) -> tuple[str, ...]:
    """The masters by which files are checked, as every worker finds them."""
    return tuple(str(path.absolute()) for path in (job.master, *job.masters))


def conclude(job: Collecting, sources: Sources, register: Register, outputs: Outputs) -> Conclusion:
    """Run the rules over many returns, and write every output in one pass over the units."""
    issued, year = register.issued(), register.latest_year()
    portfolio = sort_returns(
        sources.roster,
        register.returned(THIS_YEAR, sources.context),
        issued,
        due=job.due,
        today=job.today,
        year=year,
    )
    background = Background(
        form=sources.form,
        thresholds=Thresholds.of(sources.form),
        ledger=sources.ledger,
        issued=issued,
        has_last_year=job.last_year is not None,
        units=len(sources.roster.units),
    )
    cases = _Cases(sources, register, portfolio, background)
    outcome, summary = _over_all(cases, sources.form), Summary()
    states = []
    for case in cases:
        result = UnitResult(case, outcome.findings.get(case.code, ()), outcome.on(case))
        summary.add(result)
        outputs.add(result)
        states.append((case.code, case.content_in_force, result.state))
    register.conclude(states)
    collection = outcome.findings.get(COLLECTION, ())
    summary.add_whole(collection)
    conclusion = Conclusion(
        summary=summary,
        form=sources.form,
        statuses=outcome.statuses,
        strays=portfolio.strays,
        collection=collection,
        run=dict((*_run_sheet(job, sources, portfolio, year), *_left_out(portfolio, register))),
        unchecked=tuple(not_checked(summary, outcome.statuses, portfolio.strays, year)),
    )
    outputs.finish(conclusion)
    return conclusion


def _over_all(cases: Iterable[Case], form: Form) -> BulkOutcome:
    """What the rules over many returns find; nothing that they remembered of the units outlives this."""
    run = BulkRun(form)
    for case in cases:
        run.observe(case)
    return run.conclude()


class _Cases:
    """The cases of all units, read from the register anew in each pass: never all in memory."""

    def __init__(
        self, sources: Sources, register: Register, portfolio: Portfolio, background: Background
    ) -> None:
        self._register, self._context, self._portfolio = register, sources.context, portfolio
        self._background = background
        last = sort_returns(sources.roster, register.returned(LAST_YEAR, sources.context), {})
        self._last = {d.unit.code: d.in_force.file.sha256 for d in last.dossiers if d.in_force}

    def __iter__(self) -> Iterator[Case]:
        for dossier in self._portfolio.dossiers:
            sha256 = _content(dossier.in_force)
            yield Case(
                dossier=dossier,
                digest=self._digest(sha256),
                background=self._background,
                last=self._digest(self._last.get(dossier.unit.code, "")),
                turned_down=self._digest(_content(dossier.turned_down)),
                review=self._register.review(sha256),
            )

    def _digest(self, sha256: str) -> Digest | None:
        return self._register.digest(sha256, self._context) if sha256 else None


def _content(version: Version | None) -> str:
    return version.file.sha256 if version else ""


def _run_sheet(
    job: Collecting, sources: Sources, portfolio: Portfolio, year: str
) -> Iterator[tuple[str, str]]:
    form = sources.form
    yield "日期", job.today.isoformat()
    if year:
        yield "评价年度", year
    yield "工具", f"jixiao {__version__}"
    yield "母版", f"{form.template} {form.version}，指纹 {form.fingerprint}"
    yield "公式语义", f"{SEMANTICS}（各程序算法不同时以此为准）"
    yield "规则集", job.ruleset or form.ruleset
    for name, value in sources.hashes.items():
        yield f"{name} SHA-256", value
    left = (*sources.roster.unused, *(sources.ledger.unused if sources.ledger else ()))
    if left:
        yield "名录、台账里没有用到的列", "、".join(left)
    yield "收表文件夹", job.folder
    yield "收到文件", files_in_words(portfolio)
    yield "每个文件的限制", f"{Decimal(str(job.seconds)).normalize():f} 秒，{job.megabytes} MB"
    yield from COMMON_LIMITS


def _left_out(portfolio: Portfolio, register: Register) -> Iterator[tuple[str, str]]:
    if codes := "、".join(left_behind(portfolio.dossiers, register.review)):
        yield LEFT_BEHIND, f"{codes} 重新报送了，原来一份的审核得分没有带入，请在“审核打分”表重新填写。"
    if codes := "、".join(portfolio.lost):
        yield (
            LOST,
            f"{codes} 在用的一份已不在收表文件夹里，无法打开和审核；"
            "请把原来的一份用别的文件名放回再收表，或请单位重新报送。",
        )
