"""What is wrong with a formula that the toolkit will not calculate."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.addresses import CellRef
from toolkit.errors import MasterFault

CellFault = tuple[CellRef, str]
"""A cell, and why its formula cannot be calculated: a short Chinese phrase."""


class UnsupportedFormula(MasterFault):
    """A formula outside the supported part of Excel; the sentence names every cell concerned."""

    def __init__(self, sentence: str, cells: Sequence[CellFault] = ()) -> None:
        """``cells`` are those named in the sentence, with the reason of each."""
        super().__init__(sentence)
        self.cells = tuple(cells)


class Unparsed(Exception):
    """Why one formula is outside the supported part of Excel: a short Chinese phrase."""
