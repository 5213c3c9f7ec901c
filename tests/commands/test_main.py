"""The process around the command line: its exit code, and how it ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.support.samples import CLEAN, YUNXI
from toolkit import __main__, cli
from toolkit.collector import SELDOM


@pytest.fixture(autouse=True)
def usual_collector() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.parametrize(("path", "code"), [(CLEAN, 0), (YUNXI, 1), ("没有.xlsx", 2)])
def test_the_exit_code_is_that_of_the_command(
    path: object, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["jixiao", "check", str(path)])
    with pytest.raises(SystemExit) as left:
        __main__.main()
    assert left.value.code == code
    assert gc.get_threshold() == SELDOM
    assert gc.get_freeze_count() > 0
    assert ("╭─" in capsys.readouterr().out) == (code < 2)


def test_a_fault_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("坏了")

    monkeypatch.setattr(cli, "main", broken)
    with pytest.raises(RuntimeError, match="坏了"):
        __main__.main()
