"""How many outlets and how many independent origins stand behind heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from claims.agreement.answer import Origins
from claims.agreement.camps import Camp
from claims.agreement.lines import Entry
from claims.agreement.masks import bits
from claims.agreement.voices import Voices


@dataclass(slots=True)
class Backing:
    """Outlets and origins as bits of one numbering; `certain` and `possible` of assertions only.

    `possible` holds who may be an origin of its own: who prints without saying whose word it is,
    and who is not named.
    """

    outlets: int = 0
    certain: int = 0
    possible: int = 0
    asserts: bool = False

    @property
    def origins(self) -> Origins:
        certain = self.certain.bit_count()
        least = max(certain, 1) if self.asserts else 0
        return _origins(least, (self.certain | self.possible).bit_count())

    @property
    def outlet_count(self) -> int:
        return self.outlets.bit_count()


@lru_cache(maxsize=1024)
def _origins(least: int, most: int) -> Origins:
    """One object for the same counts, however many positions have them."""
    return Origins(least, most)


def joined(backings: Iterable[Backing]) -> Backing:
    """All of them together, each outlet and origin once."""
    outlets = certain = possible = 0
    asserts = False
    for one in backings:
        outlets |= one.outlets
        certain |= one.certain
        possible |= one.possible
        asserts |= one.asserts
    return Backing(outlets, certain, possible, asserts)


class Counting:
    """Backings of heads, in one numbering of outlets and origins."""

    def __init__(self, voices: Voices) -> None:
        self._voices = voices
        self._outlets: dict[int, int] = {}
        self._origins: dict[int, int] = {}
        self._backings: dict[Camp, Backing] = {}

    def of_camp(self, camp: Camp) -> Backing:
        """Of one camp, counted once however often it is asked for."""
        if camp not in self._backings:
            self._backings[camp] = self._count(camp.heads, counts=camp.affirms)
        return self._backings[camp]

    def names(self, origins: int, name: Callable[[UUID], str]) -> list[str]:
        """The origins that these bits stand for, by name, in the order of the alphabet."""
        ids = list(self._origins)
        return sorted(name(UUID(int=ids[at])) for at in bits(origins))

    def _count(self, heads: Sequence[Entry], *, counts: bool) -> Backing:
        """`counts` is False for denials and suggestions: they bring outlets, but no origins."""
        outlets = certain = possible = 0
        for head in heads:
            outlets |= _bit(self._outlets, head.line.desk.publisher)
            if not counts:
                continue
            origin, is_certain = self._voices.counted(head.statement)
            if is_certain:
                certain |= _bit(self._origins, origin)
            else:
                possible |= _bit(self._origins, origin)
        return Backing(outlets, certain, possible, counts and bool(heads))


def _bit(numbers: dict[int, int], key: UUID) -> int:
    return 1 << numbers.setdefault(key.int, len(numbers))
