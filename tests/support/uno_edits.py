"""Run by the Python that has LibreOffice's bridge: edit a workbook as a person would, and save it as xlsx.

Usage: uno_edits.py FILE PROFILE EDITS; EDITS is a JSON file of one object: each key is a file to write, its
value a list of ``[what, sheet, ...]`` done to FILE: ``["type", sheet, address, text]`` types a text (a
formula stands in LibreOffice's own grammar), ``["number", sheet, address, number]``,
``["clear", sheet, address]``,
``["rows", sheet, row, count]`` inserts rows above a row, ``["open", sheet]`` takes the protection off for
good. The other sheets are protected again before saving.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

EVERYTHING = 1 | 2 | 4 | 16
"""CellFlags: values, dates, texts, formulas."""


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


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
    opened = set()
    for what, title, *rest in edits:
        sheet = document.Sheets.getByName(title)
        if sheet.isProtected():
            sheet.unprotect("")
        opened.add(title)
        if what == "open":
            opened.discard(title)
        else:
            apply(sheet, what, rest)
    for title in opened:
        document.Sheets.getByName(title).protect("")
    document.protect("")


def save_edited(desktop, path, out, edits):
    document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (option("Hidden", True),))
    edit(document, edits)
    kind = (option("FilterName", "Calc MS Excel 2007 XML"), option("Overwrite", True))
    document.storeToURL(Path(out).as_uri(), kind)
    document.close(True)


def main(path, profile, jobs):
    pipe = f"jixiao{time.time_ns()}"
    command = [
        "soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]  # fmt: skip
    quiet = subprocess.DEVNULL
    office = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    try:
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        for out, edits in jobs.items():
            save_edited(desktop, path, out, edits)
        desktop.terminate()
        office.wait(60)
    finally:
        if office.poll() is None:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:3], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
