"""The files of a folder of returns: nested folders and archives, on this disk or behind an fsspec address."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from toolkit.dates import beijing_minute
from toolkit.errors import UnusableInput
from toolkit.io.package import (
    MAX_FILE_BYTES,
    MAX_PART_BYTES,
    NOT_FOUND,
    TOO_LARGE,
    Package,
    contents,
    open_package,
)

WORKBOOKS: Final = frozenset({".xlsx", ".xlsm"})
WORKBOOK_PART: Final = "xl/workbook.xml"
"""A member that only a workbook has."""
TAKEN: Final = WORKBOOKS | {".xls", ".xlsb", ".et", ".ett", ".ods", ".rar", ".7z"}
"""What is looked at: the last ones only to say why they cannot be used."""
ARCHIVE: Final = ".zip"
DEEPEST: Final = 3
"""Archives within archives are opened this deep."""
MEMBER: Final = "!"
NO_MEMBERS: Final = b"PK\5\6"
"""How an archive without any member begins."""
ARCHIVE_FAULT: Final = (
    "压缩包不能读取（损坏、加密、超过 100 MB、解压后异常庞大，或含有重复、不安全的文件名），"
    "其中的文件都没有收；请解压后把文件直接放进收表文件夹，或请填报单位重新压缩（.zip）发送。"
)
EMPTY_ARCHIVE: Final = "压缩包里没有填报表（.xlsx、.xlsm），请核对，或请填报单位重新发送。"
TOO_DEEP: Final = f"压缩包套了 {DEEPEST} 层以上，没有打开，请解压后再收。"
CLOSED_FOLDER: Final = "没有读取这个文件夹的权限，其中的文件都没有收；请取得权限后再收。"
GARBLED_NAME: Final = (
    "文件名的编码不对（多半是解压时没有还原中文文件名），没有收；请改名，或直接收原来的压缩包。"
)
PACKED_ELSEWISE: Final = "压缩格式不能直接读取，请改用 .zip 压缩，或解压后再收。"


class Item(Struct, frozen=True):
    """One file to look at."""

    path: str
    """Below the folder, with ``/``; members of an archive as ``批次.zip!单位.xlsx``."""
    location: str
    """Path or address of the file itself, or of the outermost archive."""
    members: tuple[str, ...] = ()
    """Exact member names, one for each archive on the way."""
    received: str = ""
    fault: str = ""
    """Why it cannot be looked at, where that is known already."""


def find_items(root: str, *, skip: Collection[Path] = ()) -> Iterator[Item]:
    """Every workbook below a folder in the order of their paths; temporary and hidden files are left out.

    A folder below it that may not be read is an item with a fault. ``skip`` names files and folders that are
    not part of the returns. Raises UnusableInput where there is no such folder.
    """
    found = _remote(root) if is_address(root) else _local(Path(root), {path.resolve() for path in skip})
    for item in sorted(found, key=lambda item: item.path):
        if item.fault or suffix(item.path) in TAKEN:
            yield item
        elif suffix(item.path) == ARCHIVE:
            yield from _members(item)


def is_address(root: str) -> bool:
    """Whether a path is an fsspec address, ``s3://bucket/folder``."""
    return "://" in root


def suffix(path: str) -> str:
    """The extension in lower case, with its dot."""
    return PurePosixPath(path).suffix.lower()


def _local(root: Path, skip: set[Path]) -> Iterator[Item]:
    if root.is_file():
        raise UnusableInput(f"“{root}”是一个文件，请写明存放报表的文件夹（压缩包也放在文件夹里）。")
    if not root.is_dir():
        raise UnusableInput(f"找不到文件夹“{root}”，请核对路径。")
    closed: list[str] = []
    for folder, names, files in os.walk(root, onerror=lambda fault: closed.append(fault.filename)):
        here = Path(folder)
        names[:] = [n for n in names if not n.startswith(".") and (here / n).resolve() not in skip]
        for name in files:
            path = here / name
            if not name.startswith((".", "~$")) and path.is_file() and path.resolve() not in skip:
                yield _file(path, path.relative_to(root).as_posix())
    for folder in closed:
        yield Item(Path(folder).relative_to(root).as_posix(), folder, fault=CLOSED_FOLDER)


def _file(path: Path, below: str) -> Item:
    """A file as an item; one whose name is no Unicode can be shown, but not be kept in the register."""
    changed = _minute(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    location = str(path.absolute())
    try:
        location.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(below).decode("gb18030", "replace")
        return Item(shown, "", (), changed, GARBLED_NAME if suffix(shown) in TAKEN | {ARCHIVE} else "")
    return Item(below, location, (), changed)


def _remote(root: str) -> Iterator[Item]:
    system, base = _file_system(root)
    for path, facts in system.find(base, detail=True).items():
        name = PurePosixPath(path).name
        if not name.startswith((".", "~$")):
            below = path[len(base.rstrip("/")) + 1 :]
            yield Item(below, system.unstrip_protocol(path), (), _minute(_changed(facts)))


def _file_system(address: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        raise UnusableInput(f"读取“{address}”需要安装 jixiao[cluster]。") from None
    try:
        system, base = fsspec.core.url_to_fs(address)
    except ImportError as fault:
        kind = address.partition("://")[0]
        raise UnusableInput(
            f"读取“{address}”需要先安装 {kind}:// 地址所用的程序包（{fault}），或把报表复制到本机文件夹。"
        ) from None
    except ValueError:
        raise UnusableInput(f"不认识地址“{address}”的写法，请核对，或把报表复制到本机文件夹。") from None
    return system, str(base)


def _changed(facts: dict[str, Any]) -> datetime | None:
    when = facts.get("mtime") or facts.get("LastModified") or facts.get("created")
    if isinstance(when, int | float):
        return datetime.fromtimestamp(when, UTC)
    return when if isinstance(when, datetime) else None


def _minute(when: datetime | None) -> str:
    """A moment as people of the bureau read it, wherever the machine is; of one without a zone, as UTC."""
    return beijing_minute(when.isoformat()) if when else ""


def _members(archive: Item, depth: int = 1) -> Iterator[Item]:
    """What is in an archive; one faulty item for an archive that nothing can be taken from.

    A workbook that was renamed to .zip is the workbook that it is.
    """
    if depth > DEEPEST:
        yield replace(archive, fault=TOO_DEEP)
        return
    try:
        data = read_item(archive)
        package = None if data[:4] == NO_MEMBERS else open_package(data)
    except UnusableInput:
        yield replace(archive, fault=ARCHIVE_FAULT)
        return
    if package and package.find(WORKBOOK_PART):
        yield archive
        return
    taken = [item for item in _inside(archive, package) if suffix(item.path) in TAKEN | {ARCHIVE}]
    for item in taken:
        if suffix(item.path) == ARCHIVE:
            yield from _members(item, depth + 1)
        else:
            yield item
    if not taken:
        yield replace(archive, fault=EMPTY_ARCHIVE)


def _inside(archive: Item, package: Package | None) -> Iterator[Item]:
    for name in sorted(package.parts if package else ()):
        shown = member_name(name)
        if not PurePosixPath(shown).name.startswith((".", "~$")) and not shown.startswith("__MACOSX/"):
            path = f"{archive.path}{MEMBER}{shown}"
            yield Item(path, archive.location, (*archive.members, name), archive.received)


def member_name(name: str) -> str:
    """A member's name as its packer meant it: names without the UTF-8 mark are mostly GBK in China."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def read_item(item: Item) -> bytes:
    """The bytes of an item, unpacked from its archives; raises UnusableInput, the reason alone, where it
    cannot be read."""
    if item.fault:
        raise UnusableInput(item.fault)
    if suffix(item.path) in (".rar", ".7z"):
        raise UnusableInput(PACKED_ELSEWISE)
    if not item.members:
        return _bytes(item.location)
    data = _member(_outer_archive(item.location, item.received), item.members[0])
    for member in item.members[1:]:
        data = _member(open_package(data), member)
    return data


@lru_cache(maxsize=1)
def _outer_archive(location: str, received: str) -> Package:
    """The archive that the last item came from: its members mostly come one after the other."""
    return open_package(_bytes(location))


def _member(package: Package, name: str) -> bytes:
    if name not in package.entries:
        raise UnusableInput(NOT_FOUND)
    if package.entries[name].size > MAX_PART_BYTES:
        raise UnusableInput(TOO_LARGE)
    return package.read(name)


def _bytes(location: str) -> bytes:
    return _fetch(location) if is_address(location) else contents(Path(location))


def _fetch(address: str) -> bytes:
    system, path = _file_system(address)
    try:
        if system.size(path) > MAX_FILE_BYTES:
            raise UnusableInput(TOO_LARGE)
        data = system.cat_file(path)
    except FileNotFoundError as fault:
        raise UnusableInput(NOT_FOUND) from fault
    except OSError as fault:
        raise UnusableInput(f"读取失败（{fault}）。") from fault
    return bytes(data)
