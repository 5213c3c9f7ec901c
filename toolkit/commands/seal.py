"""Seal a master that the bureau has edited: check everything, stamp a version, record what changed."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from toolkit.desk.bulk_registry import FACTORIES
from toolkit.errors import MasterFault, OutputRefused
from toolkit.form import Form
from toolkit.io.files import require_suffix, write_new
from toolkit.io.masters import held_forms, identity, load_sealed
from toolkit.io.package import read_bytes
from toolkit.io.proof import prove_patch
from toolkit.io.resources import clean_sample
from toolkit.io.xlsx_patch import patch_workbook
from toolkit.io.xlsx_read import read_book
from toolkit.model import Book
from toolkit.rules.engine import REGISTRY, TAIL_RULE
from toolkit.sealing.draft import Fault
from toolkit.sealing.record import record_of
from toolkit.sealing.rule_checks import Programs
from toolkit.sealing.sealing import VERSION_CELL, Seal, examined, sealed
from toolkit.sealing.versions import checked_version, next_version

IDENTITY = ("模板_标识", VERSION_CELL, "模板_指纹")


class NotSealed(MasterFault):
    """An edited master that is not in order; every fault is told, cell by cell."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """The sentence counts the faults and lists them, one a line."""
        listed = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"母版还不能封版，有 {len(faults)} 处要改：\n{listed}")
        self.faults = faults


class Sealed(Struct, frozen=True):
    """A sealed master, written, and the record beside it."""

    seal: Seal
    before: str
    """The version it was compared with; empty for none."""
    path: Path
    record: Path


def seal_master(
    master: Path, out: Path, *, previous: Path | None, masters: tuple[Path, ...], version: str | None
) -> Sealed:
    """Check an edited master and write its sealed copy with a record of the changes beside it.

    Without ``previous`` the version it was edited from is looked up among the masters at hand. Raises
    NotSealed listing every fault, MasterFault for a version that does not follow, OutputRefused where a
    target exists; then nothing is written.
    """
    record = out.with_suffix(".md")
    _refuse_targets(out, record)
    data = read_bytes(master)
    book = read_book(master)
    before = load_sealed(previous) if previous else origin_of(book, masters)
    clean = clean_sample()
    sample = read_book(clean) if clean else None
    form, faults = examined(book, before, sample, known_programs())
    if faults or form is None:
        raise NotSealed(faults)
    number = _version(version, identity(book, VERSION_CELL), before)
    seal = sealed(form, number, before, sample)
    patched = patch_workbook(data, seal.edits, seal.caches)
    prove_patch(book, patched, seal.edits, seal.caches)
    return _written(seal, before, patched, out, record)


def _refuse_targets(out: Path, record: Path) -> None:
    require_suffix(out, ".xlsx")
    for path in (out, record):
        if path.exists():
            raise OutputRefused(f"{path}：文件已存在，封版不覆盖已有的文件，请换一个文件名。")


def _version(wanted: str | None, own: str, before: Form | None) -> str:
    last = before.version if before else own
    return checked_version(wanted, last) if wanted else next_version(last)


def _written(seal: Seal, before: Form | None, data: bytes, out: Path, record: Path) -> Sealed:
    form, last = seal.form, before.version if before else ""
    text = record_of(form.template, form.version, form.fingerprint, last, seal.changes, seal.findings)
    write_new(out, data, overwrite=False)
    try:
        write_new(record, text.encode(), overwrite=False)
    except BaseException:
        out.unlink()  # a master and its record come together or not at all
        raise
    return Sealed(seal, last, out, record)


def origin_of(book: Book, masters: tuple[Path, ...]) -> Form | None:
    """The sealed version that an edited master says it was edited from, among the masters at hand."""
    wanted = tuple(identity(book, name) for name in IDENTITY)
    for form in held_forms(masters):
        if (form.template, form.version, form.fingerprint) == wanted:
            return form
    return None


def known_programs() -> Programs:
    """Every rule for which this version of the toolkit has a program."""
    import toolkit.desk.bulk  # noqa: F401 - its modules register the bulk rules

    return Programs(REGISTRY.keys | {(TAIL_RULE, "")}, frozenset(FACTORIES))
