"""Which claim a figure answers, by the words of both.

What is counted must be the same: a unit of measure, a thing, or people to whom the same thing
happened. Then the words of the claim's label decide between claims that ask for nearly the same
("Afghans killed", "Killed"), and the topic of the sentence between events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from claims.articles import lexicon
from claims.articles.figures import Found
from claims.articles.shapes import Question
from claims.articles.subjects import Evidence
from claims.articles.tokens import Sentence, Token, tokens_of
from claims.wording import UnreadableWording, read_wording
from claims.wording.units import measure_of

TOO_FAR: Final = 13.0
ANOTHER_FIGURE, CLAUSE, COMMA, RELATIVE, STOP = 5.0, 4.0, 1.5, 2.0, 3.0
LEAST_TOPIC: Final = 0.4
IN_NOUN, NEARBY, LACKING, ASKED, SPECIFIC = 2.5, 1.5, 1.0, 0.4, 1.0
WINDOW: Final = 8
PEOPLE_UNITS: Final = frozenset({"people", "person", "persons", "civilians", ""})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim counts: its measure, the things, what happened to people; and its own words.

    `label` holds the words that tell it from other claims of the same kind, `words` all others of
    its question.
    """

    question: Question
    measure: str
    happenings: frozenset[str]
    things: frozenset[str]
    unit: frozenset[str]
    victims: bool
    label: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=4096)
def asked(question: Question) -> Asked:
    """What a claim of a quantity asks for."""
    label, asking = _lows(question.label), _lows(question.question)
    unit = _lows(question.unit)
    measure = next((m for word in unit if (m := measure_of(word))), "")
    if measure == "year" and {"old", "age", "aged"} & {*label, *asking}:
        measure = "age"
    happenings = _senses(label, lexicon.HAPPENINGS) or _senses(asking, lexicon.HAPPENINGS)
    things = _senses(unit, lexicon.THINGS)
    if not things and not happenings:
        things = _senses([*label, *asking], dict.fromkeys(lexicon.GROUPS_OF_PEOPLE))
    victims = not happenings and bool(lexicon.VICTIMS & {*label, *asking})
    nouns = frozenset() if set(unit) <= PEOPLE_UNITS else frozenset(map(lexicon.stem, unit))
    return Asked(question, measure, happenings, things, nouns, victims, _own(label), _own(asking))


def happening(sentence: Sentence, found: Found, others: Sequence[Found]) -> frozenset[str]:
    """What happened to those counted: the senses of the nearest word that says so."""
    best, senses = TOO_FAR, frozenset[str]()
    for at, token in enumerate(sentence.tokens):
        if not (here := _happening(token)):
            continue
        cost = _distance(sentence.tokens, found, at, others)
        if cost < best:
            best, senses = cost, here | _joined(sentence.tokens, at)
    return senses


def best_question(
    candidates: Iterable[Asked],
    sentence: Sentence,
    found: Found,
    senses: frozenset[str],
    evidence: Evidence,
) -> str:
    """The key of the claim a figure answers; "" if none fits, or two fit alike."""
    words = _Around.of(sentence, found)
    scores = []
    for candidate in candidates:
        topic = evidence.get(candidate.question.topic, 0.0)
        if topic < LEAST_TOPIC:
            continue
        fit = _fit(candidate, found, senses, words)
        if fit is not None and _readable(candidate.question, found.words):
            scores.append((topic + fit, candidate.question.key))
    scores.sort(reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return ""
    return scores[0][1]


@dataclass(frozen=True, slots=True)
class _Around:
    """The words, without plurals, of what is counted, close to it, and of the whole sentence."""

    noun: frozenset[str]
    near: frozenset[str]
    all: frozenset[str]

    @classmethod
    def of(cls, sentence: Sentence, found: Found) -> _Around:
        close = sentence.tokens[max(0, found.first - WINDOW) : found.after + WINDOW]
        return cls(
            frozenset(map(lexicon.stem, found.noun)),
            frozenset(lexicon.stem(token.low) for token in close),
            frozenset(lexicon.stem(token.low) for token in sentence.tokens),
        )


def _fit(candidate: Asked, found: Found, senses: frozenset[str], words: _Around) -> float | None:
    """How well a figure answers a claim; None if it counts another thing."""
    if found.measure != candidate.measure:
        return None
    specific = bool(candidate.things or candidate.unit)
    if not candidate.measure and not _counts_the_same(candidate, found, senses, words.noun):
        return None
    fit = 1.0 + SPECIFIC * specific + ASKED * min(len(candidate.words & words.all), 4)
    if not candidate.label:
        return fit
    inside = len(candidate.label & words.noun) / len(candidate.label)
    near = len(candidate.label & words.near) / len(candidate.label)
    if not near and not (candidate.measure or specific):
        return None
    return fit + IN_NOUN * inside + NEARBY * near - LACKING * (1 - near)


def _counts_the_same(
    candidate: Asked, found: Found, senses: frozenset[str], noun: frozenset[str]
) -> bool:
    things = _senses(found.noun, lexicon.THINGS)
    if candidate.things:
        return bool(candidate.things & things)
    if candidate.unit:
        return bool(candidate.unit & noun)
    if things - lexicon.GROUPS_OF_PEOPLE and not _are_people(found.noun):
        return False
    if candidate.victims:
        return bool(lexicon.VICTIMS & set(found.noun))
    if not candidate.happenings or candidate.happenings != senses:
        return False
    return _are_people(found.noun)


def _are_people(noun: Sequence[str]) -> bool:
    """Whether a figure without a noun, or with this one, may count people.

    A noun nobody listed passes ("84 Kermanis"), a unit or a thing does not.
    """
    if not noun:
        return True
    if any(word in lexicon.PEOPLE or _is_group(word) for word in noun):
        return True
    return not _senses(noun, lexicon.THINGS) and not any(measure_of(word) for word in noun)


def _is_group(word: str) -> bool:
    return bool(lexicon.senses_of(word) & lexicon.GROUPS_OF_PEOPLE)


def _readable(question: Question, words: str) -> bool:
    try:
        read_wording(words, is_count=question.is_count, unit=question.unit)
    except UnreadableWording:
        return False
    return True


def _happening(token: Token) -> frozenset[str]:
    return lexicon.senses_of(token.low) & set(lexicon.HAPPENINGS)


def _joined(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """What is said in the same breath: killing and wounding, dead or injured."""
    senses = frozenset[str]()
    for link, other in ((at - 1, at - 2), (at + 1, at + 2)):
        inside = min(link, other) >= 0 and max(link, other) < len(tokens)
        if inside and tokens[link].low in {"and", "or"}:
            senses |= _happening(tokens[other])
    return senses


def _distance(tokens: Sequence[Token], found: Found, at: int, others: Sequence[Found]) -> float:
    """How far a word is from a figure: words between, dearer where a clause or a figure ends."""
    if found.first <= at < found.last:
        return TOO_FAR
    if at < found.first:
        between, cost = range(at + 1, found.first), 0.5
    else:
        between, cost = range(max(found.after, found.last), at), 0.0
    for n in between:
        cost += _toll(tokens[n])
    low, high = (between.start, between.stop) if len(between) else (at, at)
    crossed = [other for other in others if other is not found and low <= other.first < high]
    # A verb in front governs all that "and" joins; one behind governs the nearest alone.
    return cost + len(crossed) * (ANOTHER_FIGURE if at > found.last else ANOTHER_FIGURE / 2)


def _toll(token: Token) -> float:
    if token.text in ";:—–":
        return CLAUSE
    if token.text == ",":
        return COMMA
    if token.low in {"who", "which", "that", "when", "where", "while", "but", "after", "before"}:
        return RELATIVE
    if token.low in lexicon.PASSIVE | {"had", "have", "has", "been", "reported", "people"}:
        return 0.1
    return 1.0 if token.is_word or token.is_number else 0.5


def _senses(words: Iterable[str], among: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(lexicon.senses_of(word) for word in words)) & set(among)


def _own(words: Sequence[str]) -> frozenset[str]:
    """The words that tell a claim from others: no words of asking, senses, units or numbers."""
    return frozenset(
        lexicon.stem(word)
        for word in words
        if word not in lexicon.ASKING
        and word not in lexicon.STOPS_A_NOUN
        and not word[0].isdigit()
        and not lexicon.senses_of(word)
        and word not in lexicon.VICTIMS
        and not measure_of(word)
    )


def _lows(text: str) -> list[str]:
    return [token.low for token in tokens_of(text) if token.is_word or token.is_number]
