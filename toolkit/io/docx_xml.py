"""Names and parts of a WordprocessingML package."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from toolkit.errors import MasterFault

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def q(name: str) -> str:
    """The qualified name of an element or attribute of the main namespace."""
    return f"{{{W}}}{name}"


def read_parts(package: bytes) -> dict[str, bytes]:
    """All parts of a docx by name; raises MasterFault where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except zipfile.BadZipFile:
        parts = {}
    if "word/document.xml" not in parts:
        raise MasterFault("Word 文件打不开：不是 .docx 文件，或文件已损坏。请换用完好的文件。")
    return parts


def parse_part(data: bytes) -> etree._Element:
    """The root element of a part; entities are not resolved."""
    return etree.fromstring(data, _PARSER)


def serialise(root: etree._Element) -> bytes:
    """A part's bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def body_of(package: bytes) -> etree._Element:
    """The body of a document."""
    body = parse_part(read_parts(package)["word/document.xml"]).find(q("body"))
    if body is None:
        raise MasterFault("Word 文件没有正文，请换用完好的文件。")
    return body
