"""Finishing touches on the package that XlsxWriter has no switch for; same input, same bytes."""

from __future__ import annotations

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
LOCK = b'<workbookProtection lockStructure="1"/>'


def lock_structure(data: bytes) -> bytes:
    """The workbook with its sheets protected against adding, deleting, renaming and hiding."""
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "xl/workbook.xml":
                content = content.replace(b"<bookViews>", LOCK + b"<bookViews>", 1)
            info = zipfile.ZipInfo(item.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return target.getvalue()
