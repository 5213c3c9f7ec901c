"""Sealed masters on disk: load one, keep its compiled formulas, find the one a return was issued from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from toolkit.addresses import parse_area
from toolkit.errors import ForeignWorkbook, MasterFault, ToolkitError, UnusableInput
from toolkit.form import Form, as_text, fingerprint
from toolkit.formulas_model import UnsupportedFormula
from toolkit.io.kept_forms import keep, kept_file, load_kept
from toolkit.io.resources import workbooks_folder
from toolkit.io.xlsx_read import read_book_bytes
from toolkit.model import Book
from toolkit.sealing.versions import version_key

IDENTITY = ("模板_标识", "模板_版本", "模板_指纹")
MASTER_FILES = "master*.xlsx"
"""How the masters in a folder are called; one with another name is to be named itself."""
LEAST_SHARED_NAMES = 0.5
"""A workbook without identity counts as a return if it has at least this share of the master's names."""


def load_form(path: Path) -> Form:
    """Load a master; it is read and its formulas compiled once, and kept in the user's cache folder.

    Raises MasterFault where the workbook is no complete master.
    """
    return _load(path)[0]


def load_sealed(path: Path) -> Form:
    """Load a master to work by; raises MasterFault where it is none, or is not as it was sealed.

    A draft, or a return that somebody filled in: what is made from it would fit no master that checks it.
    """
    form, is_sealed = _load(path)
    if not is_sealed and fingerprint(_without_buttons(form.book)) != form.fingerprint:
        raise MasterFault(
            f"“{path}”不是封版的母版（改动后没有封版，或是填过的工作簿），"
            "请用封版时写出的文件，或先用 jixiao seal 封版。"
        )
    return form


def _without_buttons(book: Book) -> Book:
    """The master in the workbook with buttons, which holds nothing more but the settings of the buttons."""
    from toolkit.io.vba_read import SETTINGS_SHEET

    return replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.title != SETTINGS_SHEET))


def _load(path: Path) -> tuple[Form, bool]:
    """A master, and whether it is as it was sealed: its content has the fingerprint that it carries."""
    try:
        data = path.read_bytes()
    except OSError:
        raise MasterFault(f"找不到母版“{path}”，请检查路径。") from None
    file = kept_file(data)
    kept = load_kept(file)
    if kept:
        form = Form.from_book(kept.book, kept.model, kept.blank)
        return form, kept.content == form.fingerprint
    try:
        form = Form.from_book(read_book_bytes(data))
    except (UnsupportedFormula, UnusableInput, MasterFault) as fault:
        raise MasterFault(f"母版“{path}”不能用：{fault}") from None
    content = fingerprint(form.book)
    with contextlib.suppress(OSError, ToolkitError):  # a read-only home only costs time
        keep(file, form, content)
    return form, content == form.fingerprint


def find_form(book: Book, folders: Iterable[Path] = ()) -> Form:
    """The master that a return was issued from: same fingerprint, else same template, newest first.

    Looks in ``folders`` and then among the masters that come with the toolkit; one that was changed after
    it was sealed does not count. Raises ForeignWorkbook where none fits: the file is not one of ours.
    """
    return choose_form(book, _sealed_forms(folders))


def held_forms(folders: Iterable[Path] = ()) -> tuple[Form, ...]:
    """The sealed masters in ``folders``, then those that come with the toolkit."""
    return tuple(_sealed_forms(folders))


def _sealed_forms(folders: Iterable[Path]) -> Iterator[Form]:
    for path in _masters([*folders, workbooks_folder()]):
        form, is_sealed = _load(path)
        if is_sealed:
            yield form


def master_files(folders: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The files of the masters that ``held_forms`` loads."""
    return tuple(_masters([*folders, workbooks_folder()]))


def are_kept(folders: Iterable[Path] = ()) -> bool:
    """Whether there is something kept of each of these files, so that none has to be compiled."""
    try:
        return all(kept_file(path.read_bytes()).exists() for path in master_files(folders))
    except OSError:
        return False


def choose_form(book: Book, forms: Iterable[Form]) -> Form:
    """The one of some masters that a return was issued from; see ``find_form``."""
    wanted = tuple(identity(book, name) for name in IDENTITY)
    others = []
    for form in forms:
        if (form.template, form.version, form.fingerprint) == wanted:
            return form
        others.append(form)
    for form in sorted(others, key=lambda form: version_key(form.version), reverse=True):
        if form.template == wanted[0] or (not wanted[0] and _shared_names(book, form)):
            return form
    raise ForeignWorkbook(
        "这不是财政部门下发的自评工作簿，无法校验；请在下发的工作簿里填报，"
        "或用 --masters 指定存放母版的文件夹。"
    )


def identity(book: Book, name: str) -> str:
    """One identity cell of a workbook, found through its own defined names; empty where it has none."""
    area = parse_area(book.names.get(name, ""))
    sheet = book.sheet(area.sheet) if area else None
    cell = sheet.cells.get((area.row1, area.column1)) if area and sheet else None
    return as_text(cell.value) if cell else ""


def other_master(book: Book, form: Form) -> str:
    """Template and version of the master that a workbook was issued from; empty where it is this one."""
    template, version, mark = (identity(book, name) for name in IDENTITY)
    if (template, version, mark) in ((form.template, form.version, form.fingerprint), ("", "", "")):
        return ""
    same = (template, version) == (form.template, form.version)
    return f"{template} {version}（指纹 {mark or '空'}）" if same else f"{template} {version}"


def _shared_names(book: Book, form: Form) -> bool:
    return len(form.names.keys() & book.names.keys()) >= LEAST_SHARED_NAMES * len(form.names)


def _masters(folders: Iterable[Path]) -> Iterator[Path]:
    seen = set[Path]()
    for folder in folders:
        if folder.is_file():
            paths = [folder]
        elif folder.is_dir():
            paths = sorted(folder.glob(MASTER_FILES))
            if not paths:
                raise MasterFault(
                    f"文件夹“{folder}”里没有母版（文件名以 master 开头的 .xlsx），请检查 --masters。"
                )
        else:
            raise MasterFault(f"找不到母版文件夹“{folder}”，请检查 --masters。")
        for path in paths:
            if path.resolve() not in seen:
                seen.add(path.resolve())
                yield path
