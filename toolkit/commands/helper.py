"""A process of its own beside each thread of a cluster's worker.

Time and memory limits hold only in the main thread of a process, and a cluster's worker runs its tasks in
other threads. So the thread hands each file to a helper, which examines it under its limits, one at a time;
a file that ends the helper is told apart, and the worker lives on.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

from toolkit.commands.examine import Examined, Task, examine

CRASHED: Final = "校验这个文件时工作进程异常退出（超时、内存不足或文件损坏），已跳过；请单独校验。"
_own = threading.local()


class Helper:
    """A process that examines the files it is handed; it ends with the one that started it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def examine(self, task: Task) -> Examined:
        """Examine one file; raises EOFError or OSError where the process died of it."""
        assert self._process.stdin
        assert self._process.stdout
        pickle.dump(task, self._process.stdin)
        self._process.stdin.flush()
        found = pickle.load(self._process.stdout)
        assert isinstance(found, Examined)
        return found

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def examine_sheltered(tasks: Sequence[Task]) -> tuple[Examined, ...]:
    """Examine some files one after the other in this thread's helper."""
    return tuple(map(_sheltered, tasks))


def _sheltered(task: Task) -> Examined:
    helper = _own.helper = getattr(_own, "helper", None) or Helper()
    try:
        return helper.examine(task)
    except (EOFError, OSError, pickle.UnpicklingError):
        helper.close()
        _own.helper = None
        return Examined(fault=CRASHED, lasting=False)


def main() -> None:
    """Examine what comes in until nothing does any more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing printed may get between the answers
    while True:
        try:
            task = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(examine(task), answers)
        answers.flush()


if __name__ == "__main__":
    main()
