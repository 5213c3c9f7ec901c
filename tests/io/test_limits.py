"""Time and memory limits end the work, and leave the process as it was."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from toolkit.io.limits import OutOfTime, limited

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of the Linux kernel")


def spin() -> None:
    while True:
        pass


def test_work_over_time_is_ended() -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTime), limited(0.1, 0):
        spin()
    assert time.monotonic() - start < 2


def test_work_over_memory_is_ended_and_the_limit_lifted() -> None:
    with pytest.raises(MemoryError), limited(0, 64):
        bytearray(256 << 20)
    assert len(bytearray(256 << 20)) == 256 << 20


def test_work_within_its_limits_goes_on() -> None:
    with limited(5, 512):
        assert sum(range(1000)) == 499500


def test_process_that_heeds_no_signal_is_ended() -> None:
    code = (
        "import signal\nfrom toolkit.io.limits import limited\n"
        "with limited(0.2, 0):\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n"
        "    while True: pass\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=20, check=False).returncode == 1
