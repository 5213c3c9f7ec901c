"""Run by the Python that has LibreOffice's bridge: open a workbook, tell its modules and buttons, press them.

Usage: uno_macros.py FILE PROFILE [MACRO ...]; prints one JSON object.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SETTINGS = "xlwings.conf"
RECORD_COLUMN = 7


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def modules(document):
    libraries = document.BasicLibraries
    found = {}
    for library in libraries.ElementNames:
        libraries.loadLibrary(library)
        found[library] = list(libraries.getByName(library).ElementNames)
    return found


def bindings(document):
    found = []
    for sheet in document.Sheets:
        forms = sheet.DrawPage.Forms
        for form in (forms.getByIndex(i) for i in range(forms.Count)):
            for index in range(form.Count):
                label = form.getByIndex(index).Label
                found += [[sheet.Name, label, event.ScriptCode] for event in form.getScriptEvents(index)]
    return found


def pressed(document, library, macro):
    """What the recording stand-in for RunPython was told."""
    provider = document.getScriptProvider()
    place = "?language=Basic&location=document"
    provider.getScript(f"vnd.sun.star.script:{library}.Jixiao.{macro}{place}").invoke((), (), ())
    return document.Sheets.getByName(SETTINGS).getCellByPosition(RECORD_COLUMN, 0).String


def main(path, profile, macros):
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
        options = (option("Hidden", True), option("MacroExecutionMode", 4))
        document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
        found = {"modules": modules(document), "bindings": bindings(document)}
        library = next(name for name, names in found["modules"].items() if "Jixiao" in names)
        found["library"] = library
        found["pressed"] = {macro: pressed(document, library, macro) for macro in macros}
        print(json.dumps(found))
        document.close(True)
        desktop.terminate()
        office.wait(30)
    finally:
        if office.poll() is None:
            office.kill()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
