"""Texts for the tables of the terminal, broken where Chinese is broken."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.containers import Lines
from rich.text import Text

from toolkit.io.line_breaks import line_breaks


class Cell(Text):
    """A text as it stands, without marks or emoji, that ``rich`` breaks as Chinese instead of at blanks."""

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:
        """Its lines at a width in columns."""
        lines = Lines()
        for line in self.split("\n", allow_blank=True):
            lines.extend(line.divide(line_breaks(line.plain, width, cell_len)))
        for line in lines:
            line.rstrip_end(width)
        return lines
