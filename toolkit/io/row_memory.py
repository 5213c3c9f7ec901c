"""What is kept from file to file, within bounds: items by bytes, and how often samples were met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

MOST_SIGHTINGS: Final = 50_000
SIGHTINGS_TO_LEARN: Final = 2
HITS_FOR_A_PROOF: Final = 8
Item = TypeVar("Item")


class Generations(Generic[Item]):
    """Items by bytes; one that was not asked for during a whole generation is forgotten."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        """Bytes of all keys in one generation."""
        self.young: dict[bytes, Item] = {}
        self.old: dict[bytes, Item] = {}
        self.size = 0

    def get(self, key: bytes) -> Item | None:
        """The item, if it is kept."""
        item = self.young.get(key)
        if item is None:
            item = self.old.pop(key, None)
            if item is not None:
                self.keep(key, item)
        return item

    def keep(self, key: bytes, item: Item) -> None:
        """Keep an item that is not kept yet; one with a very long key is not worth it."""
        if len(key) > self.most_bytes >> 3:
            return
        if self.size + len(key) > self.most_bytes:
            self.young, self.old, self.size = {}, self.young, 0
        self.young[key] = item
        self.size += len(key)


class Credit:
    """How many rows may still be learned: reading one by itself pays only where rows then come back."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left: float = most

    def found(self, known: int) -> None:
        """So many rows were known: of every eight, one more may be learned."""
        self.left = min(self.left + known / HITS_FOR_A_PROOF, self.most)

    def spend(self) -> bool:
        """Whether one more row may be learned; it then counts as learned."""
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Sightings:
    """How often samples of files were met: one that comes back is worth learning, one of many is not."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def is_familiar(self, sample: Sequence[bytes]) -> bool:
        """Whether at least half of a sample was met twice before; from now on it was met once more.

        So a single file is not learned, nor are files which all differ, at hardly any cost; a program that
        comes back is.
        """
        if len(self.counts) > MOST_SIGHTINGS:
            self.counts.clear()
        met = 0
        for key in map(hash, sample):
            before = self.counts.get(key, 0)
            met += before >= SIGHTINGS_TO_LEARN
            self.counts[key] = before + 1
        return 2 * met >= len(sample)
