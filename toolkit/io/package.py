"""An input file read whole, and an Office package held strictly in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from toolkit.errors import UnusableInput
from toolkit.io.recognise import DAMAGED, not_a_zip
from toolkit.io.zip_directory import BOMB, STORED, Directory, Entry, read_directory

try:
    from isal import isal_zlib as inflating
except ImportError:  # no build for this kind of processor: the standard library's is slower
    import zlib as inflating  # type: ignore[no-redef]

MAX_FILE_BYTES: Final = 100 << 20
"""A returned file with photographs stays far below 100 MB."""
MAX_PART_BYTES: Final = 64 << 20
"""One part that is read, unpacked: about a million filled cells."""
RAW: Final = -15
"""Window bits of deflated data without a header, as zlib counts them."""

TOO_LARGE: Final = "文件过大（超过 100 MB），请删除其中的图片、附件后另存。"
NOT_FOUND: Final = "找不到这个文件，请核对文件名和所在文件夹。"
OWNER_FILE: Final = "这是 Excel 打开文件时留下的临时文件，请选择原文件（名字前没有“~$”）。"


class Package(Struct, frozen=True):
    """The bytes of a package, and what its proven directory says."""

    data: bytes
    directory: Directory
    entries: Mapping[str, Entry]
    """Every member that is a file, by its exact name; empty members that name a folder are left out."""
    folded_names: Mapping[str, str]
    """Part names without letter case, and their exact spelling."""

    @property
    def parts(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self.entries)

    def find(self, name: str) -> str | None:
        """The exact name of a part, letter case aside, as the package convention has it; or ``None``."""
        return name if name in self.entries else self.folded_names.get(name.casefold())

    def packed(self, name: str) -> tuple[int, int, bytes] | None:
        """How a part is stored: method, CRC and packed bytes; ``None`` where there is no such part."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        packed = self.data[entry.data_offset : entry.data_offset + entry.packed_size]
        return entry.method, entry.crc, packed

    def read(self, name: str) -> bytes:
        """A part unpacked, its size and CRC verified; raises UnusableInput where it is damaged or missing."""
        entry = self.entries.get(name)
        if entry is None:
            raise UnusableInput(DAMAGED)
        if entry.size > MAX_PART_BYTES:
            raise UnusableInput(BOMB)
        data = _unpack(entry, self.data[entry.data_offset : entry.data_offset + entry.packed_size])
        if len(data) != entry.size or inflating.crc32(data) != entry.crc:
            raise UnusableInput(DAMAGED)
        return data


def read_bytes(path: Path) -> bytes:
    """The bytes of an input file; raises UnusableInput, led by its path, where it cannot be read."""
    try:
        return contents(path)
    except UnusableInput as fault:
        raise UnusableInput(f"{path}：{fault}") from fault.__cause__


def contents(path: Path) -> bytes:
    """The bytes of an input file; raises UnusableInput, which says why but not of what, where it is not there
    or may not be read."""
    if path.name.startswith("~$"):
        raise UnusableInput(OWNER_FILE)
    try:
        if path.is_dir():
            raise UnusableInput("这是文件夹，请指定其中的一个文件。")
        if path.exists() and not path.is_file():
            raise UnusableInput("这不是普通文件，请另行指定。")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnusableInput(TOO_LARGE)
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise UnusableInput(NOT_FOUND) from fault
    except PermissionError as fault:
        raise UnusableInput("没有读取权限，请关闭正在使用它的程序或联系管理员授权。") from fault
    except (OSError, ValueError) as fault:
        raise UnusableInput("读取失败，请核对文件名，或把文件复制到本机后再试。") from fault


def open_package(data: bytes) -> Package:
    """The package in these bytes.

    Raises UnusableInput, one Chinese sentence, where they are no zip file, or not a sound and harmless one
    (see ``read_directory``), or more than ``MAX_FILE_BYTES``.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnusableInput(TOO_LARGE)
    if data[:4] != b"PK\3\4":
        raise UnusableInput(not_a_zip(data))
    directory = read_directory(data)
    entries = {entry.name: entry for entry in directory.members if not entry.name.endswith("/")}
    return Package(data, directory, entries, {name.casefold(): name for name in entries})


def _unpack(entry: Entry, packed: bytes) -> bytes:
    """The member's bytes, never more than one beyond the stated size."""
    if entry.method == STORED:
        return packed
    inflater = inflating.decompressobj(RAW)
    try:
        return inflater.decompress(packed, entry.size + 1)
    except inflating.error as fault:  # type: ignore[misc]  # isal's stub calls it an instance
        raise UnusableInput(DAMAGED) from fault
