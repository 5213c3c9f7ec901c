"""What a press asks of Excel: every request goes to another process, so cells are never asked one by one."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.buttons.conftest import Opener
from tests.support.samples import YUNXI
from tests.support.xlwings_double_cells import Range
from toolkit import buttons


def test_press_reads_and_writes_whole_blocks(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, asked = opened(YUNXI), Counter[str]()

    def counted(name: str) -> property:
        member = vars(Range)[name]

        def read(area: Range) -> object:
            asked[f"{name} read"] += 1
            return member.fget(area)

        def write(area: Range, contents: object) -> None:
            asked[f"{name} written"] += 1
            member.fset(area, contents)

        return property(read, write)

    for name in ("raw_value", "formula"):
        monkeypatch.setattr(Range, name, counted(name))
    buttons.validate()
    sheets, written = len(desk.book.workbook.worksheets), asked["raw_value written"]
    assert 0 < written <= sheets
    assert asked == {
        "formula read": sheets,
        "raw_value read": sheets + written,  # what was written is read back
        "raw_value written": written,
    }
