"""Run by the Python that has LibreOffice's bridge: open a workbook, tell its modules and buttons, press them.

Usage: uno_macros.py FILE PROFILE [MACRO ...]; prints one JSON object.
"""

import json
import sys

from uno_session import desktop_of, opened

SETTINGS = "xlwings.conf"
RECORD_COLUMN = 7


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
    with desktop_of(profile) as desktop:
        document = opened(desktop, path, MacroExecutionMode=4)
        found = {"modules": modules(document), "bindings": bindings(document)}
        library = next(name for name, names in found["modules"].items() if "Jixiao" in names)
        found["library"] = library
        found["pressed"] = {macro: pressed(document, library, macro) for macro in macros}
        print(json.dumps(found))
        document.close(True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
