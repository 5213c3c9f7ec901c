"""What is wrong with a formula that the toolkit will not calculate."""

from __future__ import annotations

from toolkit.errors import MasterFault


class UnsupportedFormula(MasterFault):
    """A formula outside the supported part of Excel; the sentence names every cell concerned."""


class Unparsed(Exception):
    """Why one formula is outside the supported part of Excel: a short Chinese phrase."""
