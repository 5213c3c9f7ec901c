"""``python -m workbooks.build`` writes workbooks/master.xlsx."""

from __future__ import annotations

from workbooks.build.master import build
from workbooks.build.sources import HERE

TARGET = HERE.parent / "master.xlsx"

if __name__ == "__main__":
    TARGET.write_bytes(build())
