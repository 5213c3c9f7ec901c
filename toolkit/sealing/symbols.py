"""Formulas with cell addresses put in words, so that they compare across versions of a layout."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from toolkit.addresses import Area, CellRef
from toolkit.formulas_model.tokens import Token, canonical_tokens
from toolkit.specification import as_text

HELPER = "助_"


class Symbols:
    """What each cell is called: ``指标_分值[3]``, or where it stands from a cell with a name."""

    def __init__(self, names: Mapping[str, Area]) -> None:
        self._labels: dict[CellRef, str] = {}
        ordered = sorted(names.items(), key=lambda pair: (pair[0].startswith(HELPER), pair[0]))
        for name, area in ordered:
            if area.column1 == area.column2:
                for index in range(area.rows):
                    label = f"{name}[{index + 1}]" if area.rows > 1 else name
                    self._labels.setdefault(area.cell(index), label)
        self._anchors: dict[str, dict[int, CellRef]] = {}
        for at in sorted(self._labels, reverse=True):
            self._anchors.setdefault(at.sheet, {})[at.row] = at
        self._rows = {sheet: sorted(anchors) for sheet, anchors in self._anchors.items()}

    def label(self, at: CellRef) -> str:
        """A cell's name and row; without a name, its way from the first named cell of its row or above."""
        if at in self._labels:
            return self._labels[at]
        rows = self._rows.get(at.sheet, [])
        place = bisect_right(rows, at.row)
        if not place:
            return str(at)
        anchor = self._anchors[at.sheet][rows[place - 1]]
        down, right = at.row - anchor.row, at.column - anchor.column
        way = f"下{down}" * bool(down) + f"右{right}" * (right > 0) + f"左{-right}" * (right < 0)
        return f"{self._labels[anchor]}{way}格"

    def written(self, formula: str, sheet: str) -> str:
        """A formula that stands on ``sheet`` with names for addresses; empty for none."""
        return "".join(self._token(token, sheet) for token in canonical_tokens(formula)) if formula else ""

    def _token(self, token: Token, sheet: str) -> str:
        area = token.area
        if token.kind == "number":
            return as_text(float(token.text))
        if area is None or not area.row1 or not area.column1:
            return token.text
        title = area.sheet or sheet
        first = self.label(CellRef(title, area.row1, area.column1))
        if area.single:
            return first
        return f"{first}:{self.label(CellRef(title, area.row2, area.column2))}"
