"""The sources as read: settings, buttons and their places, VBA modules, ribbon."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from macros.build.vba_project import Module, standard_module

MACROS = Path(__file__).resolve().parent.parent
WORKBOOKS = MACROS.parent / "workbooks"
CUSTOM_ADDIN_PROJECT = 'PROJECT_NAME As String = "myaddin"'
ADDIN_PROJECT = 'PROJECT_NAME As String = "jixiao"'


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, what it starts, what it tells on hovering."""

    caption: str
    macro: str
    tip: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet's row of buttons starts: cell counted from 0, and pixels from its corner."""

    sheet: str
    column: int
    row: int
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What settings.toml says."""

    rows: Mapping[str, str]
    buttons: tuple[Button, ...]
    places: tuple[Place, ...]


def load_settings() -> Settings:
    """The settings, buttons and places."""
    data = tomllib.loads((MACROS / "settings.toml").read_text("utf-8"))
    return Settings(
        data["rows"],
        tuple(Button(**button) for button in data["button"]),
        tuple(Place(**place) for place in data["place"]),
    )


def ribbon_xml() -> bytes:
    """The add-in's ribbon."""
    return (MACROS / "ribbon.xml").read_bytes()


def workbook_modules() -> list[Module]:
    """Our buttons, and xlwings' module for workbooks that stand alone, as the installed xlwings has it."""
    return [_own("JixiaoWorkbook.bas"), standard_module(_xlwings("xlwings.bas"))]


def addin_modules() -> list[Module]:
    """Our ribbon commands, and xlwings' module for custom add-ins with our project's name filled in."""
    stock = _xlwings("xlwings_custom_addin.bas")
    if stock.count(CUSTOM_ADDIN_PROJECT) != 1:
        raise ValueError("xlwings 的自定义加载项模块与预期不同，请核对它的版本。")
    renamed = stock.replace(CUSTOM_ADDIN_PROJECT, ADDIN_PROJECT)
    return [_own("JixiaoAddin.bas"), standard_module(renamed)]


def _own(name: str) -> Module:
    return standard_module((MACROS / "vba" / name).read_text("ascii"))


def _xlwings(name: str) -> str:
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise ValueError("没有安装 xlwings，请先安装“jixiao[excel]”。")
    return (Path(found.origin).parent / name).read_text("ascii")
