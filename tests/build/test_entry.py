"""What a person at the keyboard meets: prompts, drop-downs, locks, print set-up."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.form import Form
from toolkit.model import Role
from workbooks.build import style


def validations(workbook: Workbook, form: Form) -> dict[str, DataValidation | None]:
    """The validation that covers each field's whole column, if one does."""
    found: dict[str, DataValidation | None] = {}
    for field in form.fields.values():
        area = field.area
        found[field.name] = None
        for rule in workbook[area.sheet].data_validations.dataValidation:
            for part in rule.sqref.ranges:
                if (part.min_col, part.min_row) <= (area.column1, area.row1) and (
                    part.max_col >= area.column1
                    and part.max_row >= area.row2
                    and part.min_col == area.column1
                ):
                    found[field.name] = rule
    return found


def test_every_input_has_a_prompt_and_nothing_else_has(workbook: Workbook, form: Form) -> None:
    rules = validations(workbook, form)
    for field in form.fields.values():
        rule = rules[field.name]
        if field.role not in (Role.INPUT, Role.AUDIT):
            assert rule is None, field.name
            continue
        assert rule is not None, field.name
        assert rule.showInputMessage, field.name
        assert rule.promptTitle == field.label[:32]
        assert rule.prompt, field.name
        assert len(rule.prompt) <= 255, field.name
        if rule.type is not None:
            assert rule.showErrorMessage, field.name
            assert rule.error, field.name
            assert len(rule.error) <= 255, field.name


def test_choices_come_from_the_filled_part_of_their_list(workbook: Workbook, form: Form) -> None:
    rules = validations(workbook, form)
    for field in form.fields.values():
        if field.type == "选项" and field.name != "指标_二级":
            name = field.choices
            assert rules[field.name].formula1 == f"INDEX({name},1):INDEX({name},COUNTA({name}))"
    area = form.names["指标_一级"]
    match = f"MATCH($C{area.row1},清单_所属一级,0)"
    assert rules["指标_二级"].formula1 == (
        f"INDEX(清单_二级指标,{match}):INDEX(清单_二级指标,{match}+COUNTIF(清单_所属一级,$C{area.row1})-1)"
    )


def test_level2_list_is_sorted_by_level1(form: Form) -> None:
    owners = form.lists["清单_所属一级"]
    assert [owner for index, owner in enumerate(owners) if index == 0 or owners[index - 1] != owner] == list(
        form.lists["清单_一级指标"]
    )


def test_only_entry_cells_are_unlocked(workbook: Workbook, form: Form) -> None:
    unlocked = {
        (field.area.sheet, row, field.area.column1)
        for field in form.fields.values()
        if field.role in (Role.INPUT, Role.AUDIT)
        for row in range(field.area.row1, field.area.row2 + 1)
    }
    found = set()
    for sheet in workbook:
        covered = {
            (row, column)
            for area in sheet.merged_cells.ranges
            for row, column in area.cells
            if (row, column) != (area.min_row, area.min_col)
        }
        found |= {
            (sheet.title, cell.row, cell.column)
            for line in sheet.iter_rows()
            for cell in line
            if not cell.protection.locked and (cell.row, cell.column) not in covered
        }
    assert found == unlocked


def test_every_sheet_is_protected_but_leaves_rows_columns_and_filters_free(workbook: Workbook) -> None:
    assert workbook.security.lockStructure
    for sheet in workbook:
        protection = sheet.protection
        assert protection.sheet, sheet.title
        assert protection.password is None, sheet.title
        assert (protection.formatRows, protection.formatColumns, protection.autoFilter) == (
            False,
            False,
            False,
        )
        assert protection.insertRows, sheet.title


def test_every_sheet_prints_on_a4_with_page_numbers(workbook: Workbook) -> None:
    for sheet in workbook:
        assert int(sheet.page_setup.paperSize) == 9, sheet.title
        if sheet.title == "_meta":
            continue
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.print_area, sheet.title
        footer = sheet.oddFooter
        assert "&P" in (footer.center.text or "").replace("&[Page]", "&P"), sheet.title
        assert sheet.freeze_panes, sheet.title


def test_indicator_header_is_repeated_in_print_and_cards_stay_in_sight(
    workbook: Workbook, form: Form
) -> None:
    sheet = workbook["绩效自评表"]
    top = form.names["指标_三级"].row1
    assert sheet.print_title_rows == f"${top - 2}:${top - 1}"
    frozen = int(re.sub(r"\D", "", sheet.freeze_panes))
    assert frozen > form.names["状态_总体"].row1
    assert frozen <= form.names["预算_年初预算"].row1


def test_no_indicator_cell_is_merged(workbook: Workbook, form: Form) -> None:
    area = form.names["指标_三级"]
    merged = [
        str(part)
        for part in workbook["绩效自评表"].merged_cells.ranges
        if part.min_row <= area.row2 and part.max_row >= area.row1
    ]
    assert merged == []


def test_no_macro_link_note_or_table(form: Form) -> None:
    wrong = r"vba|external|comments|tables/|drawings|ctrlProps|queryTables"
    assert [part for part in form.book.parts if re.search(wrong, part)] == []


@pytest.mark.parametrize(
    ("ink", "back"),
    [
        (style.TEXT, style.INPUT),
        (style.TEXT, style.PICK),
        (style.INK2, style.AUTO),
        (style.TEXT, style.BACK),
        (style.TEXT, style.AUDIT),
        (style.INK, style.HEAD),
        (style.MUTE, style.HEAD),
        (style.MUTE, style.CARD),
        (style.MUTE, style.NAV),
        (style.FAINT, style.PICK),
        (style.ACCENT, style.WHITE),
        (style.WHITE, style.BAND),
        (style.PALE, style.BAND),
        *((ink, back) for _, ink, back in style.STATES),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, back: str) -> None:
    assert contrast(ink, back) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
