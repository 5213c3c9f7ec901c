"""What workbook.xml and styles.xml say: sheets and their parts, names, locks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from msgspec import Struct

from toolkit.errors import UnusableInput
from toolkit.io.package import Package
from toolkit.io.recognise import DAMAGED, no_workbook_part
from toolkit.io.xml_parts import RELATION_ID_KEYS, Relation, is_true, main_namespace, parse_xml, relations

CONTENT_TYPES: Final = "[Content_Types].xml"
WITH_MACROS: Final = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PRINT_AREA: Final = "_xlnm.Print_Area"
SHEET_STATES: Final = ("visible", "hidden", "veryHidden")


class SheetEntry(NamedTuple):
    """One sheet in tab order."""

    title: str
    state: str
    relation: str


class WorkbookPart(Struct, frozen=True):
    """The content of workbook.xml that the toolkit uses."""

    sheets: tuple[SheetEntry, ...]
    names: Mapping[str, str]
    print_areas: Mapping[str, str]
    structure_locked: bool
    date1904: bool


class Layout(Struct, frozen=True):
    """Where a package keeps what: its workbook, and the parts it refers to."""

    part: str
    workbook: WorkbookPart
    relations: Mapping[str, Relation]

    def sheet_part(self, package: Package, sheet: SheetEntry) -> str | None:
        """The worksheet's part; ``None`` for a chart or dialogue sheet. Raises UnusableInput if missing."""
        relation = self.relations[sheet.relation]
        found = package.find(relation.target)
        if found is None:
            raise UnusableInput(DAMAGED)
        return found if relation.kind == "worksheet" else None

    def part_of_kind(self, package: Package, kind: str) -> str | None:
        """The one part the workbook refers to by that relationship type, if any."""
        target = next((r.target for r in self.relations.values() if r.kind == kind), None)
        return None if target is None else package.find(target)


def workbook_layout(package: Package) -> Layout:
    """Find and parse the workbook part; raises UnusableInput where the package is something else, or has no
    list of contents, without which no program opens it."""
    target = next((r.target for r in relations(package, "").values() if r.kind == "officeDocument"), None)
    part = package.find(target) if target else None
    if part is None or not part.endswith(".xml") or not part.startswith("xl/"):
        raise UnusableInput(no_workbook_part(package.parts))
    if package.find(CONTENT_TYPES) is None:
        raise UnusableInput(DAMAGED)
    workbook, links = _workbook_part(package.read(part)), relations(package, part)
    targets = [
        links[sheet.relation].target.casefold() for sheet in workbook.sheets if sheet.relation in links
    ]
    if len(set(targets)) != len(workbook.sheets):
        raise UnusableInput(DAMAGED)
    return Layout(part, workbook, links)


def workbook_suffix(package: Package) -> str:
    """The extension under which Excel opens the workbook: it refuses macros by the name of .xlsx."""
    types = package.find(CONTENT_TYPES)
    return ".xlsm" if types and WITH_MACROS in package.read(types) else ".xlsx"


def unlocked_styles(package: Package, layout: Layout) -> frozenset[int]:
    """Style numbers whose cells are unlocked; none where the package has no styles."""
    part = layout.part_of_kind(package, "styles")
    return frozenset() if part is None else _unlocked(package.read(part))


@lru_cache(maxsize=64)
def _workbook_part(data: bytes) -> WorkbookPart:
    root = parse_xml(data)
    namespace = main_namespace(root, "workbook")
    sheets = tuple(_sheet_entry(sheet) for sheet in root.findall(f"{namespace}sheets/{namespace}sheet"))
    if not sheets or len({sheet.title.casefold() for sheet in sheets}) != len(sheets):
        raise UnusableInput(DAMAGED)
    protection, properties = (root.find(f"{namespace}{tag}") for tag in ("workbookProtection", "workbookPr"))
    names = root.findall(f"{namespace}definedNames/{namespace}definedName")
    return WorkbookPart(
        sheets,
        _global_names(names),
        _print_areas(names, [sheet.title for sheet in sheets]),
        protection is not None and is_true(protection.get("lockStructure")),
        properties is not None and is_true(properties.get("date1904")),
    )


def _sheet_entry(sheet: Element) -> SheetEntry:
    title, state = sheet.get("name", ""), sheet.get("state", "visible")
    relation = next((sheet.get(key, "") for key in RELATION_ID_KEYS if key in sheet.attrib), "")
    if not title or state not in SHEET_STATES:
        raise UnusableInput(DAMAGED)
    return SheetEntry(title, state, relation)


def _global_names(names: Iterable[Element]) -> dict[str, str]:
    return {
        name.get("name", ""): name.text or ""
        for name in names
        if name.get("localSheetId") is None and not name.get("name", "").startswith("_xlnm.")
    }


def _print_areas(names: Iterable[Element], titles: Sequence[str]) -> dict[str, str]:
    """Title → print area."""
    return {
        titles[int(number)]: (name.text or "").strip()
        for name in names
        if name.get("name") == PRINT_AREA
        and (number := name.get("localSheetId", "")).isdecimal()
        and int(number) < len(titles)
    }


@lru_cache(maxsize=64)
def _unlocked(data: bytes) -> frozenset[int]:
    root = parse_xml(data)
    namespace = main_namespace(root, "styleSheet")
    unlocked = set()
    for number, style in enumerate(root.findall(f"{namespace}cellXfs/{namespace}xf")):
        protection = style.find(f"{namespace}protection")
        if protection is not None and not is_true(protection.get("locked", "1")):
            unlocked.add(number)
    return frozenset(unlocked)
