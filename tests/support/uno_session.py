"""LibreOffice driven over its bridge, for the scripts beside this one; only its own Python imports this."""

import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE = 60
"""Seconds that it has for starting, and again for ending."""


@contextmanager
def desktop_of(profile):
    """The desktop of a LibreOffice of our own, with its profile in that folder."""
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
        yield desktop
        desktop.terminate()
        office.wait(PATIENCE)
    finally:
        if office.poll() is None:
            office.kill()


def connect(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    for _ in range(4 * PATIENCE):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def opened(desktop, path, **options):
    """A document, hidden."""
    given = [option(name, value) for name, value in {"Hidden": True, **options}.items()]
    return desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, tuple(given))


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made
