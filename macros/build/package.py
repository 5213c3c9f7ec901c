"""An Office package held in memory as its parts, and the few edits the builder makes to it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping

from lxml import etree

EPOCH = (1980, 1, 1, 0, 0, 0)
TYPES_PART = "[Content_Types].xml"
WORKBOOK_PART = "xl/workbook.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NO_RELATIONS = f'<Relationships xmlns="{_RELATIONS}"/>'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


class Package:
    """The parts of a package by name."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)

    @classmethod
    def read(cls, data: bytes) -> Package:
        """A package from its bytes."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def written(self) -> bytes:
        """The package's bytes; the same parts give the same bytes."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self.parts, key=lambda name: (name != TYPES_PART, name)):
                info = zipfile.ZipInfo(name, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                archive.writestr(info, self.parts[name])
        return target.getvalue()

    def xml(self, part: str) -> etree._Element:
        """A part's root element."""
        return etree.fromstring(self.parts[part])

    def put_xml(self, part: str, root: etree._Element) -> None:
        """Write a part from its root element."""
        self.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let ``part`` (empty: the package) refer to another part; the relationship's id."""
        rels = relations_part(part)
        root = self.xml(rels) if rels in self.parts else etree.fromstring(_NO_RELATIONS)
        used = {relation.get("Id") for relation in root}
        rel_id = next(name for number in range(1, 10_000) if (name := f"rId{number}") not in used)
        base = posixpath.dirname(part)
        relative = posixpath.relpath(target, base) if base else target
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=rel_id, Type=kind, Target=relative)
        self.put_xml(rels, root)
        return rel_id

    def targets(self, part: str) -> dict[str, str]:
        """Of every relationship of a part, its id and the part it leads to."""
        base = posixpath.dirname(part)
        return {
            relation.get("Id", ""): _resolve(base, relation.get("Target", ""))
            for relation in self.xml(relations_part(part))
        }

    def default_type(self, extension: str, content_type: str) -> None:
        """State the content type of parts with that extension."""
        root = self.xml(TYPES_PART)
        if not any(entry.get("Extension") == extension for entry in root):
            root.insert(
                0, root.makeelement(f"{{{_TYPES}}}Default", Extension=extension, ContentType=content_type)
            )
            self.put_xml(TYPES_PART, root)

    def part_type(self, part: str, content_type: str) -> None:
        """State the content type of one part."""
        root = self.xml(TYPES_PART)
        entry = next((entry for entry in root if entry.get("PartName") == f"/{part}"), None)
        if entry is None:
            entry = etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{part}")
        entry.set("ContentType", content_type)
        self.put_xml(TYPES_PART, root)


def relations_part(part: str) -> str:
    """Name of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolve(base: str, target: str) -> str:
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
