"""XML parsed hardened: no document type, so no entity of any kind; and how parts refer to each other."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from toolkit.errors import UnusableInput
from toolkit.io.package import Package
from toolkit.io.recognise import DAMAGED

MAIN_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Of the usual and of the "strict" flavour of the format; both are read alike."""
RELATION_ID_KEYS: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
DECLARATION_FORBIDDEN: Final = (
    "文件内部含有不允许的 XML 声明，为安全起见未予读取，请用 Excel 打开，另存为 .xlsx。"
)
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DECLARED_ENCODING = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF16_STARTS = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_PROLOG_STEP = 1024
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


class Relation(NamedTuple):
    """A relationship: the last word of its type (``worksheet``), and the target part's name."""

    kind: str
    target: str


class _RootReached(Exception):
    """The root element begins: no document type can follow."""


def parse_xml(data: bytes) -> Element:
    """The root element; comments and processing instructions are left out, text around them is joined.

    Raises UnusableInput where the part is not well-formed, in an unknown encoding, or has a document type.
    """
    try:
        _refuse_document_type(data)
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, expat.ExpatError, LookupError, ValueError) as fault:
        raise UnusableInput(DAMAGED) from fault


def _refuse_document_type(data: bytes) -> None:
    """Parse as far as the root element, in steps: the parser itself says what stands before it.

    Expat 2.6 and later may put off what it has been given; told that nothing follows, it tells all.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _on_document_type
    parser.StartElementHandler = _on_root
    try:
        for at in range(0, len(data), _PROLOG_STEP):
            parser.Parse(data[at : at + _PROLOG_STEP])
        parser.Parse(b"", True)
    except _RootReached:
        return


def _on_document_type(*_: object) -> None:
    raise UnusableInput(DECLARATION_FORBIDDEN)


def _on_root(*_: object) -> None:
    raise _RootReached


def is_utf8(data: bytes) -> bool:
    """Whether a part says, or leaves it open, that it is UTF-8."""
    return declared_encoding(data) is None


def declared_encoding(data: bytes) -> str | None:
    """The encoding of a part that is not UTF-8, ``None`` for UTF-8; a byte order mark counts as text."""
    for start, codec in _UTF16_STARTS:
        if data.startswith(start):
            return codec
    declared = _DECLARED_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"), 0, 200)
    codec = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    return None if codec in ("utf-8", "utf8") else codec


def utf8_text(data: bytes) -> str | None:
    """UTF-8 as text; ``None`` where it is malformed or holds a character that XML does not allow."""
    if len(data.translate(None, _CONTROLS)) != len(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def in_utf8(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A part changed in UTF-8 and put back into the encoding that it had; a byte order mark counts as text.

    Raises UnusableInput where it is not in the encoding that it states.
    """
    codec = declared_encoding(data)
    if codec is None:
        return change(data)
    try:
        utf8 = data.decode(codec).encode()
    except (LookupError, UnicodeError) as fault:
        raise UnusableInput(DAMAGED) from fault
    return change(utf8).decode().encode(codec, "xmlcharrefreplace")


def main_namespace(root: Element, tag: str) -> str:
    """``{namespace}`` of a root that is ``tag`` of the main namespace; raises UnusableInput for another."""
    for namespace in MAIN_NAMESPACES:
        if root.tag == f"{{{namespace}}}{tag}":
            return f"{{{namespace}}}"
    raise UnusableInput(DAMAGED)


def is_true(flag: str | None) -> bool:
    """An XML boolean attribute; absent is false."""
    return flag in ("1", "true", "on")


def relations(package: Package, part: str) -> Mapping[str, Relation]:
    """The internal relationships of a part (``""``: of the package), by id; targets resolved, not checked."""
    folder, name = posixpath.split(part)
    found = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    return {} if found is None else _relations(package.read(found), folder)


@lru_cache(maxsize=128)
def _relations(data: bytes, folder: str) -> Mapping[str, Relation]:
    return {
        relation.get("Id", ""): Relation(
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in parse_xml(data).iter(_RELATION)
        if relation.get("TargetMode") != "External"
    }
