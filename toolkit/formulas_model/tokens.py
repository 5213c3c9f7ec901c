"""A formula's text cut into tokens, and what follows from tokens alone: canonical form, shifting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from toolkit.addresses import column_letters
from toolkit.expression import expression
from toolkit.model import ExcelError

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_TOKEN = expression(
    rf"""
    (?P<string>"(?:[^"]|"")*")
  | (?P<space>\s+)
  | (?P<error>(?:{_SHEET})?\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A))
  | (?P<bracket>\[(?:[^\[\]]|\[[^\[\]]*\])*\])
  | (?P<reference>(?P<sheet>{_SHEET})?(?:
        (?P<column>\$?[A-Za-z]{{1,3}})(?P<row>\$?[1-9]\d*)
        (?::(?P<column2>\$?[A-Za-z]{{1,3}})(?P<row2>\$?[1-9]\d*))?
      | (?P<whole>\$?[A-Za-z]{{1,3}}):(?P<whole2>\$?[A-Za-z]{{1,3}})
      | (?P<lines>\$?[1-9]\d*):(?P<lines2>\$?[1-9]\d*)
    ))(?![\w.(!])
  | (?P<function>[^\W\d][\w.]*)(?=\()
  | (?P<name>(?:{_SHEET})?[^\W\d\\][\w.\\?]*|\\[\w.\\?]*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?)
  | (?P<operator><=|>=|<>|[-+*/^&<>=%:,()])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = expression(r"_XLFN\.|_XLWS\.", re.IGNORECASE)
_ENDS_OPERAND = ("string", "reference", "name", "number", "error")


class Token(NamedTuple):
    """One piece of a formula: what it is, as written, and for a reference its parts."""

    kind: str
    text: str
    area: WrittenArea | None = None


class WrittenArea(NamedTuple):
    """A reference as written; a whole-column one has rows 0, a whole-row one has columns 0.

    ``fixed`` tells of row1, column1, row2, column2 which have a ``$``.
    """

    sheet: str | None
    row1: int
    column1: int
    row2: int
    column2: int
    fixed: tuple[bool, bool, bool, bool]
    single: bool


def tokenise(formula: str) -> tuple[Token, ...]:
    """The tokens of a formula given with or without its leading ``=``; spaces are tokens too."""
    return tuple(_tokens(formula.strip().removeprefix("=")))


@lru_cache(8192)
def normalise(formula: str) -> str:
    """A canonical text: two formulas that differ only in spelling have the same.

    Left aside: spaces and line ends outside strings, case outside strings, quotes around sheet names,
    ``_xlfn.`` prefixes, ``TRUE()`` for ``TRUE``, the way a number is written, a leading ``=``.
    """
    return "".join(token.text for token in canonical_tokens(formula))


def canonical_tokens(formula: str) -> list[Token]:
    """The tokens of ``normalise``; a space that intersects two ranges is kept as an operator."""
    found: list[Token] = []
    space = False
    for token in tokenise(formula):
        if token.kind == "space":
            space = True
            continue
        if space and found and _may_intersect(found[-1], token):
            found.append(Token("other", " "))
        space = False
        found.append(_canonical(token))
    return _plain_logicals(found)


def translate_shared(formula: str, from_cell: tuple[int, int], to_cell: tuple[int, int]) -> str:
    """The text that a shared formula has in another cell; cells are (row, column) counted from 1.

    Relative parts move, ``$`` parts stay, a reference that leaves the sheet becomes ``#REF!``.
    """
    down, right = to_cell[0] - from_cell[0], to_cell[1] - from_cell[1]
    lead = "=" if formula.startswith("=") else ""
    pieces = _tokens(formula.removeprefix("="))
    return lead + "".join(_moved(token, down, right) for token in pieces)


def relative_text(formula: str, row: int) -> str:
    """The canonical text with row-relative references written relative to ``row``.

    Cells of one column with the same such text hold the same formula filled down.
    """
    return "".join(
        token.text if token.area is None else _row_relative(token.area, row)
        for token in canonical_tokens(formula)
    )


def string_value(text: str) -> str:
    """The value of a string literal."""
    return text[1:-1].replace('""', '"')


def error_value(text: str) -> ExcelError:
    """The value of an error literal; ``Sheet1!#REF!`` is ``#REF!``."""
    return ExcelError(text[text.rindex("#") :].upper())


def _tokens(body: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(body):
        kind = str(match.lastgroup)
        if match["reference"] is not None:
            area = _written_area(match)
            yield Token("reference", match[0], area) if area else Token("name", match[0])
        else:
            yield Token(kind, match[0])


def _written_area(match: re.Match[str]) -> WrittenArea | None:
    """The parts of a matched reference; ``None`` where it lies outside any sheet and so is a name."""
    sheet = sheet_title(match["sheet"]) if match["sheet"] else None
    if match["column"]:
        column, row = match["column"], match["row"]
        column2, row2 = match["column2"] or column, match["row2"] or row
        single = match["column2"] is None
    elif match["whole"]:
        column, row, column2, row2, single = match["whole"], "0", match["whole2"], "0", False
    else:
        column, row, column2, row2, single = "", match["lines"], "", match["lines2"], False
    corners = (_row(row), _column(column), _row(row2), _column(column2))
    if max(corners[0], corners[2]) > LAST_ROW or max(corners[1], corners[3]) > LAST_COLUMN:
        return None
    fixed = tuple(part.startswith("$") for part in (row, column, row2, column2))
    return WrittenArea(sheet, *corners, (fixed[0], fixed[1], fixed[2], fixed[3]), single)


def sheet_title(prefix: str) -> str:
    """The title in a reference's sheet part, ``'附件 1'!`` or ``封面!``."""
    title = prefix[:-1]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _row(text: str) -> int:
    return int(text.lstrip("$"))


def _column(text: str) -> int:
    number = 0
    for letter in text.lstrip("$").upper():
        number = number * 26 + ord(letter) - 64
    return number


def _may_intersect(before: Token, after: Token) -> bool:
    starts = after.kind in (*_ENDS_OPERAND, "function") or after.text == "("
    return starts and (before.kind in _ENDS_OPERAND or before.text == ")")


def _canonical(token: Token) -> Token:
    if token.kind == "string":
        return token
    if token.area is not None:
        return token._replace(text=_area_text(token.area))
    if token.kind == "number":
        return token._replace(text=repr(float(token.text)))
    if token.kind == "function":
        return token._replace(text=_PREFIX.sub("", token.text).upper())
    if token.kind == "name" and "!" in token.text:
        prefix, _, name = token.text.rpartition("!")
        return token._replace(text=f"{_quoted(sheet_title(prefix + '!'))}!{name}".upper())
    return token._replace(text=token.text.upper())


def _plain_logicals(tokens: list[Token]) -> list[Token]:
    """``TRUE()`` and ``FALSE()`` as the words ``TRUE`` and ``FALSE``."""
    plain: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        call = token.kind == "function" and token.text in ("TRUE", "FALSE")
        if call and [after.text for after in tokens[index + 1 : index + 3]] == ["(", ")"]:
            plain.append(Token("name", token.text))
            index += 3
        else:
            plain.append(token)
            index += 1
    return plain


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _area_text(area: WrittenArea) -> str:
    """A reference in canonical spelling, its sheet always in quotes and in capitals."""
    sheet = f"{_quoted(area.sheet).upper()}!" if area.sheet is not None else ""
    first = _corner(area.row1, area.column1, area.fixed[0], area.fixed[1])
    if area.single:
        return sheet + first
    return f"{sheet}{first}:{_corner(area.row2, area.column2, area.fixed[2], area.fixed[3])}"


def _corner(row: int, column: int, row_fixed: bool, column_fixed: bool) -> str:
    columns = ("$" * column_fixed) + column_letters(column)
    return columns * bool(column) + ("$" * row_fixed + str(row)) * bool(row)


def _row_relative(area: WrittenArea, row: int) -> str:
    sheet = f"{_quoted(area.sheet).upper()}!" if area.sheet is not None else ""
    first = area.row1 if area.fixed[0] or not area.row1 else f"[{area.row1 - row}]"
    last = area.row2 if area.fixed[2] or not area.row2 else f"[{area.row2 - row}]"
    return f"{sheet}R{first}C{area.column1}:R{last}C{area.column2}"


def _moved(token: Token, down: int, right: int) -> str:
    area = token.area
    if area is None:
        return token.text
    prefix = token.text[: token.text.rindex("!") + 1] if area.sheet is not None else ""
    rows = [_step(area.row1, area.fixed[0], down), _step(area.row2, area.fixed[2], down)]
    columns = [_step(area.column1, area.fixed[1], right), _step(area.column2, area.fixed[3], right)]
    rows_leave = area.row1 and not all(1 <= row <= LAST_ROW for row in rows)
    columns_leave = area.column1 and not all(1 <= column <= LAST_COLUMN for column in columns)
    if rows_leave or columns_leave:
        return prefix + "#REF!"
    moved = area._replace(sheet=None, row1=rows[0], row2=rows[1], column1=columns[0], column2=columns[1])
    return prefix + _area_text(moved)


def _step(place: int, fixed: bool, by: int) -> int:
    return place if fixed or not place else place + by
