"""Clean a report's package: no author, comment, revision or leftover part; same content, same bytes."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from datetime import date
from xml.sax.saxutils import escape

from lxml import etree

from toolkit.io.docx_xml import W, parse_part, q, read_parts, serialise

_LEFTOVERS = re.compile(
    r"docProps/(?!core\.xml$|app\.xml$)|customXml/|word/(?:_rels/)?(?:comments|people|stylesWithEffects"
    r"|webSettings|printerSettings|glossary|vba|attachedToolbars|customizations)"
)
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_DROPPED = tuple(
    q(name)
    for name in (
        *(
            "proofErr",
            "commentRangeStart",
            "commentRangeEnd",
            "lastRenderedPageBreak",
            "permStart",
            "permEnd",
        ),
        *("rsids", "rsid", "attachedTemplate", "documentProtection", "trackRevisions", "revisionView"),
        *(
            "rPrChange",
            "pPrChange",
            "tblPrChange",
            "trPrChange",
            "tcPrChange",
            "sectPrChange",
            "tblGridChange",
        ),
        *("tblPrExChange", "numberingChange", "del", "moveFrom", "cellDel", "cellIns", "cellMerge"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
    )
)
_UNWRAPPED = (q("ins"), q("moveTo"))
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_NO_DAY = date(2000, 1, 1)


def clean_package(package: bytes, *, title: str = "", day: date | None = None) -> bytes:
    """The package with insertions accepted, deletions carried out, and every trace of its making removed.

    Its only date is ``day`` (2000-01-01 where there is none), its only property the title.
    """
    parts = {name: data for name, data in read_parts(package).items() if not _LEFTOVERS.match(name)}
    for name, data in parts.items():
        if name.endswith(".rels"):
            parts[name] = _clean_relations(name, data, parts)
        elif name.startswith("word/") and name.endswith(".xml") and "/theme/" not in name:
            parts[name] = _clean_part(data)
    parts["docProps/core.xml"] = _core(title, day or _NO_DAY)
    parts["docProps/app.xml"] = _APP
    parts["[Content_Types].xml"] = _clean_types(parts)
    return _pack(parts)


def _clean_part(data: bytes) -> bytes:
    root = parse_part(data)
    for element in root.iter(etree.Element):
        for name in element.attrib:
            if _is_trace(str(name)):
                del element.attrib[name]
    for element in [*_deleted_rows(root), *_deleted_paragraphs(root), *root.iter(*_DROPPED)]:
        _remove(element)
    for element in list(root.iter(q("commentReference"), q("annotationRef"))):
        run = element.getparent()
        _remove(element if run is None or run.tag != q("r") else run)
    for element in list(root.iter(*_UNWRAPPED)):
        _unwrap(element)
    return serialise(root)


def _deleted_rows(root: etree._Element) -> list[etree._Element]:
    return [row for row in root.iter(q("tr")) if row.find(f"{q('trPr')}/{q('del')}") is not None]


def _deleted_paragraphs(root: etree._Element) -> list[etree._Element]:
    """Paragraphs whose mark is deleted and of whose text nothing is left."""
    mark = f"{q('pPr')}/{q('rPr')}/{q('del')}"
    kept = (q("r"), q("ins"), q("moveTo"), q("hyperlink"), q("fldSimple"), q("sdt"))
    return [p for p in root.iter(q("p")) if p.find(mark) is not None and not any(c.tag in kept for c in p)]


def _is_trace(attribute: str) -> bool:
    name = etree.QName(attribute)
    if name.namespace == W:
        return name.localname.startswith("rsid")
    return name.namespace == _WORD_2010 and name.localname in ("paraId", "textId")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put an element's children in its place; the mark of an inserted paragraph or row just goes."""
    parent = element.getparent()
    if parent is None:
        return
    position = parent.index(element)
    for child in reversed(element):
        parent.insert(position, child)
    parent.remove(element)


def _clean_relations(name: str, data: bytes, parts: dict[str, bytes]) -> bytes:
    """Relations to parts that are there, in a fixed order; none to outside templates."""
    root = parse_part(data)
    base = posixpath.dirname(posixpath.dirname(name))
    for relation in list(root):
        kind, target = relation.get("Type", ""), relation.get("Target", "")
        path = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        )
        outside = relation.get("TargetMode") == "External"
        if kind.endswith("/attachedTemplate") or (not outside and path not in parts):
            root.remove(relation)
    root[:] = sorted(root, key=lambda relation: (len(relation.get("Id", "")), relation.get("Id", "")))
    return serialise(root)


def _clean_types(parts: dict[str, bytes]) -> bytes:
    root = parse_part(parts["[Content_Types].xml"])
    extensions = {posixpath.splitext(name)[1].lstrip(".") for name in parts}
    for entry in list(root):
        part, extension = entry.get("PartName"), entry.get("Extension")
        if (part and part.lstrip("/") not in parts) or (extension and extension not in extensions):
            root.remove(entry)
    root[:] = sorted(
        root, key=lambda entry: (entry.tag, entry.get("Extension") or entry.get("PartName") or "")
    )
    return serialise(root)


def _core(title: str, day: date) -> bytes:
    stamp = f'xsi:type="dcterms:W3CDTF">{day.isoformat()}T00:00:00Z'
    printable = "".join(character for character in title if character.isprintable())
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(printable)}</dc:title><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        f"<cp:revision>1</cp:revision><dcterms:created {stamp}</dcterms:created>"
        f"<dcterms:modified {stamp}</dcterms:modified><dc:language>zh-CN</dc:language></cp:coreProperties>"
    ).encode()


_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"
)


def _pack(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    names = [*_FIRST, *sorted(set(parts) - set(_FIRST))]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, parts[name])
    return packed.getvalue()
