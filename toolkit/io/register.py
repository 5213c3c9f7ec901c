"""The register: what was issued, what came back, what each file's check found; one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager

from toolkit.desk.returns import Facts, Issued
from toolkit.desk.roster import Unit
from toolkit.errors import UnusableInput
from toolkit.io.files import make_folder
from toolkit.io.register_read import CHECKS, FAULTS, OTHER_CHECKS, PATIENCE, SCHEMA_VERSION, RegisterReader

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
CURRENT = "CREATE INDEX IF NOT EXISTS files_by_content ON files (sha256, kind, present)"


class Register(RegisterReader):
    """A register open to read and write: what a method writes is durable when it returns, except inside
    ``together``."""

    def _connect(self, held: ExitStack) -> sqlite3.Connection:
        make_folder(self._path.parent)
        base = sqlite3.connect(self._path, isolation_level=None, timeout=PATIENCE)
        return held.enter_context(closing(base))

    def _prepare(self) -> None:
        version = self._version()
        if version == 0:
            self._refuse_foreign_tables()
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if version in OTHER_CHECKS:
            self._db.executescript("DROP TABLE IF EXISTS checked; DROP TABLE IF EXISTS runs;")
        self._db.executescript(SCHEMA + CHECKS)
        self._db.execute(CURRENT)
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def _refuse_foreign_tables(self) -> None:
        """Raise UnusableInput for the database of another program; a new register holds no table, or ours."""
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        if tables and "issued" not in tables:
            raise UnusableInput(f"登记簿“{self._path}”{FAULTS[sqlite3.SQLITE_NOTADB]}")

    def compact(self) -> None:
        """Fold the write-ahead log into the one file, fit to be copied."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.execute("PRAGMA journal_mode=DELETE")
        self._db.execute("VACUUM")

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

    def add_checked(
        self, sha256: str, context: str, saved: str, fault: str, facts: Facts, digest: bytes
    ) -> None:
        """Record what a check found: a packed digest and its facts, or a fault and no digest."""
        self._db.execute(
            "INSERT OR REPLACE INTO checked VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (sha256, context, fault, saved, *facts, digest or None),
        )

    def start_collecting(self, kind: str) -> None:
        """Mark all files as not seen yet in this run; those that are gone stay so until they are seen."""
        self._db.execute("UPDATE files SET present=0 WHERE kind=? AND present=1", (kind,))

    def mark_unseen(self, kind: str, path: str, sha256: str, *, gone: bool) -> None:
        """Record of a file that was not seen in this run whether it is gone, or lies where the run did not
        look."""
        self._db.execute(
            "UPDATE files SET present=? WHERE kind=? AND path=? AND sha256=?",
            (-1 if gone else 0, kind, path, sha256),
        )

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

    def add_review(self, sha256: str, code: str, audited: Mapping[str, str]) -> None:
        """Record the bureau's scores of one return: row key → score as text; none take back what was kept."""
        if not audited:
            self._db.execute("DELETE FROM reviewed WHERE sha256=?", (sha256,))
            return
        text = json.dumps(dict(audited), ensure_ascii=False, sort_keys=True)
        self._db.execute("INSERT OR REPLACE INTO reviewed VALUES (?,?,?)", (sha256, code, text))
