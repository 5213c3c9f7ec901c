"""The buttons that write scores and take them back."""

from __future__ import annotations

import json

from tests.buttons.conftest import Opener, filed, scored
from tests.support.samples import CLEAN, YUNXI, master_form
from toolkit import buttons
from toolkit.addresses import CellRef
from toolkit.model import Role
from toolkit.report.write_back import changed_only, score_edits


def test_score_shows_what_will_change_and_changes_nothing_when_declined(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    desk.app.answers = ["cancel"]
    buttons.score()
    assert desk.app.alerts[0].startswith("将写入 ")
    assert "自动得分合计　" in desk.app.alerts[0]
    assert desk.app.alerts[1:] == ["已取消，没有改动。"]
    assert desk.contents() == before
    assert desk.book.kept == []


def test_score_writes_what_the_command_writes(opened: Opener) -> None:
    desk = opened(YUNXI)
    scored(desk)
    checked = filed(YUNXI)
    assert checked.report.score
    edits = changed_only(checked.submission, score_edits(checked.submission, checked.report.score))
    assert {at: desk.at(at).value for at, _ in edits} == {
        at: float(value) if hasattr(value, "as_tuple") else value for at, value in edits
    }
    assert desk.app.alerts[-1].startswith(f"已写入 {len(edits)} 格，可用“撤销上次评分”恢复。")


def test_undo_restores_exactly(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    scored(desk)
    assert desk.contents() != before
    buttons.undo_score()
    assert desk.contents() == before
    buttons.undo_score()
    assert desk.app.alerts[-1] == "没有可以撤销的评分。"


def test_undo_leaves_what_was_changed_since(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    scored(desk)
    cell = desk.cell("自评_规则集")
    cell.value = "手工改过"
    buttons.undo_score()
    after = desk.contents()
    assert {at for at in after.keys() | before.keys() if after.get(at) != before.get(at)} == {
        ("绩效自评表", cell.coordinate)
    }
    assert desk.app.alerts[-1].endswith("1 格在评分后又改过，保留现在的内容。")


def test_scoring_twice_has_nothing_left_to_change(opened: Opener) -> None:
    desk = opened(CLEAN)
    scored(desk)
    desk.recalculate()
    buttons.score()
    assert desk.app.alerts[-1].startswith("得分没有变化。")


def test_only_cells_of_people_and_toolkit_change(opened: Opener) -> None:
    desk = opened(YUNXI)
    before = desk.contents()
    buttons.validate()
    scored(desk)
    after = desk.contents()
    form = master_form()
    allowed = {
        (sheet, CellRef(sheet, *at).a1)
        for sheet, fields in form.entry_fields.items()
        for at, field in fields.items()
        if field.role in (Role.WRITTEN, Role.INPUT)
    }
    values = {
        at for at in before.keys() | after.keys() if before.get(at, (None,))[0] != after.get(at, (None,))[0]
    }
    assert values
    assert values <= allowed


def test_memory_survives_as_plain_text(opened: Opener) -> None:
    desk = opened(YUNXI)
    scored(desk)
    (kept,) = desk.book.kept
    rows = json.loads(kept[kept.index("[") : kept.rindex("]") + 1])
    assert rows[0][:3] == ["绩效自评表", *desk_place("预算_自动得分")]


def desk_place(name: str) -> list[int]:
    at = master_form().names[name].first
    return [at.row, at.column]
