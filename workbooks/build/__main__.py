"""``python -m workbooks.build`` writes workbooks/master.xlsx, and the button workbook made from it."""

from __future__ import annotations

from macros.build.shipping import ship
from workbooks.build.master import build
from workbooks.build.sources import HERE

TARGET = HERE.parent / "master.xlsx"

if __name__ == "__main__":
    master = build()
    TARGET.write_bytes(master)
    ship(master)
