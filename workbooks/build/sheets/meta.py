"""Sheet _meta, very hidden: who the workbook is."""

from __future__ import annotations

from workbooks.build import frame, style
from workbooks.build.canvas import Board
from workbooks.build.identity import SCHEMA, TEMPLATE, VERSION


def draw(board: Board, fingerprint: str) -> None:
    """Draw the identity cells; ``fingerprint`` is empty while it is being computed."""
    sheet = board.sheet("_meta")
    sheet.widths({"A": 20, "B": 70})
    lines: tuple[tuple[str, str | float], ...] = (
        ("模板_标识", TEMPLATE),
        ("模板_版本", VERSION),
        ("模板_结构版本", SCHEMA),
        ("模板_指纹", fingerprint),
        ("模板_下发编号", ""),
    )
    for row, (name, value) in enumerate(lines, start=1):
        sheet.put(row, 1, name, style.LABEL)
        sheet.put(row, 2, value, style.PLAIN)
        board.name(name, sheet.area(row, 2))
    sheet.ws.set_paper(9)
    sheet.ws.protect("", frame.PROTECTION)
    sheet.ws.very_hidden()
