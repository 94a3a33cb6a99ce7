"""What a claim of an entity asks for: which kinds of entities, in which relation to its topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from claims.articles import lexicon
from claims.articles.shapes import Question
from claims.articles.tokens import tokens_of, words

ACTORS: Final = frozenset({"group", "state", "person", "organisation"})
PLACES: Final = frozenset({"place", "state"})
RELATIONS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "claimed": (words("claimed"), words("responsibility")),
    "did": (words("perpetrator carried behind blamed attacked"), frozenset()),
    "planned": (words("planned"), frozenset()),
    "trained": (words("trained"), frozenset()),
    "based": (words("based"), frozenset()),
    "entered": (words("entered enter"), frozenset()),
}
"""Words of a claim that say its relation: any of the first, and any of the second if there are."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A claim of an entity: the kinds it takes, and the relation; "" for one not known here."""

    question: Question
    kinds: frozenset[str]
    relation: str


@lru_cache(maxsize=4096)
def sought(question: Question) -> Sought:
    """What a claim of an entity asks for."""
    asking = [t.low for t in tokens_of(question.question) if t.is_word]
    label = [t.low for t in tokens_of(question.label) if t.is_word]
    said = {*asking, *label}
    relation = next(
        (
            name
            for name, (any_of, beside) in RELATIONS.items()
            if any_of & said and (not beside or beside & said)
        ),
        "",
    )
    kinds, plain = _kinds(asking, label)
    return Sought(question, kinds, relation or plain)


def _kinds(asking: Sequence[str], label: Sequence[str]) -> tuple[frozenset[str], str]:
    """The kinds of entities a question takes, and the relation where the question word says it."""
    first = asking[0] if asking else ""
    said = {*asking, *label}
    if "nationality" in said or "nationalities" in said:
        return frozenset({"nationality"}), "nationality"
    if first in {"how", "by"} or "method" in said or "weapon" in said:
        return frozenset({"method", "weapon"}), "method"
    if {"called", "names"} & said and lexicon.THINGS["attacker"] & said:
        return frozenset({"person"}), "attacker"
    if first == "where" or "place" in said or ("country" in said and first in {"in", "through"}):
        return PLACES, "where"
    if first == "which" and {"places", "place", "targets"} & said:
        return frozenset({"place"}), "target"
    if first == "who" and "was" in asking[1:3] and _happening(asking):
        return frozenset({"person"}), "victim"
    if first == "who":
        return ACTORS, "did" if _happening(asking) or "ordered" in said else ""
    return frozenset(), ""


def _happening(asking: Sequence[str]) -> bool:
    return any(lexicon.senses_of(word) & {"die"} for word in asking)
