"""A register open to read: nothing is written, neither into its file nor beside it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from urllib.parse import quote

from toolkit.desk.digest import Digest, unpacked
from toolkit.desk.returns import Facts, Issued, Returned
from toolkit.desk.roster import Unit
from toolkit.errors import UnusableInput
from toolkit.io.intake import Item

SCHEMA_VERSION = 3
OTHER_CHECKS = (1, 2)
"""Versions that kept something else of a check: files that they checked are checked anew."""
CHECKS = """
CREATE TABLE IF NOT EXISTS checked (
  sha256 TEXT NOT NULL, context TEXT NOT NULL, fault TEXT NOT NULL, saved TEXT NOT NULL, code TEXT NOT NULL,
  name TEXT NOT NULL, issue TEXT NOT NULL, verdict TEXT NOT NULL, content TEXT NOT NULL,
  errors INTEGER NOT NULL, year TEXT NOT NULL, digest BLOB, PRIMARY KEY (sha256, context));
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, context TEXT NOT NULL, year TEXT NOT NULL);
"""
RETURNED = """
SELECT f.path, f.sha256, ifnull(c.saved, ''), f.received, ifnull(nullif(f.fault, ''), ifnull(c.fault, '')),
  ifnull(c.code, ''), ifnull(c.name, ''), ifnull(c.issue, ''), ifnull(c.verdict, ''), ifnull(c.content, ''),
  ifnull(c.errors, 0), ifnull(c.year, ''), f.present < 0
FROM files f LEFT JOIN checked c ON c.sha256 = f.sha256 AND c.context = ?
WHERE f.kind = ? AND (f.present = 1 OR (f.fault = '' AND c.sha256 IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM files o WHERE o.kind = f.kind AND o.sha256 = f.sha256 AND o.present > f.present)))
ORDER BY f.path, f.sha256
"""
THIS_YEAR, LAST_YEAR = "this", "last"
PATIENCE = 30
"""Seconds to wait for another program that writes."""
PRIMARY = 0xFF
"""The bits of an error code that say the kind of fault; the others say more of it."""
FAULTS: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: "写不下了，磁盘空间不足，请清理磁盘后再运行同一条命令。",
    sqlite3.SQLITE_IOERR: "读写出错，请检查磁盘空间，或把它放到本机磁盘上再试。",
    sqlite3.SQLITE_READONLY: "只能读、不能写，请核对文件和所在文件夹的权限。",
    sqlite3.SQLITE_CANTOPEN: "打不开，请核对 --register 和所在文件夹的权限。",
    sqlite3.SQLITE_BUSY: "正被另一个程序使用，请等它结束后再试。",
    sqlite3.SQLITE_NOTADB: "不是登记簿文件，请核对 --register（登记簿以 .sqlite 结尾）。",
    sqlite3.SQLITE_CORRUPT: "已损坏，请用备份的登记簿，或换一个 --register 重新收表。",
}
"""What a person can do about a fault of the file or its disk, by kind."""


class RegisterReader:
    """An open register that answers questions."""

    def __init__(self, path: Path) -> None:
        """Raises UnusableInput where the file is no register, of another version, or cannot be opened."""
        self._path = path
        with ExitStack() as held:
            try:
                self._db = self._connect(held)
                self._prepare()
            except sqlite3.Error as fault:
                self._tell(fault)
                raise
            self._held = held.pop_all()

    def _connect(self, held: ExitStack) -> sqlite3.Connection:
        """Open the file without a trace: only a run that is under way, or was killed, leaves a log beside it.

        Logs come with an index; where a copy of the two was made without it, a third one is read, which may
        have an index of its own.
        """
        log, index = (self._path.with_name(self._path.name + end) for end in ("-wal", "-shm"))
        if index.exists() and log.exists():
            address = f"{_address(self._path)}?mode=ro&readonly_shm=1"
        elif log.exists() and log.stat().st_size:
            folder = Path(held.enter_context(TemporaryDirectory()))
            for file in (self._path, log):
                shutil.copyfile(file, folder / file.name)
            address = _address(folder / self._path.name)
        else:
            address = f"{_address(self._path)}?immutable=1"
        base = sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE)
        return held.enter_context(closing(base))

    def _prepare(self) -> None:
        version = self._version()
        if version == 0:
            raise UnusableInput(f"登记簿“{self._path}”里还没有下发或收表的记录。")
        if version in OTHER_CHECKS:  # these do not count: empty tables take their place
            self._db.execute("PRAGMA temp_store=MEMORY")
            self._db.executescript(CHECKS.replace("CREATE TABLE", "CREATE TEMP TABLE"))

    def _version(self) -> int:
        version: int = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, *OTHER_CHECKS, SCHEMA_VERSION):
            raise UnusableInput(f"登记簿“{self._path}”是另一个版本的工具建立的，请换一个 --register。")
        return version

    def _tell(self, fault: sqlite3.Error) -> None:
        """Raise UnusableInput for a fault of the file or its disk; return from one of the program."""
        advice = FAULTS.get(getattr(fault, "sqlite_errorcode", 0) & PRIMARY)
        if advice:
            raise UnusableInput(f"登记簿“{self._path}”{advice}") from fault

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(fault, sqlite3.Error):
            self._tell(fault)

    def close(self) -> None:
        """Close the file; where it was written to, the write-ahead log is folded in."""
        self._held.close()

    def issued(self) -> dict[str, Issued]:
        """Every issued workbook by its issue id, in the order of issue."""
        rows = self._db.execute("SELECT * FROM issued ORDER BY issued, rowid")
        return {
            row[0]: Issued(
                issue=row[0],
                code=row[1],
                name=row[2],
                file=row[3],
                due=date.fromisoformat(row[4]) if row[4] else None,
                known=json.loads(row[5]),
                template=row[6],
                sha256=row[7],
                issued=row[8],
            )
            for row in rows
        }

    def is_checked(self, sha256: str, context: str) -> bool:
        """Whether that content was checked before under the same masters, rules and toolkit."""
        found = self._db.execute("SELECT 1 FROM checked WHERE sha256=? AND context=?", (sha256, context))
        return found.fetchone() is not None

    def has_path(self, kind: str, path: str) -> bool:
        """Whether a file of that path was seen before."""
        found = self._db.execute("SELECT 1 FROM files WHERE kind=? AND path=? LIMIT 1", (kind, path))
        return found.fetchone() is not None

    def returned(self, kind: str, context: str) -> Iterator[Returned]:
        """Every file of the register, in the order of paths.

        A file that is no longer there counts as an earlier version, unless its content is still there under
        another name.
        """
        for path, sha256, saved, received, fault, *facts, gone in self._db.execute(RETURNED, (context, kind)):
            yield Returned(path, sha256, saved, received, fault, Facts(*facts), bool(gone))

    def places_of(self, sha256: str) -> tuple[Item, ...]:
        """The collected files with that content, those first that the latest run saw."""
        rows = self._db.execute(
            "SELECT path, location, members, received FROM files WHERE sha256=? AND kind=?"
            " ORDER BY present DESC, path",
            (sha256, THIS_YEAR),
        )
        return tuple(_item(*row) for row in rows)

    def unseen(self, kind: str) -> tuple[tuple[Item, str], ...]:
        """The files that the latest run did not see, each with the hash of its content."""
        rows = self._db.execute(
            "SELECT path, location, members, received, sha256 FROM files WHERE kind=? AND present<1", (kind,)
        )
        return tuple((_item(*row), sha256) for *row, sha256 in rows)

    def concluded(self) -> dict[tuple[str, str], str]:
        """Code and content in force → state, as the latest roll-up shows it."""
        rows = self._db.execute("SELECT code, sha256, state FROM concluded")
        return {(code, sha256): state for code, sha256, state in rows}

    def latest_context(self) -> str:
        """What the latest run checked under; empty where there was none."""
        row = self._db.execute("SELECT context FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        return row[0] if row else ""

    def latest_year(self) -> str:
        """The year that the latest run was about; empty where that is not known."""
        row = self._db.execute("SELECT year FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        return row[0] if row else ""

    def roster(self) -> tuple[Unit, ...]:
        """The units of the latest run's roster."""
        rows = self._db.execute("SELECT code, name, due FROM roster ORDER BY rowid")
        return tuple(
            Unit(code, name, "", row, date.fromisoformat(due) if due else None)
            for row, (code, name, due) in enumerate(rows, start=1)
        )

    def digest(self, sha256: str, context: str) -> Digest | None:
        """What the check of that content found; ``None`` where it could not be checked."""
        with closing(
            self._db.execute("SELECT digest FROM checked WHERE sha256=? AND context=?", (sha256, context))
        ) as cursor:
            row = cursor.fetchone()
        return unpacked(row[0]) if row and row[0] else None

    def review(self, sha256: str) -> dict[str, str]:
        """The bureau's scores of the return with that content, by row key; empty where it gave none."""
        row = self._db.execute("SELECT audited FROM reviewed WHERE sha256=?", (sha256,)).fetchone()
        found: dict[str, str] = json.loads(row[0]) if row else {}
        return found


def _item(path: str, location: str, members: str, received: str) -> Item:
    return Item(path, location, tuple(json.loads(members)), received)


def _address(path: Path) -> str:
    """A file as SQLite is told of it where options follow."""
    text = path.resolve().as_posix()
    return f"file://{'' if text.startswith('/') else '/'}{quote(text, safe='/:')}"
