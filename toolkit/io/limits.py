"""Time and memory limits for one piece of work inside a worker process."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Final

HARD: Final = 3
"""Work that does not heed its time limit ends its process after this many times the limit …"""
LEAST_GRACE: Final = 1.0
"""… but not sooner than so many seconds after it: a call into compiled code may well take a moment."""


class OutOfTime(Exception):
    """The work took longer than its limit."""


@contextlib.contextmanager
def limited(seconds: float, megabytes: int) -> Iterator[None]:
    """Run the body under both limits; raises OutOfTime or MemoryError where one is passed.

    Where a call into compiled code does not return, the process is ended. Signals reach main threads only,
    so outside one (a cluster's worker, which has helper processes for that) and on systems without the calls
    the limits do not apply; 0 means no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with _memory(megabytes), _time(seconds):
        yield


@contextlib.contextmanager
def _time(seconds: float) -> Iterator[None]:
    if not seconds:
        yield
        return
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(max(seconds * HARD, seconds + LEAST_GRACE), exit=True, file=nowhere)
        try:
            with _alarm(seconds):
                yield
        finally:
            faulthandler.cancel_dump_traceback_later()


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _memory(megabytes: int) -> Iterator[None]:
    if not megabytes or not sys.platform.startswith("linux"):
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as stream:
        taken = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    wanted = taken + (megabytes << 20)
    if before[1] != resource.RLIM_INFINITY:
        wanted = min(wanted, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def end_with_parent() -> None:
    """Make a worker process leave interrupts to its parent, and end when the parent is gone."""
    import multiprocessing
    from multiprocessing.connection import wait

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
