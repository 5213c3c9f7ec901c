"""Records are used as frozen slotted dataclasses are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from functools import cached_property

import pytest

from toolkit.kept import Keeper
from toolkit.record import record, replace


@record
class Place:
    """A named place."""

    name: str
    row: int = 1


@record
class Nothing:
    """A record without fields."""


@record
class One(Keeper):
    """A record of one field that keeps what is worked out of it."""

    row: int

    @cached_property
    def double(self) -> int:
        """Worked out once."""
        return self.row * 2


@record
class Own:
    """A record with a hash of its own."""

    name: str
    rows: list[int]

    def __hash__(self) -> int:
        return hash(self.name)


def test_record_takes_its_fields_in_order_by_name_and_by_default() -> None:
    assert (Place("a", 2).name, Place("a", 2).row) == ("a", 2)
    assert Place(row=3, name="b") == Place("b", 3)
    assert Place("a") == Place("a", 1)
    assert Nothing() == Nothing()


def test_record_refuses_other_fields_when_made_first_and_again() -> None:
    @record
    class Fresh:
        """Not made before."""

        name: str

    for _ in range(2):
        with pytest.raises(TypeError):
            Fresh()  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            Fresh("a", other=1)  # type: ignore[call-arg]
    assert Fresh("a").name == "a"


def test_record_cannot_be_changed() -> None:
    place = Place("a")
    with pytest.raises(AttributeError):
        place.row = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del place.row
    with pytest.raises(AttributeError):
        place.other = 2  # type: ignore[attr-defined]
    assert not hasattr(place, "__dict__")


def test_record_is_compared_and_hashed_by_its_fields_within_its_class() -> None:
    assert Place("a") != Place("a", 2)
    assert Place("a") != ("a", 1)
    assert len({Place("a"), Place("a", 1), Place("b")}) == 2
    assert len({One(1), One(1), Nothing(), Nothing()}) == 2
    assert hash(Own("a", [])) == hash("a")


def test_record_keeps_what_is_worked_out_of_it() -> None:
    one = One(2)
    assert one.double == 4
    assert vars(one) == {"double": 4}


def test_record_is_printed_as_it_is_made() -> None:
    assert repr(Place("a")) == "Place(name='a', row=1)"


@pytest.mark.parametrize("value", [Place("a", 2), Nothing(), One(3), Own("a", [1])])
def test_record_is_copied_and_pickled(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value


def test_record_is_matched_by_position() -> None:
    match Place("a", 2):
        case Place(name, row):
            assert (name, row) == ("a", 2)


def test_record_is_replaced_here_and_by_dataclasses() -> None:
    assert replace(Place("a"), row=5) == Place("a", 5)
    assert dataclasses.replace(Place("a"), row=5) == Place("a", 5)
    with pytest.raises(TypeError):
        replace(Place("a"), other=5)


def test_record_tells_dataclasses_its_fields() -> None:
    assert [field.name for field in dataclasses.fields(Place)] == ["name", "row"]
    assert dataclasses.asdict(Place("a")) == {"name": "a", "row": 1}
    assert dataclasses.is_dataclass(Place)
