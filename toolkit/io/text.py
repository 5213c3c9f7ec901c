"""Text as a workbook stores it: ``_xHHHH_`` escapes, shared strings, rich text without phonetic runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from typing import Final
from xml.etree.ElementTree import Element

from toolkit.errors import UnusableInput
from toolkit.expression import expression
from toolkit.io.recognise import DAMAGED
from toolkit.io.xml_parts import is_utf8, main_namespace, parse_xml, utf8_text

MAX_TEXT_UNITS: Final = 32_767
"""Excel's limit for the text of one cell, in UTF-16 code units."""
_ESCAPE = expression(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = expression(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ITEM = expression(r'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)(?:<phoneticPr(?: [^<>]*)?/>)?</si>')
_ITEM_END: Final = b"</si>"
MOST_KEPT: Final = 8_000
LONGEST_KEPT: Final = 300
_REFERENCE = expression("&(?:amp|lt|gt|quot|apos|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
"""In the order of replacement: the ampersand last."""


def decode_escapes(text: str) -> str:
    """``_x000D_`` and the like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)


def storable_text(text: str) -> str:
    """Text that a cell can hold: line ends as ``\\n``, characters that XML cannot carry dropped."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def encode_text(text: str) -> str:
    """Storable text as it stands in XML: markup escaped, and what looks like an ``_xHHHH_`` escape too."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """XML's character references and five named entities as characters; raises UnusableInput for others."""
    if "&" not in text:
        return text
    references = text.count("&")
    if sum(map(text.count, _NAMED)) != references:
        if len(_REFERENCE.findall(text)) != references:
            raise UnusableInput(DAMAGED)
        return _REFERENCE.sub(_referred, text)
    for name, character in _NAMED.items():
        if name in text:
            text = text.replace(name, character)
    return text


def _referred(reference: re.Match[str]) -> str:
    """The character of one reference; raises UnusableInput where XML does not allow it."""
    decimal, hexadecimal = reference.groups()
    if decimal is None and hexadecimal is None:
        return _NAMED[reference[0]]
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    if code > sys.maxunicode or _UNWRITABLE.match(chr(code)):
        raise UnusableInput(DAMAGED)
    return chr(code)


class SharedStrings(dict[str, str]):
    """The plain text of every shared string, by its index as cells write it: in decimal digits."""

    @cached_property
    def by_bytes(self) -> Mapping[bytes, str]:
        """The same by the digits' bytes."""
        return dict(zip(map(str.encode, self), self.values(), strict=True))


def shared_strings(data: bytes) -> SharedStrings:
    """The shared strings of a workbook; raises UnusableInput where the table is damaged."""
    strings = _shared_fast(data) if is_utf8(data) else None
    if strings is None:
        root = parse_xml(data)
        namespace = main_namespace(root, "sst")
        strings = [plain_text(item, namespace) for item in root.findall(f"{namespace}si")]
    return SharedStrings(zip(map(str, range(len(strings))), strings, strict=True))


def plain_text(item: Element, namespace: str) -> str:
    """The text of a string item: its own, or that of its runs; phonetic runs left out."""
    return decode_escapes("".join(_texts(item, namespace)))


def _texts(item: Element, namespace: str) -> Iterator[str]:
    for child in item:
        if child.tag == f"{namespace}t":
            yield child.text or ""
        elif child.tag == f"{namespace}r":
            for text in child.findall(f"{namespace}t"):
                yield text.text or ""


def _shared_fast(data: bytes) -> list[str] | None:
    """Every string item by item, or ``None`` where what stands between or around them is no string item."""
    start, stop = data.find(b"<si>"), data.rfind(_ITEM_END)
    frame = data[:start] + data[stop + len(_ITEM_END) :]
    if start < 0 or stop < start or b"<!" in frame or b":sst" in frame:
        return None
    root = parse_xml(frame)
    main_namespace(root, "sst")
    if len(root):
        return None
    known = _items_of(root.tag)
    try:
        return [known[item] for item in data[start:stop].split(_ITEM_END)]
    except (UnusableInput, KeyError):
        return None


class _Items(dict[bytes, str]):
    """The texts of string items by their bytes without the end tag; short ones are kept.

    Raises KeyError or UnusableInput for what is no string item by itself.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        """The table's qualified name, ``{namespace}sst``."""

    def __missing__(self, stored: bytes) -> str:
        item = utf8_text(stored + _ITEM_END)
        if item is None or "\r" in item:
            raise KeyError(stored)
        plain = _ITEM.fullmatch(item)
        text = decode_escapes(unescape(plain[1] or "")) if plain else _rich_text(item, self.table)
        if len(stored) <= LONGEST_KEPT and len(self) < MOST_KEPT:
            self[stored] = text
        return text


@cache
def _items_of(table: str) -> _Items:
    return _Items(table)


@lru_cache(maxsize=2048)
def _rich_text(item: str, table: str) -> str:
    """The text of an item with runs, which goes through the parser."""
    if "xmlns" in item:
        raise KeyError(item)
    namespace, _, name = table.rpartition("}")
    root = parse_xml(f'<{name} xmlns="{namespace[1:]}">{item}</{name}>'.encode())
    if len(root) != 1 or root[0].tag != f"{namespace}}}si" or root.text or root[0].tail:
        raise UnusableInput(DAMAGED)
    return plain_text(root[0], f"{namespace}}}")
