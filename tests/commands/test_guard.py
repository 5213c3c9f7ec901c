"""How commands end where the terminal or the disk fails them: a sentence, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.samples import CLEAN, YUNXI
from toolkit.cli_guard import NOBODY_READS, guarded

FULL = Path("/dev/full")


def typed(*words: object, encoding: str = "utf-8", out: int = subprocess.PIPE) -> tuple[int, bytes, bytes]:
    environment = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "toolkit", *map(str, words)]
    done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_report_is_printed_in_any_encoding(encoding: str) -> None:
    code, out, err = typed("check", YUNXI, encoding=encoding)
    assert (code, err) == (1, b"")
    assert ("× 错误" if encoding == "gbk" else "? ??") in out.decode(encoding)
    assert ("！ 警告" if encoding == "gbk" else "? ??") in out.decode(encoding)


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_json_says_the_same_in_any_encoding(encoding: str) -> None:
    usual = typed("check", YUNXI, "--format", "json")[1]
    other = typed("check", YUNXI, "--format", "json", encoding=encoding)[1]
    assert other.isascii()
    assert json.loads(other) == json.loads(usual)


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full, as Linux has it")
@pytest.mark.parametrize("words", [("check", CLEAN), ("rules",), ("rules", "--format", "json")])
def test_output_that_cannot_be_written_is_told(words: tuple[object, ...]) -> None:
    with FULL.open("wb") as full:
        code, _, err = typed(*words, out=full.fileno())
    assert (code, err.decode()) == (1, "磁盘空间不足，请清理磁盘后再试，或换一个文件夹。\n")


@pytest.mark.parametrize(
    "words",
    [
        ("check", YUNXI),
        ("check", CLEAN, "--format", "json"),
        ("rules",),
        ("rules", "--format", "json"),
        ("score", CLEAN, "--compare"),
        ("--help",),
    ],
)
def test_output_that_nobody_reads_ends_quietly(words: tuple[object, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        code, _, err = typed(*words, out=writing)
    finally:
        os.close(writing)
    assert (code, err) == (NOBODY_READS, b"")


def test_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    code, _, err = typed("score", CLEAN, "--out", tmp_path / f"{'长' * 90}.xlsx")
    assert code == 1
    assert err.decode().endswith("文件名或路径太长，请改短后再试。\n")


def test_fault_that_is_not_the_disks_keeps_its_traceback() -> None:
    def broken() -> None:
        raise ConnectionResetError(errno.ECONNRESET, "")

    with pytest.raises(ConnectionResetError):
        guarded(broken)


def test_no_command_shows_the_help() -> None:
    code, out, err = typed()
    assert (code, out) == (2, b"")
    assert err.decode().startswith("用法：")
