"""Output files: written whole or not at all, and never over another unasked."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Final

from toolkit.errors import OutputRefused

FILE_MODE: Final = 0o666
NO_SPACE: Final = "磁盘空间不足，请清理磁盘后再试，或换一个文件夹。"
NO_RIGHT: Final = "没有写入权限，请关闭已打开的同名文件，或换一个文件夹。"
OTHER_FAULT: Final = "写入失败，请检查磁盘空间或换一个文件夹。"
DISK_FAULTS: Final[Mapping[int, str]] = {
    errno.ENOSPC: NO_SPACE,
    errno.EDQUOT: NO_SPACE,
    errno.EFBIG: NO_SPACE,
    errno.EROFS: "所在位置只能读、不能写，请换一个文件夹。",
    errno.EACCES: NO_RIGHT,
    errno.EPERM: NO_RIGHT,
    errno.ENAMETOOLONG: "文件名或路径太长，请改短后再试。",
    errno.ENOTDIR: "所在的文件夹其实是一个文件，请换一个文件夹。",
    errno.EIO: "磁盘读写出错，请换一个磁盘或文件夹。",
}
"""What a person can do about the faults that a disk tells of."""


def write_new(path: Path, data: bytes | IO[bytes], *, overwrite: bool) -> None:
    """Write ``data`` to ``path`` in one step: readers see the old file or the new one, never a part of it.

    The bytes, or all that is in an open file, go to a temporary file in the same folder, are flushed to the
    disk and renamed. Raises OutputRefused where the target exists and ``overwrite`` is false, is a folder, or
    cannot be written.
    """
    try:
        if path.is_dir():
            raise OutputRefused(f"{path}：这是文件夹，请写明输出文件名。")
        if not overwrite:
            refuse_existing([path])
        _write(path, data, overwrite=overwrite)
    except FileExistsError as fault:
        raise OutputRefused(f"{path}：文件已存在，请换一个文件名，或加 --overwrite 覆盖。") from fault
    except FileNotFoundError as fault:
        raise OutputRefused(f"{path}：所在文件夹不存在，请先建立文件夹。") from fault
    except OSError as fault:
        raise OutputRefused(f"{path}：{disk_fault(fault) or OTHER_FAULT}") from fault


def disk_fault(fault: OSError) -> str | None:
    """What to do about a fault of the disk; ``None`` for one that nobody can mend from what it says."""
    return DISK_FAULTS.get(errno.EACCES if isinstance(fault, PermissionError) else fault.errno or 0)


def refuse_existing(paths: Iterable[Path]) -> None:
    """Raise OutputRefused for the first of some targets that is there already."""
    for path in paths:
        if path.exists():
            raise OutputRefused(f"{path}：文件已存在，请换一个文件名，或加 --overwrite 覆盖。")


def refuse_source(target: Path, *sources: Path) -> None:
    """Raise OutputRefused where the target is a file that it is made from: no option allows that."""
    for source in sources:
        if target.exists() and source.exists() and target.samefile(source):
            raise OutputRefused(f"{target}：这是读入的原文件，不能覆盖，请换一个文件名或文件夹。")


def require_suffix(target: Path, suffix: str) -> None:
    """Raise OutputRefused for a name by which no program would open what is written under it."""
    if target.suffix.lower() != suffix:
        raise OutputRefused(f"{target}：文件名要以 {suffix} 结尾，否则打不开，请改名后再试。")


def make_folder(path: Path) -> None:
    """Make a folder for outputs, with its parents; raises OutputRefused where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as fault:
        raise OutputRefused(f"{path}：已有同名文件，请换一个文件夹名。") from fault
    except OSError as fault:
        reason = disk_fault(fault) or "请换一个有写入权限的位置。"
        raise OutputRefused(f"{path}：无法建立文件夹，{reason}") from fault


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes | IO[bytes], *, overwrite: bool) -> None:
    import tempfile  # takes as long to load as the master; a check writes nothing

    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            if isinstance(data, bytes):
                stream.write(data)
            else:
                data.seek(0)
                shutil.copyfileobj(data, stream)
            stream.flush()
            os.fsync(stream.fileno())
        _allow_usual_access(temporary)
        if overwrite:
            os.replace(temporary, path)
        else:
            _claim(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _claim(temporary: Path, path: Path) -> None:
    """Rename without replacing: a link refuses an existing target, also one made in the meantime."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        os.replace(temporary, path)


def _allow_usual_access(path: Path) -> None:
    """A temporary file is private; the output gets the rights that a new file of this user has."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(FILE_MODE & ~mask)
