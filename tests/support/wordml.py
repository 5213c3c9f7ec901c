"""What the schema of WordprocessingML demands of the elements that the report writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

ORDER = {
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u "
        "effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption "
        "tblDescription"
    ),
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark"
    ),
    "tblBorders": "top left start bottom right end insideH insideV",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings"
    ),
    "tbl": "tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
        "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr "
        "tblStylePr"
    ),
}
_RANKS = {name: {child: rank for rank, child in enumerate(order.split())} for name, order in ORDER.items()}


def parts_of(package: bytes) -> dict[str, bytes]:
    """All parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of the given parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def replaced(package: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """The package with the first occurrence of a text in a part replaced; it must be there."""
    parts = parts_of(package)
    text = parts[part].decode()
    assert old in text, old
    return packed({**parts, part: text.replace(old, new, 1).encode()})


def order_faults(package: bytes) -> list[str]:
    """Children that stand where the schema does not allow them, cells that do not end in a paragraph."""
    return [
        fault
        for name, data in parts_of(package).items()
        if name.startswith("word/") and name.endswith(".xml")
        for fault in _faults(etree.fromstring(data))
    ]


def _faults(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        ranks = _RANKS.get(name)
        if ranks is not None:
            unknown = [child for child in children if child not in ranks]
            if unknown:
                yield f"{name}: unknown {unknown}"
            elif [ranks[child] for child in children] != sorted(ranks[child] for child in children):
                yield f"{name}: order {children}"
        if name == "tc" and (not children or children[-1] != "p"):
            yield f"tc ends in {children[-1:]}"


def grid_states(package: bytes, table: int, columns: int) -> list[str]:
    """Vertical merges of the first columns of a table, a row a text: r restart, c continued, - none."""
    root = etree.fromstring(parts_of(package)["word/document.xml"])
    rows = list(root.iter(f"{W}tbl"))[table].findall(f"{W}tr")
    return ["".join(_state(cell) for cell in row.findall(f"{W}tc")[:columns]) for row in rows]


def _state(cell: etree._Element) -> str:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return "-" if merge is None else (merge.get(f"{W}val") or "continue")[0]


def text_of(part: bytes) -> str:
    """All text of a part, run together."""
    return "".join(text.text or "" for text in etree.fromstring(part).iter(f"{W}t"))


def body_text(package: bytes) -> str:
    """All text of a document's body, run together."""
    return text_of(parts_of(package)["word/document.xml"])
