"""Run by the Python that has LibreOffice's bridge: edit a workbook as a person would, and save it as xlsx.

Usage: uno_edits.py FILE PROFILE OUT EDITS; EDITS is a JSON list of ``[what, sheet, ...]``:
``["set", sheet, address, text]`` types a text as if on the keyboard (``=…`` is a formula in English names),
``["number", sheet, address, number]``, ``["clear", sheet, address]``, ``["rows", sheet, row, count]`` inserts
rows above a row, ``["open", sheet]`` takes the protection off for good. The others are protected again before
saving.
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
    if what == "set":
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


def main(path, profile, out, edits):
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
        document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (option("Hidden", True),))
        edit(document, edits)
        kind = (option("FilterName", "Calc MS Excel 2007 XML"), option("Overwrite", True))
        document.storeToURL(Path(out).as_uri(), kind)
        document.close(True)
        desktop.terminate()
        office.wait(60)
    finally:
        if office.poll() is None:
            office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:4], json.loads(Path(sys.argv[4]).read_text(encoding="utf-8")))
