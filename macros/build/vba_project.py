"""A VBA project written from source, [MS-OVBA] 2.3: no compiled code, so Office compiles what is readable."""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from macros.build.compound_file import write_compound_file
from macros.build.compression import compress

CODE_PAGE, LOCALE = 1252, 0x409
LONGEST_NAME = 31
NO_CACHE = bytes.fromhex("CC61FFFF000100")
"""Stream _VBA_PROJECT without performance cache, as [MS-OVBA] 2.3.4.1 asks of a writer."""
WORKBOOK_CLASS = "00020819-0000-0000-C000-000000000046"
SHEET_CLASS = "00020820-0000-0000-C000-000000000046"
REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
        r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class Kind(Enum):
    """What a module is; the value is its line in the PROJECT stream."""

    STANDARD = "Module={}"
    DOCUMENT = "Document={}/&H00000000"


@dataclass(frozen=True, slots=True)
class Module:
    """One module, its source with the ``Attribute`` lines and line ends CR LF."""

    name: str
    source: str
    kind: Kind = Kind.STANDARD


def standard_module(source: str) -> Module:
    """A module from the text of a .bas file; raises ValueError where the text is not ASCII or has no name."""
    lines = source.splitlines()
    first = lines[0] if lines else ""
    if not source.isascii() or not first.startswith('Attribute VB_Name = "'):
        raise ValueError("a .bas source is ASCII and begins with its name")
    return Module(first.split('"')[1], "\r\n".join(lines) + "\r\n")


def document_module(code_name: str, class_id: str = SHEET_CLASS) -> Module:
    """The empty module that belongs to the workbook or to one sheet."""
    flags = {
        "GlobalNameSpace": False,
        "Creatable": False,
        "PredeclaredId": True,
        "Exposed": True,
        "TemplateDerived": False,
        "Customizable": True,
    }
    lines = [f'Attribute VB_Name = "{code_name}"', f'Attribute VB_Base = "0{{{class_id}}}"']
    lines += [f"Attribute VB_{name} = {value}" for name, value in flags.items()]
    return Module(code_name, "\r\n".join(lines) + "\r\n", Kind.DOCUMENT)


def build_project(modules: Sequence[Module], name: str) -> bytes:
    """The bytes of vbaProject.bin; equal modules give equal bytes. Raises ValueError for an unusable name."""
    for module in modules:
        if not module.name.isascii() or not module.name.isidentifier() or len(module.name) > LONGEST_NAME:
            raise ValueError(f"not a module name: {module.name!r}")
        if module.name.lower() == name.lower():
            raise ValueError("a module may not be named like the project")
    streams = {module.name: compress(_ansi(module.source)) for module in modules}
    streams |= {"_VBA_PROJECT": NO_CACHE, "dir": compress(_directory(modules, name))}
    return write_compound_file(
        {"VBA": streams, "PROJECT": _project_text(modules, name), "PROJECTwm": _name_map(modules)}
    )


def _ansi(text: str) -> bytes:
    return text.encode(f"cp{CODE_PAGE}")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _directory(modules: Sequence[Module], name: str) -> bytes:
    """The dir stream: information, references, modules, each a row of records."""
    parts = [
        _record(0x01, struct.pack("<I", 3)),
        _record(0x02, struct.pack("<I", LOCALE)),
        _record(0x14, struct.pack("<I", LOCALE)),
        _record(0x03, struct.pack("<H", CODE_PAGE)),
        _record(0x04, _ansi(name)),
        _record(0x05) + _record(0x40) + _record(0x06) + _record(0x3D),
        _record(0x07, bytes(4)) + _record(0x08, bytes(4)),
        struct.pack("<HIIH", 0x09, 4, 0x68FBFAC5, 4),
        _record(0x0C) + _record(0x3C),
        *(_reference(*reference) for reference in REFERENCES),
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, struct.pack("<H", 0xFFFF)),
        *(_module_records(module) for module in modules),
        _record(0x10),
    ]
    return b"".join(parts)


def _reference(name: str, library: str) -> bytes:
    text = _ansi(library)
    registered = struct.pack("<I", len(text)) + text + bytes(6)
    return _record(0x16, _ansi(name)) + _record(0x3E, _wide(name)) + _record(0x0D, registered)


def _module_records(module: Module) -> bytes:
    ansi, wide = _ansi(module.name), _wide(module.name)
    names = _record(0x19, ansi) + _record(0x47, wide) + _record(0x1A, ansi) + _record(0x32, wide)
    source_at_start = _record(0x31, bytes(4))
    rest = _record(0x1E, bytes(4)) + _record(0x2C, struct.pack("<H", 0xFFFF))
    kind = _record(0x21 if module.kind is Kind.STANDARD else 0x22)
    return names + _record(0x1C) + _record(0x48) + source_at_start + rest + kind + _record(0x2B)


def _project_text(modules: Sequence[Module], name: str) -> bytes:
    """The PROJECT stream: modules, and a project that is neither locked nor hidden."""
    sources = (f"{module.name}\0{module.source}\0" for module in modules)
    digest = hashlib.sha256("".join([name, "\0", *sources]).encode()).digest()
    project_id = "{" + str(uuid.UUID(bytes=digest[:16], version=4)).upper() + "}"
    lines = [
        f'ID="{project_id}"',
        *(module.kind.value.format(module.name) for module in modules),
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypt(bytes(4), project_id, digest[16])}"',
        f'DPB="{encrypt(bytes(1), project_id, digest[17])}"',
        f'GC="{encrypt(bytes([0xFF]), project_id, digest[18])}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return _ansi("\r\n".join(lines))


def _name_map(modules: Sequence[Module]) -> bytes:
    pairs = (_ansi(module.name) + b"\0" + _wide(module.name) + b"\0\0" for module in modules)
    return b"".join(pairs) + b"\0\0"


def encrypt(data: bytes, project_id: str, seed: int) -> str:
    """Data obscured as [MS-OVBA] 2.4.3.2 has it, in hexadecimal; the version byte is 2."""
    key = sum(project_id.encode()) & 0xFF
    out = bytearray([seed, seed ^ 2, seed ^ key])
    plain_before, one_back, two_back = key, out[2], out[1]
    filler = bytes((seed & 6) // 2)
    for plain in filler + struct.pack("<I", len(data)) + data:
        cipher = plain ^ ((two_back + plain_before) & 0xFF)
        out.append(cipher)
        two_back, one_back, plain_before = one_back, cipher, plain
    return out.hex().upper()
