"""A fault nobody foresaw: written to a log file of its own, under an id that support can ask for.

A button loads this before it does anything, so what only a fault needs is loaded with the fault.
"""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from toolkit import __version__


class Fault(NamedTuple):
    """A recorded fault."""

    id: str
    log: Path | None
    """``None`` where no log could be written."""


def log_folder() -> Path:
    """Where this user's logs are."""
    if chosen := os.environ.get("JIXIAO_LOG"):
        return Path(chosen)
    from platformdirs import user_log_path

    return user_log_path("jixiao")


def record_fault(fault: BaseException, doing: str) -> Fault:
    """Write a fault with its traceback to a new log file; never raises."""
    import platform
    import secrets
    import traceback

    fault_id = secrets.token_hex(4).upper()
    now = datetime.now().astimezone()
    path = log_folder() / f"fault-{now:%Y%m%d-%H%M%S}-{fault_id}.log"
    head = (
        f"编号 {fault_id}　时间 {now.isoformat(timespec='seconds')}　操作 {doing}",
        f"jixiao {__version__}　Python {platform.python_version()}　{platform.platform()}",
        f"解释器 {sys.executable}",
    )
    text = "\n".join([*head, "", "".join(traceback.format_exception(fault))])
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return Fault(fault_id, path)
    return Fault(fault_id, None)
