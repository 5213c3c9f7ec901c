"""Read an exported report back and prove it: every text in its place, every figure under its heading."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from msgspec import Struct

from toolkit.errors import MasterFault
from toolkit.io.docx_flow import CELL, PARAGRAPH, ROW, flow_of, grid_cells, is_continued, paragraph_text
from toolkit.io.docx_write import MERGE_FILTER, clean_template, printable, report_context
from toolkit.io.docx_xml import body_of, parse_part, q, read_parts
from toolkit.report.content import PrintedRow, ReportContent
from toolkit.report.vocabulary import HEADINGS, printed_as

Grid = tuple[tuple[str, ...], ...]
"""A table's texts by row and grid column; a merged cell repeats its text."""

_SEPARATORS = re.compile(f"([{ROW}{CELL}{PARAGRAPH}])")
_NAME = re.compile(r"\w+_\w+")
_SHOWN = 40
_LEAST_HEADINGS = 3


def prove_report(package: bytes, content: ReportContent, template: bytes) -> None:
    """Raise MasterFault, with the first difference, unless the report says exactly what the content says."""
    faults = report_faults(package, content, template)
    if faults:
        raise MasterFault(f"导出的 Word 文档与表内数据不一致，未予保存。{faults[0]}请核对 Word 模板。")


def report_faults(package: bytes, content: ReportContent, template: bytes) -> tuple[str, ...]:
    """What in the report is not as the content has it, one sentence each; empty where all is proven.

    Two proofs, neither of which uses what wrote the file: the text of the whole document against the template
    filled in as plain text; and each row of each printed table, found by the headings that the reader sees.
    """
    source = _source(template)
    return (
        *_text_faults(_flows(package), source, content),
        *_table_faults(read_grids(package), source.names, content),
    )


def read_grids(package: bytes) -> tuple[Grid, ...]:
    """Every table of the document."""
    return tuple(_grid(table) for table in body_of(package).iter(q("tbl")))


def _grid(table: etree._Element) -> Grid:
    rows: list[tuple[str, ...]] = []
    for row in table.iterchildren(q("tr")):
        texts: list[str] = []
        for column, width, cell in grid_cells(row):
            text = rows[-1][column] if is_continued(cell) and rows else cell_text(cell)
            texts += [text] * width
        rows.append(tuple(texts))
    return tuple(rows)


def cell_text(cell: etree._Element) -> str:
    """A cell's paragraphs, one a line, empty ones left out."""
    paragraphs = (paragraph_text(p) for p in cell.iterchildren(q("p")))
    return "\n".join(text for text in paragraphs if text)


class _Source(Struct, frozen=True):
    """A template as plain text: its body and headers by part, and every name that it prints."""

    flows: Mapping[str, Template]
    names: frozenset[str]


@lru_cache(maxsize=8)
def _source(template: bytes) -> _Source:
    jinja = SandboxedEnvironment(undefined=StrictUndefined)
    jinja.filters[MERGE_FILTER] = str
    flows = _flows(clean_template(template), template=True)
    names = frozenset(_NAME.findall("".join(flows.values())))
    return _Source({part: jinja.from_string(flow) for part, flow in flows.items()}, names)


def _flows(package: bytes, *, template: bool = False) -> dict[str, str]:
    """The text of the body and of every header, by part."""
    parts = read_parts(package)
    flows = {"body": flow_of(body_of(package), template=template)}
    for name, data in parts.items():
        if re.fullmatch(r"word/header\d*\.xml", name):
            flows[name] = flow_of(parse_part(data), template=template)
    return flows


def _text_faults(written: Mapping[str, str], source: _Source, content: ReportContent) -> Iterator[str]:
    context = report_context(content)
    for part, flow in source.flows.items():
        yield from _differences(_tokens(flow.render(context)), _tokens(written.get(part, "")))


def _tokens(flow: str) -> list[str]:
    """The flow as a list of separators and texts; empty paragraphs are left out."""
    pieces = [piece for piece in _SEPARATORS.split(flow) if piece]
    return [piece for piece in pieces if piece != PARAGRAPH]


def _differences(expected: Sequence[str], actual: Sequence[str]) -> Iterator[str]:
    if expected == actual:
        return
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            yield f"Word 文档应为“{_shown(expected[i1:i2])}”，实为“{_shown(actual[j1:j2])}”。"


def _shown(pieces: Sequence[str]) -> str:
    text = "｜".join(piece for piece in pieces if piece not in (ROW, CELL))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


class _Printed(Struct, frozen=True):
    """Where rows of the form stand in the document: the lines below their headings, and their columns."""

    lines: tuple[tuple[str, ...], ...]
    columns: Mapping[str, int]

    def wrong(self, line: Sequence[str], row: PrintedRow) -> list[str]:
        """The columns of a line that differ from the content's row."""
        return [name for name, at in self.columns.items() if line[at] not in _texts(row, name)]


def _texts(row: PrintedRow, name: str) -> set[str]:
    """How a column of the row may read: as itself, or as a composite that prints it."""
    return {_line_breaks(row[key]) for key in (name, *printed_as(name)) if key in row}


def _line_breaks(text: str) -> str:
    return re.sub(r"\n+", "\n", printable(text)).strip("\n")


def _table_faults(grids: Sequence[Grid], names: Set[str], content: ReportContent) -> Iterator[str]:
    for label, rows in _blocks(content):
        if not any(_is_printed(name, names) for name in rows[0]):
            continue  # the sums that only the workbook shows
        headings = _headings(rows[0], names, content.labels)
        printed = _locate(grids, headings)
        if printed:
            yield from _row_faults(label, rows, printed, headings)


def _is_printed(name: str, names: Set[str]) -> bool:
    """Whether the template prints a field, as itself or within a composite."""
    return not names.isdisjoint({name, *printed_as(name)})


def _headings(row: PrintedRow, names: Set[str], labels: Mapping[str, str]) -> dict[str, str]:
    """What stands above each column; of two with one heading only the one that the template prints."""
    headings = {name: HEADINGS.get(name, labels[name]) for name in row if name in labels}
    printed = {name for name in headings if _is_printed(name, names)}
    taken = {_plain(headings[name]) for name in printed}
    return {
        name: heading for name, heading in headings.items() if name in printed or _plain(heading) not in taken
    }


def _blocks(content: ReportContent) -> Iterator[tuple[str, Sequence[PrintedRow]]]:
    """The tables with rows; single fields that share a prefix, such as a line of totals, count as one row."""
    for name, rows in content.tables.items():
        if rows:
            yield content.labels[name], rows
    groups: dict[str, dict[str, str]] = {}
    for name, text in content.fields.items():
        groups.setdefault(name.partition("_")[0], {})[name] = text
    for prefix, fields in groups.items():
        if any(fields.values()):
            composites = {key for name in fields for key in printed_as(name)}
            yield prefix, (fields | {key: content.fields[key] for key in composites},)


def _row_faults(
    label: str, rows: Sequence[PrintedRow], printed: _Printed, headings: Mapping[str, str]
) -> Iterator[str]:
    start = next((i for i, line in enumerate(printed.lines) if not printed.wrong(line, rows[0])), None)
    if start is None:
        yield f"Word 文档“{label}”里找不到第 1 行。"
        return
    lines = printed.lines[start : start + len(rows)]
    if len(lines) < len(rows):
        yield f"Word 文档“{label}”应有 {len(rows)} 行，实有 {len(lines)} 行。"
    for number, (line, row) in enumerate(zip(lines, rows, strict=False), 1):
        for name in printed.wrong(line, row):
            actual = line[printed.columns[name]]
            said = f"“{label}”第 {number} 行“{headings[name]}”"
            expected = " 或 ".join(sorted(_texts(row, name)))
            yield f"Word 文档{said}应为“{expected}”，实为“{actual}”。"


def _locate(grids: Sequence[Grid], headings: Mapping[str, str]) -> _Printed | None:
    """The table with the most of the headings in one line; ``None`` where none has at least three."""
    best: _Printed | None = None
    for grid in grids:
        for index, line in enumerate(grid):
            columns = _columns(line, headings)
            if len(columns) >= max(_LEAST_HEADINGS, len(best.columns) + 1 if best else 0):
                below = tuple(below for below in grid[index + 1 :] if len(below) == len(line))
                best = _Printed(below, columns)
    return best


def _columns(line: Sequence[str], headings: Mapping[str, str]) -> dict[str, int]:
    places = {_plain(text): at for at, text in reversed(list(enumerate(line)))}
    plain = {name: _plain(heading) for name, heading in headings.items()}
    return {name: places[heading] for name, heading in plain.items() if heading in places}


def _plain(text: str) -> str:
    """A heading without blanks, line breaks, a leading 其中 and what stands in parentheses."""
    return re.sub(r"\s|（.*?）|^其中：", "", text)
