"""What the bureau sees in the terminal after sealing a master."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from toolkit.io.screen_cell import Cell
from toolkit.model import SEVERITY_LABELS
from toolkit.sealing.sealing import Seal

SHOWN = 60
"""Changes on the screen; the rest is in the record."""
UNLOCKED = (
    "工作簿结构没有锁定，单位可以增删工作表（LibreOffice 保存时会去掉这一锁定）；"
    "需要时请在 Excel 里“保护工作簿”后重新封版。"
)


def print_sealed(console: Console, seal: Seal, before: str) -> None:
    """Version and fingerprint, the changes since ``before``, and what its rules say of the clean return."""
    form = seal.form
    console.print(f"[bold green]✔ 已封版[/] {form.template} {form.version}　指纹 {form.fingerprint[:12]}")
    if not before:
        console.print(
            "[yellow]没有找到它由哪一版改来，没有比较规则编号和改动；可用 --previous 指定上一版。[/]"
        )
    else:
        console.print(f"与 {before} 相比，改动 {len(seal.changes)} 处", highlight=False)
    table = Table(header_style="bold", pad_edge=False)
    for head in ("类别", "位置", "原来", "现在"):
        table.add_column(head, overflow="fold")
    for change in seal.changes[:SHOWN]:
        table.add_row(change.kind, *map(Cell, (change.subject, change.before, change.after)))
    if seal.changes:
        console.print(table)
    if len(seal.changes) > SHOWN:
        console.print(f"……另有 {len(seal.changes) - SHOWN} 处，见改动记录。", highlight=False)
    if not form.book.structure_locked:
        console.print(f"[yellow]{UNLOCKED}[/]", highlight=False)
    for finding in seal.findings:
        label = f"{SEVERITY_LABELS[finding.severity]} {finding.rule}"
        console.print(f"[yellow]无误样表上会报：[/]{label} {escape(finding.message)}", highlight=False)
