"""What a cell depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.formulas_model.recipes import Recipe


class Precedents:
    """The formulas of a model by the slots that they fill."""

    def __init__(self, recipes: Sequence[Recipe], slots: Sequence[int], owners: Mapping[int, int]) -> None:
        """``slots`` are those of the programs' own cells; ``owners`` gives the program of every slot."""
        self._recipes, self._slots, self._owners = recipes, slots, owners
        self._found: dict[int, frozenset[int]] = {}

    def of(self, slot: int) -> frozenset[int]:
        """The slots without formula on which a slot depends, however far; a constant has none."""
        if slot not in self._found:
            self._found[slot] = self._search(slot)
        return self._found[slot]

    def _search(self, slot: int) -> frozenset[int]:
        seen: set[int] = set()
        waiting = [slot]
        while waiting:
            fresh = set(self._direct(waiting.pop())) - seen
            seen |= fresh
            waiting.extend(fresh & self._owners.keys())
        return frozenset(seen.difference(self._owners))

    def _direct(self, slot: int) -> Iterator[int]:
        owner = self._owners.get(slot)
        if owner is None:
            return
        down = slot - self._slots[owner]
        for first, stop, moves1, moves2 in self._recipes[owner].reads:
            yield from range(first + down * moves1, stop + down * moves2)
