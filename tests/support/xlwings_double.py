"""Stands in for Excel: an xlwings engine whose workbooks are openpyxl workbooks.

Everything above the engine (``xw.Book``, converters, ``app.properties``) is xlwings' own code. What Excel
does not have raises NotImplementedError; what bites in Excel is imitated: locked cells refuse, numbers come
back as doubles, texts that look like numbers are taken for numbers, errors are codes, alerts need an answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes as base

from tests.support.xlwings_double_book import Book

DATE_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


class Engine:
    """The engine with one application."""

    name, type = "openpyxl double", "desktop"

    def __init__(self) -> None:
        self.app = App(self)
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, options: Any) -> Any:
        return "" if x is None else x

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty_as: Any, numbers: Any, err_to_str: Any) -> Any:
        return [[_cleaned(value, dates, empty_as) for value in row] for row in data]


def _cleaned(value: Any, dates: Any, empty_as: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return dates(**{part: getattr(value, part) for part in DATE_PARTS})
    return empty_as if value in ("", None) else value


class Apps(base.Apps):
    """One application, always the active one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keys(self) -> list[int]:
        return [self.engine.app.pid]

    def __iter__(self) -> Iterator[App]:
        yield self.engine.app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self.engine.app

    @staticmethod
    def cleanup() -> None:
        pass


def _logged(name: str, default: Any) -> property:
    def get(self: App) -> Any:
        return self.state.get(name, default)

    def put(self: App, value: Any) -> None:
        self.state[name] = value
        self.log.append((name, value))

    return property(get, put)


class App(base.App):
    """The application: what it showed is in ``alerts`` and ``log``."""

    screen_updating = _logged("screen_updating", True)
    enable_events = _logged("enable_events", True)
    status_bar = _logged("status_bar", False)
    calculation = _logged("calculation", "automatic")
    pid, version, books = 4242, "16.0", None
    hwnd = 65552

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.state: dict[str, Any] = {}
        self.log: list[tuple[str, Any]] = []
        self.alerts: list[str] = []
        self.answers: list[str] = []
        self.calculated = 0
        self.opened: list[Book] = []
        self.books = Books(self)

    def alert(self, prompt: str, title: str, buttons: str | None, mode: str | None, callback: Any) -> str:
        self.alerts.append(prompt)
        if buttons in (None, "ok"):
            return "ok"
        answer = self.answers.pop(0)
        if answer not in str(buttons).split("_"):
            raise AssertionError(f"{answer} is no answer to {buttons}")
        return answer

    def calculate(self) -> None:
        self.calculated += 1

    def activate(self, steal_focus: bool = False) -> None:
        pass


class Books(base.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return self.app.opened[-1]

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int):
            return self.app.opened[key - 1]
        for book in self.app.opened:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.opened)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self.app.opened))

    def open(self, fullname: str, *args: Any, **options: Any) -> Book:
        path = Path(fullname).resolve()
        book = Book(self.app, path, path.name, path.read_bytes())
        self.app.opened.append(book)
        return book

    def unsaved(self, name: str, content: Path) -> Book:
        """A workbook that has never been saved, with the content of a file."""
        book = Book(self.app, None, name, content.read_bytes())
        self.app.opened.append(book)
        return book


def install() -> Engine:
    """Make a fresh double the one engine of xlwings, with no workbook open."""
    engine = Engine()
    wrapper = xw.Engine(impl=engine)
    xw.engines.engines[:] = [wrapper]
    xw.engines.active = wrapper
    if hasattr(xw.Book, "_mock_caller"):
        del xw.Book._mock_caller
    return engine


def press_in(engine: Engine, book: Book) -> xw.Book:
    """Make a workbook the one whose button is pressed."""
    front = xw.Book(impl=book)
    front.set_mock_caller()
    return front
