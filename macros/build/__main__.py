"""``python -m macros.build`` writes the button workbook, the add-in and the list of own macros."""

from __future__ import annotations

from macros.build.shipping import ship
from macros.build.sources import WORKBOOKS

if __name__ == "__main__":
    ship((WORKBOOKS / "master.xlsx").read_bytes())
