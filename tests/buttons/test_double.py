"""The stand-in offers nothing that Excel lacks, and bites where Excel bites."""

from __future__ import annotations

import ast
import datetime
from pathlib import Path

import pytest
import xlwings as xw

from tests.buttons.conftest import Desk, Opener
from tests.support import (
    xlwings_double,
    xlwings_double_book,
    xlwings_double_cells,
    xlwings_double_native,
)
from tests.support.samples import CLEAN
from toolkit.io import excel_native
from toolkit.io.excel_native import MEMBERS, ComError

FRONT = Path(xw.__file__).parent
TOOLKIT = Path(excel_native.__file__).parents[1]
CLASSES = ("App", "Books", "Book", "Sheets", "Sheet", "PageSetup", "Range", "Note", "Names", "Name")
NATIVE = {
    "Workbook": "NativeBook",
    "Worksheet": "NativeSheet",
    "Range": "NativeRange",
    "CustomXMLParts": "NativeParts",
    "CustomXMLPart": "NativePart",
}


def members(source: str) -> dict[str, dict[str, ast.stmt]]:
    """Methods and attributes of every class in a module, without running it."""
    found: dict[str, dict[str, ast.stmt]] = {}
    for made in ast.parse(source).body:
        if isinstance(made, ast.ClassDef):
            found[made.name] = {n.name: n for n in made.body if isinstance(n, ast.FunctionDef)}
            targets = [(t, n) for n in made.body if isinstance(n, ast.Assign) for t in n.targets]
            found[made.name] |= {t.id: n for t, n in targets if isinstance(t, ast.Name)}
    return found


def test_stand_in_offers_nothing_that_the_windows_engine_lacks() -> None:
    """A member that only raises NotImplementedError in xlwings' base must be there in its Windows engine."""
    base = members((FRONT / "base_classes.py").read_text("utf-8"))
    windows = members((FRONT / "_xlwindows.py").read_text("utf-8"))
    own: dict[str, dict[str, ast.stmt]] = {}
    for module in (xlwings_double, xlwings_double_book, xlwings_double_cells):
        own |= members(Path(module.__file__).read_text("utf-8"))
    for name in CLASSES:
        stubs = {member for member, node in base[name].items() if "NotImplementedError" in ast.unparse(node)}
        offered = own[name].keys() & stubs
        assert offered, name
        assert offered <= windows[name].keys(), name
        for member in offered:
            _assert_callable_alike(own[name][member], windows[name][member], f"{name}.{member}")


def _assert_callable_alike(ours: ast.stmt, excels: ast.stmt, what: str) -> None:
    if not (isinstance(ours, ast.FunctionDef) and isinstance(excels, ast.FunctionDef)):
        return
    if ours.decorator_list or ours.args.vararg or excels.args.vararg:
        return
    needed = len(ours.args.args) - len(ours.args.defaults)
    assert needed <= len(excels.args.args), what
    assert len(ours.args.args) >= len(excels.args.args) - len(excels.args.defaults), what


def test_guard_would_catch_a_member_that_excel_lacks() -> None:
    base = members((FRONT / "base_classes.py").read_text("utf-8"))
    windows = members((FRONT / "_xlwindows.py").read_text("utf-8"))
    lacking = {
        member
        for member, node in base["Range"].items()
        if "NotImplementedError" in ast.unparse(node) and member not in windows["Range"]
    }
    assert "adjust_indent" in lacking


def test_excels_own_objects_are_used_in_one_module_only() -> None:
    users = {
        path.name
        for path in TOOLKIT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "api"
    }
    assert users == {"excel_native.py"}


def test_native_stand_in_has_exactly_the_members_listed() -> None:
    own = members(Path(xlwings_double_native.__file__).read_text("utf-8"))
    for name, made in NATIVE.items():
        cls = getattr(xlwings_double_native, made)
        public = {member for member in own[made] if not member.startswith("_")}
        public |= {member for member in vars(cls) if member[0].isupper()}
        public |= {"XML"} if made == "NativePart" else set()
        assert public == set(MEMBERS[name]), name


def test_product_uses_only_the_members_listed() -> None:
    used = {
        node.attr
        for node in ast.walk(ast.parse(Path(excel_native.__file__).read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr[0].isupper() and isinstance(node.ctx, ast.Load)
    }
    listed = {member for group in MEMBERS.values() for member in group}
    assert used - {"Element"} <= listed


@pytest.fixture
def desk(opened: Opener) -> Desk:
    return opened(CLEAN)


def test_traps_of_excel(desk: Desk) -> None:
    sheet = desk.front.sheets["校验结果"]
    page = desk.book.workbook["校验结果"]
    page.protection.sheet = False
    cell, free = sheet["P40"], page["P40"]
    for written, read in [
        (3, 3.0), ("001", 1.0), ("5%", 0.05), ("1,234.5", 1234.5), ("TRUE", True), ("'001", "001"),
        ("2023-3-5", datetime.datetime(2023, 3, 5)), ("文字", "文字"), (None, None), ("", None),
    ]:  # fmt: skip
        cell.value = written
        assert cell.value == read, written
        assert type(cell.value) is type(read), written
    free.number_format = "@"
    for text in ("001", "5%", "=1+1", "'001"):
        cell.value = text
        assert cell.value == text
        assert cell.formula == text
    free.value = "#N/A"
    free.data_type = "e"
    assert cell.raw_value == -2146826246


def test_locked_cells_and_protected_sheets_refuse(desk: Desk) -> None:
    cell = desk.front.sheets["校验结果"]["C9"]
    for act in (
        lambda: setattr(cell, "value", "x"),
        lambda: setattr(cell, "color", (1, 2, 3)),
        lambda: cell.add_note("x"),
    ):
        with pytest.raises(ComError):
            act()


def test_what_excel_lacks_raises(desk: Desk) -> None:
    with pytest.raises(NotImplementedError):
        desk.front.sheets[0].pictures  # noqa: B018
    with pytest.raises(NotImplementedError):
        desk.front.app.api.Version  # noqa: B018
