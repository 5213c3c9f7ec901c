"""Is it still the workbook that was issued? Sheets, names, formulas, cached results, protection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.addresses import CellRef
from toolkit.decimals import to_decimal
from toolkit.form import Rule, as_text
from toolkit.model import Figure, Value
from toolkit.rules.differences import Change
from toolkit.rules.hit import Evidence, Hit, NotRun
from toolkit.rules.registry import rule

MOST_SINGLE = 20
"""More changed cells than this on one sheet are told in one finding."""
OWN_MACROS = "xl/vbaProject.bin"
FOREIGN_PARTS = {"xl/externalLinks/": "外部链接", "xl/vbaProject.bin": "宏", "xl/macrosheets/": "宏表"}


@rule("IN01")
def sheets_differ(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Another version of the master; sheets added, removed, renamed or hidden."""
    yield from _template_differs(evidence)
    found = evidence.differences
    for title in found.missing_sheets:
        yield Hit(None, title, f"缺少工作表“{title}”，可能被删除或改名。", sheet=title)
    for title in found.extra_sheets:
        yield Hit(None, title, f"多出工作表“{title}”。", sheet=title)
    for title, state, _expected in found.changed_states:
        word = "显示出来" if state == "visible" else "隐藏"
        yield Hit(None, title, f"工作表“{title}”被{word}。", sheet=title)


def _template_differs(evidence: Evidence) -> Iterator[Hit]:
    for name, what in (("模板_标识", "模板标识"), ("模板_版本", "模板版本"), ("模板_指纹", "模板指纹")):
        at = evidence.submission.cell(name)
        actual, expected = _identity(evidence, at), evidence.submission.text(name)
        if actual != expected:
            message = f"{what}为“{actual or '空'}”，校验用的母版为“{expected}”。"
            yield Hit(at, what, message, actual or None, expected)
            return


def _identity(evidence: Evidence, at: CellRef) -> str:
    sheet = evidence.submission.book.sheet(at.sheet)
    cell = sheet.cells.get((at.row, at.column)) if sheet else None
    return as_text(cell.value) if cell else ""


@rule("IN02")
def formulas_or_labels_changed(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Formula cells overwritten, changed or emptied, and fixed labels changed."""
    for changes, what in (
        (evidence.differences.formulas, "公式"),
        (evidence.differences.constants, "固定内容"),
    ):
        of_cell = {change.at: change for change in changes}
        for group in _by_sheet(of_cell):
            if len(group) > MOST_SINGLE:
                text = f"工作表“{group[0].sheet}”有 {len(group)} 处{what}被改动。"
                yield Hit(group[0], what, text, also=tuple(group[1:]))
            else:
                yield from (_changed(evidence, of_cell[at], what) for at in group)


def _changed(evidence: Evidence, change: Change, what: str) -> Hit:
    if change.actual is None:
        how = "被清除"
    elif isinstance(change.actual, str) and change.actual.startswith("="):
        how = f"被改为 {change.actual}"
    else:
        how = f"被“{as_text(change.actual)}”替换"
    message = f"{what}{how}，应为 {as_text(change.expected)}。"
    return Hit(
        change.at, label_at(evidence, change.at), message, _figure(change.actual), _figure(change.expected)
    )


@rule("IN03")
def cached_results_differ(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Stored results that are not what the formulas give for the figures typed in."""
    found = evidence.differences
    if found.formulas or found.moved:
        raise NotRun("公式或区域已被改动，先改正后再核对计算结果")
    of_cell = {change.at: change for change in found.stale}
    for group in _by_sheet(of_cell):
        first = of_cell[group[0]]
        more = f"等 {len(group)} 处" if len(group) > 1 else ""
        message = (
            f"保存的计算结果“{as_text(first.actual)}”{more}与重新计算的“{as_text(first.expected)}”不符。"
        )
        actual, expected = _figure(first.actual), _figure(first.expected)
        yield Hit(group[0], label_at(evidence, group[0]), message, actual, expected, also=tuple(group[1:]))


@rule("IN03", part="空缺")
def cached_results_missing(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Formulas saved without results, as some programs do: a note, the figures are recomputed anyway."""
    found = evidence.differences.uncached
    if found:
        yield Hit(found[0], "计算结果", f"文件保存时没有带计算结果（{len(found)} 处），校验已重新计算。")


@rule("IN07")
def controlled_area_moved(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Rows or columns inserted, deleted or cells cut away, so that names point elsewhere."""
    for sheet, names in evidence.differences.moved.items():
        if sheet not in evidence.differences.missing_sheets:
            shown = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
            text = f"工作表“{sheet}”被插入、删除或移动过行列，{len(names)} 个区域（{shown}）不在原位。"
            yield Hit(None, sheet, text, sheet=sheet)


@rule("IN08")
def foreign_content(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """External links, macros, formulas typed into input cells, writing outside the input cells."""
    returned, own = evidence.submission.book.parts, evidence.form.book.parts
    if evidence.submission.book.own_macros:
        returned -= {OWN_MACROS}
    for prefix, what in FOREIGN_PARTS.items():
        if any(p.startswith(prefix) for p in returned) and not any(p.startswith(prefix) for p in own):
            yield Hit(None, what, f"文件含有{what}。", fix=f"删除{what}后再上报。")
    for cells, text in (
        (evidence.differences.entered_formulas, "输入格里填了公式"),
        (evidence.differences.strays, "在填报区之外写了内容"),
    ):
        for group in _by_sheet(cells):
            more = f"等 {len(group)} 处" if len(group) > 1 else ""
            yield Hit(group[0], label_at(evidence, group[0]), f"{text}{more}。", also=tuple(group[1:]))


@rule("IN09")
def protection_removed(evidence: Evidence, _: Rule) -> Iterator[Hit]:
    """Sheet protection taken off, formula cells unlocked, or all formats lost, which say what is locked."""
    if evidence.form.book.unlocked_styles and not evidence.submission.book.unlocked_styles:
        text = "文件的单元格格式丢失，填报格都成了锁定的，日期和百分数也显示不对。"
        yield Hit(None, "单元格格式", text, fix="把填报内容抄到下发的工作簿里再上报。")
    for title in evidence.differences.unprotected:
        yield Hit(None, title, f"工作表“{title}”的保护被取消。", sheet=title)
    for group in _by_sheet(evidence.differences.unlocked):
        text = f"{len(group)} 处公式单元格的锁定被取消。"
        yield Hit(group[0], label_at(evidence, group[0]), text, also=tuple(group[1:]))


def label_at(evidence: Evidence, at: CellRef) -> str:
    """The label of the field that a cell belongs to, or its sheet's title."""
    field = evidence.form.field_at(at)
    return field.label if field else at.sheet


def _by_sheet(cells: Iterable[CellRef]) -> Iterator[Sequence[CellRef]]:
    groups: dict[str, list[CellRef]] = {}
    for at in cells:
        groups.setdefault(at.sheet, []).append(at)
    yield from groups.values()


def _figure(value: Value) -> Figure:
    return to_decimal(value, None) if isinstance(value, float) else as_text(value) or None
