"""Which records are likely doubles, by their names alone. Pure; suggests, never decides.

In: records with their names, in groups within which they may be one. Out: pairs and why. Names
are compared only where they share a key (their letters, their words, how they begin or end, their
initials), so that the cost grows with the names and not with their pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from claims.naming import words

CROWDED = 60  # names that share a beginning, an end or initials: too many to mean anything
END = 5  # letters of a beginning or an end
ALIKE = 0.75  # share of the words of two questions on one topic that both have


Name = tuple[Hashable, tuple[str, ...]]
"""The words of a name, and whose it is."""


class Why(StrEnum):
    """Why two records may be one, the surest first."""

    SAME = "one name, written otherwise"
    WORDS = "the same words"
    SPELLED = "spelled almost alike"
    INITIALS = "the initials of the other"
    ASKED = "nearly the same question"


@dataclass(frozen=True, slots=True)
class Named:
    """A record as it is compared: its names, and the group in which it may have a double.

    `asks`: its names are questions of one topic, alike where they share most of their words.
    """

    key: Hashable
    names: tuple[str, ...]
    group: Hashable = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    a: Hashable
    b: Hashable
    why: Why


def likely(records: Iterable[Named]) -> list[Pair]:
    """Pairs that may be one, the surest first; each pair once, in the order of the records.

    O(names × CROWDED) beside the keys, whatever the names.
    """
    order: dict[Hashable, int] = {}
    blocks: dict[tuple[Hashable, str, Hashable], list[Name]] = defaultdict(list)
    for record in records:
        order[record.key] = len(order)
        for name in dict.fromkeys(tuple(words(name)) for name in record.names):
            for kind, shared in _keys(name, asks=record.asks):
                blocks[record.group, kind, shared].append((record.key, name))
    best: dict[tuple[Hashable, Hashable], Why] = {}
    ranked = list(Why)
    for (_, kind, _), named in blocks.items():
        if len(named) > CROWDED and kind not in ("letters", "words"):
            continue
        for (one, a), (other, b) in _pairs(named):
            pair = (one, other) if order[one] < order[other] else (other, one)
            why = _why(a, b, asked=kind == "asked")
            if why and (pair not in best or ranked.index(why) < ranked.index(best[pair])):
                best[pair] = why
    found = [Pair(*pair, why) for pair, why in best.items()]
    return sorted(found, key=lambda p: (ranked.index(p.why), order[p.a], order[p.b]))


def alike(a: str, b: str) -> Why | None:
    """Why two names may be of one record; None if they are not alike."""
    return _why(tuple(words(a)), tuple(words(b)), asked=False)


def _pairs(named: Sequence[Name]) -> Iterator[tuple[Name, Name]]:
    """All pairs of a few; of a crowd that shares its very name, each with the first."""
    several = combinations(named, 2) if len(named) <= CROWDED else ((named[0], n) for n in named)
    return (pair for pair in several if pair[0][0] != pair[1][0])


def _keys(name: tuple[str, ...], *, asks: bool) -> Iterator[tuple[str, Hashable]]:
    letters = "".join(name)
    if not letters:
        return
    yield "letters", letters
    yield "words", frozenset(name)
    if len(letters) > END:
        yield "start", letters[:END]
        yield "end", letters[-END:]
    if len(name) > 2:
        yield "initials", _initials(name)
    elif len(name) == 1 and 2 < len(letters) < 7:
        yield "initials", letters
    if asks:
        yield "asked", ""


def _why(a: tuple[str, ...], b: tuple[str, ...], *, asked: bool) -> Why | None:
    one, other = "".join(a), "".join(b)
    if not one or not other:
        return None
    if one == other:
        return Why.SAME
    if set(a) == set(b):
        return Why.WORDS
    if _numbers(a) != _numbers(b):
        return None  # 7 October is not 8 October
    if within(one, other, _allowed(min(len(one), len(other)))):
        return Why.SPELLED
    if one == _initials(b) or other == _initials(a):
        return Why.INITIALS
    shared = len(set(a) & set(b)) / len(set(a) | set(b))
    return Why.ASKED if asked and shared >= ALIKE else None


def _allowed(length: int) -> int:
    """How many letters may differ: none in Iran and Iraq, two in long names."""
    return 0 if length < 5 else 1 if length < 9 else 2


def _initials(name: tuple[str, ...]) -> str:
    return "".join(word[0] for word in name) if len(name) > 2 else ""


def _numbers(name: tuple[str, ...]) -> list[str]:
    return sorted(word for word in name if any(char.isdigit() for char in word))


def within(a: str, b: str, most: int) -> bool:
    """Whether so many letters put in, left out, changed or swapped make one of the other."""
    if abs(len(a) - len(b)) > most:
        return False
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
        before, last = last, row
    return last[-1] <= most
