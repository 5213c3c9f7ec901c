"""Run by the Python that has LibreOffice's bridge: edit a workbook as a person would, and save it as xlsx.

Usage: uno_edits.py FILE PROFILE EDITS; EDITS is a JSON file of one object: each key is a file to write, its
value a list of ``[what, sheet, ...]`` done to FILE: ``["type", sheet, address, text]`` types a text (a
formula stands in LibreOffice's own grammar), ``["number", sheet, address, number]``,
``["clear", sheet, address]``,
``["rows", sheet, row, count]`` inserts rows above a row, ``["open", sheet]`` takes the protection off for
good. The other sheets are protected again before saving.
"""

import json
import sys
from pathlib import Path

from uno_session import desktop_of, opened, option

EVERYTHING = 1 | 2 | 4 | 16
"""CellFlags: values, dates, texts, formulas."""


def apply(sheet, what, rest):
    if what == "rows":
        row, count = rest
        sheet.Rows.insertByIndex(row - 1, count)
        return
    cell = sheet.getCellRangeByName(rest[0])
    if what == "type":
        cell.setFormula(rest[1])
    elif what == "number":
        cell.setValue(rest[1])
    else:
        cell.clearContents(EVERYTHING)


def edit(document, edits):
    document.unprotect("")
    unlocked = set()
    for what, title, *rest in edits:
        sheet = document.Sheets.getByName(title)
        if sheet.isProtected():
            sheet.unprotect("")
        unlocked.add(title)
        if what == "open":
            unlocked.discard(title)
        else:
            apply(sheet, what, rest)
    for title in unlocked:
        document.Sheets.getByName(title).protect("")
    document.protect("")


def save_edited(desktop, path, out, edits):
    document = opened(desktop, path)
    edit(document, edits)
    kind = (option("FilterName", "Calc MS Excel 2007 XML"), option("Overwrite", True))
    document.storeToURL(Path(out).as_uri(), kind)
    document.close(True)


def main(path, profile, jobs):
    with desktop_of(profile) as desktop:
        for out, edits in jobs.items():
            save_edited(desktop, path, out, edits)


if __name__ == "__main__":
    main(*sys.argv[1:3], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
