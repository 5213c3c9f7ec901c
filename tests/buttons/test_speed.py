"""What a press costs beside the command on the same file."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.buttons.conftest import Opener
from tests.support.samples import YUNXI
from toolkit import buttons
from toolkit.commands.check import check_file
from toolkit.commands.score import scored_copy

MOST_TIMES = 3.0
"""The command reads, checks, patches and proves a copy; a press reads cell by cell through the stand-in."""


def least(runs: int, act: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return min(times)


def test_press_takes_no_more_than_a_few_times_the_command(opened: Opener) -> None:
    desk = opened(YUNXI)
    buttons.validate()
    command = least(3, lambda: scored_copy(check_file(YUNXI)))
    press = least(3, buttons.validate)
    assert desk.app.alerts
    assert press < MOST_TIMES * command
