"""Formulas with cell addresses put in words, so that they compare across versions of a layout."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.formulas_model.tokens import Token, canonical_tokens
from toolkit.model import Area, CellRef

HELPER = "助_"


class Symbols:
    """What each named cell of a workbook is called: ``指标_分值[3]``."""

    def __init__(self, names: Mapping[str, Area]) -> None:
        self._labels: dict[CellRef, str] = {}
        ordered = sorted(names.items(), key=lambda pair: (pair[0].startswith(HELPER), pair[0]))
        for name, area in ordered:
            if area.column1 == area.column2:
                for index in range(area.rows):
                    label = f"{name}[{index + 1}]" if area.rows > 1 else name
                    self._labels.setdefault(area.cell(index), label)

    def label(self, at: CellRef) -> str:
        """The name of a cell with its row, or its address where it has none."""
        return self._labels.get(at, str(at))

    def written(self, formula: str, sheet: str) -> str:
        """A formula that stands on ``sheet`` with names for addresses; empty for none."""
        return "".join(self._token(token, sheet) for token in canonical_tokens(formula)) if formula else ""

    def _token(self, token: Token, sheet: str) -> str:
        area = token.area
        if area is None or not area.row1 or not area.column1:
            return token.text
        title = area.sheet or sheet
        first = self.label(CellRef(title, area.row1, area.column1))
        if area.single:
            return first
        return f"{first}:{self.label(CellRef(title, area.row2, area.column2))}"
