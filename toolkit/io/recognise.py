"""What a file is that is not a workbook we can read, said in one sentence with what to do.

The same sentences go to units, for their returns, and to the bureau, for its roster, ledger and masters.
"""

from __future__ import annotations

import codecs
from collections.abc import Set
from typing import Final

SAVE_AS: Final = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”。"
ANOTHER: Final = "请改用 Excel 工作簿（.xlsx）。"

DAMAGED: Final = "文件已损坏或不完整，请用 Excel 打开修复并另存为 .xlsx，或重新取得完好的文件。"
EMPTY: Final = "文件是空的（0 字节），请重新取得完好的文件。"
PASSWORD: Final = "文件设置了打开密码，请在 Excel“文件—信息—保护工作簿”中取消密码，保存后再用。"
RIGHTS_PROTECTED: Final = "文件设置了权限保护，请在 Excel 中取消“限制访问”，保存后再用。"
OLD_FORMAT: Final = f"文件是旧格式（.xls 或 .et），{SAVE_AS}"
BINARY_FORMAT: Final = f"文件是二进制工作簿（.xlsb），{SAVE_AS}"
OPEN_DOCUMENT: Final = f"文件是 OpenDocument 表格（.ods），{SAVE_AS}"
WORD: Final = f"这是 Word 文档，不是工作簿，{ANOTHER}"
SLIDES: Final = f"这是演示文稿，不是工作簿，{ANOTHER}"
ARCHIVE: Final = "这是压缩包，请先解压，再选择其中的 Excel 工作簿（.xlsx）。"
WEB_PAGE: Final = f"文件其实是网页或 XML 表格，只是改了扩展名，{SAVE_AS}"
PLAIN_TEXT: Final = "文件其实是文本（如 CSV），不是 Excel 工作簿，请在 Excel 里填写，存为 .xlsx。"
PDF_OR_PICTURE: Final = f"这是 PDF 或图片，不是工作簿，{ANOTHER}"
UNKNOWN: Final = f"这不是 Excel 工作簿，{ANOTHER}"

_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY_BYTES: Final = 128
_COMPOUND_STREAMS: Final = (
    ("EncryptedPackage", PASSWORD),
    ("\x06DataSpaces", RIGHTS_PROTECTED),
    ("Workbook", OLD_FORMAT),
    ("Book", OLD_FORMAT),
    ("WordDocument", WORD),
    ("PowerPoint Document", SLIDES),
)
_SIGNATURES: Final = (
    (b"%PDF", PDF_OR_PICTURE),
    (b"\x89PNG", PDF_OR_PICTURE),
    (b"\xff\xd8\xff", PDF_OR_PICTURE),
    (b"GIF8", PDF_OR_PICTURE),
    (b"BM", PDF_OR_PICTURE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"PK\5\6", ARCHIVE),
    (b"PK", DAMAGED),
    (b"{\\rtf", WORD),
)
_PACKAGE_PARTS: Final = (
    ("xl/workbook.bin", BINARY_FORMAT),
    ("word/document.xml", WORD),
    ("ppt/presentation.xml", SLIDES),
    ("content.xml", OPEN_DOCUMENT),
    ("[Content_Types].xml", DAMAGED),
)


def not_a_zip(data: bytes) -> str:
    """The sentence for bytes that do not start as a zip member does."""
    if not data:
        return EMPTY
    if data.startswith(_COMPOUND_FILE):
        return _compound_file(data)
    for signature, sentence in _SIGNATURES:
        if data.startswith(signature):
            return sentence
    return _text(data[:4096])


def no_workbook_part(parts: Set[str]) -> str:
    """The sentence for a sound zip file that names no workbook: another Office file or a plain archive."""
    return next((sentence for part, sentence in _PACKAGE_PARTS if part in parts), ARCHIVE)


def _compound_file(data: bytes) -> str:
    for stream, sentence in _COMPOUND_STREAMS:
        if _has_stream(data, stream):
            return sentence
    return OLD_FORMAT


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of that name is there: entries are 128 bytes long and aligned to that."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    at = data.find(entry)
    while at >= 0:
        if at % _DIRECTORY_ENTRY_BYTES == 0:
            return True
        at = data.find(entry, at + 1)
    return False


def _text(start: bytes) -> str:
    """Markup, text or neither, told by the first bytes in the encodings that are met here."""
    encodings = ("utf-16",) if start[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(start)
        except UnicodeDecodeError:
            continue
        if not any(ord(c) < 32 and c not in "\t\n\r\f" for c in text):
            return WEB_PAGE if text.lstrip().startswith("<") else PLAIN_TEXT
    return UNKNOWN
