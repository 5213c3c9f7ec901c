"""The register: what was issued, what came back, what each file's check found; one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from toolkit.desk.digest import Digest, unpacked
from toolkit.desk.returns import Facts, Issued, Returned
from toolkit.desk.roster import Unit
from toolkit.errors import UnusableInput
from toolkit.io.files import make_folder

SCHEMA_VERSION = 3
OTHER_CHECKS = (1, 2)
"""Versions that kept something else of a check: files that they checked are checked anew."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
  issue TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, due TEXT NOT NULL,
  known TEXT NOT NULL, template TEXT NOT NULL, sha256 TEXT NOT NULL, issued TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (
  kind TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, received TEXT NOT NULL, fault TEXT NOT NULL,
  present INTEGER NOT NULL, location TEXT NOT NULL, members TEXT NOT NULL, PRIMARY KEY (kind, path, sha256));
CREATE TABLE IF NOT EXISTS roster (code TEXT PRIMARY KEY, name TEXT NOT NULL, due TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS concluded (code TEXT PRIMARY KEY, sha256 TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reviewed (
  sha256 TEXT PRIMARY KEY, code TEXT NOT NULL, audited TEXT NOT NULL);
"""
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
  ifnull(c.errors, 0), ifnull(c.year, '')
FROM files f LEFT JOIN checked c ON c.sha256 = f.sha256 AND c.context = ?
WHERE f.kind = ? AND (f.present = 1 OR (f.fault = '' AND c.sha256 IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM files o WHERE o.kind = f.kind AND o.sha256 = f.sha256 AND o.present = 1)))
ORDER BY f.path, f.sha256
"""
CURRENT = "CREATE INDEX IF NOT EXISTS files_by_content ON files (sha256, kind, present)"
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


class Register:
    """An open register; every method that writes is durable when it returns, except inside ``together``."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
            with ExitStack() as unfit:
                unfit.callback(self._db.close)
                self._prepare()
                unfit.pop_all()
        except sqlite3.Error as fault:
            self._tell(fault)
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, *OTHER_CHECKS, SCHEMA_VERSION):
            raise UnusableInput(f"登记簿“{self._path}”是另一个版本的工具建立的，请换一个 --register。")
        if version in OTHER_CHECKS:
            self._db.executescript("DROP TABLE IF EXISTS checked; DROP TABLE IF EXISTS runs;")
        self._db.executescript(SCHEMA + CHECKS)
        self._db.execute(CURRENT)
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

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

    def compact(self) -> None:
        """Fold the write-ahead log into the one file, fit to be copied."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("VACUUM")

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make everything that the body writes durable in one go when it ends; nothing where it raises."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield

    def add_issued(self, issued: Issued) -> None:
        """Record one issued workbook."""
        due = issued.due.isoformat() if issued.due else ""
        known = json.dumps(dict(issued.known), ensure_ascii=False, sort_keys=True)
        self._db.execute(
            "INSERT INTO issued VALUES (?,?,?,?,?,?,?,?,?)",
            (
                issued.issue, issued.code, issued.name, issued.file, due, known,
                issued.template, issued.sha256, issued.issued,
            ),
        )  # fmt: skip

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

    def add_checked(
        self, sha256: str, context: str, saved: str, fault: str, facts: Facts, digest: bytes
    ) -> None:
        """Record what a check found: a packed digest and its facts, or a fault and no digest."""
        self._db.execute(
            "INSERT OR REPLACE INTO checked VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (sha256, context, fault, saved, *facts, digest or None),
        )

    def start_collecting(self, kind: str) -> None:
        """Mark all files as not seen yet in this run."""
        self._db.execute("UPDATE files SET present=0 WHERE kind=?", (kind,))

    def add_file(
        self,
        kind: str,
        path: str,
        sha256: str,
        received: str,
        fault: str,
        location: str,
        members: Iterable[str],
    ) -> None:
        """Record that a file with that content was seen in this run."""
        self._db.execute(
            "INSERT INTO files VALUES (?,?,?,?,?,1,?,?) ON CONFLICT (kind, path, sha256)"
            " DO UPDATE SET present=1, fault=excluded.fault, location=excluded.location",
            (kind, path, sha256, received, fault, location, json.dumps(list(members), ensure_ascii=False)),
        )

    def returned(self, kind: str, context: str) -> Iterator[Returned]:
        """Every file of the register, in the order of paths.

        A file that is no longer there counts as an earlier version, unless its content is still there under
        another name.
        """
        for path, sha256, saved, received, fault, *facts in self._db.execute(RETURNED, (context, kind)):
            yield Returned(path, sha256, saved, received, fault, Facts(*facts))

    def place_of(self, sha256: str) -> tuple[str, str, tuple[str, ...]] | None:
        """Path, location and member names of a collected file with that content."""
        row = self._db.execute(
            "SELECT path, location, members FROM files WHERE sha256=? AND kind=? ORDER BY present DESC, path",
            (sha256, THIS_YEAR),
        ).fetchone()
        return (row[0], row[1], tuple(json.loads(row[2]))) if row else None

    def start_run(self, context: str, units: Iterable[Unit], year: str) -> None:
        """Record a collecting run: what it checks under, the roster that it goes by, and the year that it is
        about, empty where that is not known."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute("INSERT INTO runs (context, year) VALUES (?,?)", (context, year))
            self._db.execute("DELETE FROM roster")
            rows = ((unit.code, unit.name, unit.due.isoformat() if unit.due else "") for unit in units)
            self._db.executemany("INSERT INTO roster VALUES (?,?,?)", rows)

    def conclude(self, states: Iterable[tuple[str, str, str]]) -> None:
        """Record what the rules over many returns made of the units: code, content in force, state."""
        with self.together():
            self._db.execute("DELETE FROM concluded")
            self._db.executemany("INSERT INTO concluded VALUES (?,?,?)", states)

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

    def add_review(self, sha256: str, code: str, audited: Mapping[str, str]) -> None:
        """Record the bureau's scores of one return: row key → score as text."""
        text = json.dumps(dict(audited), ensure_ascii=False, sort_keys=True)
        self._db.execute("INSERT OR REPLACE INTO reviewed VALUES (?,?,?)", (sha256, code, text))

    def reviews(self) -> dict[str, dict[str, str]]:
        """Content hash → the bureau's scores by row key."""
        rows = self._db.execute("SELECT sha256, audited FROM reviewed")
        return {sha256: json.loads(text) for sha256, text in rows}
