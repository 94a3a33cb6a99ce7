"""Words that are a number without holding one: none, no deaths, a gunman, dozens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from claims.values import Interval, Qualifier, Quantity
from claims.wording import phrases, sets
from claims.wording.phrases import Phrase
from claims.wording.refusals import Refused
from claims.wording.spelled import ARTICLES
from claims.wording.surroundings import check_behind, check_measure, combined, qualifiers_before
from claims.wording.tokens import Token

Bounded = tuple[Qualifier, Quantity]


def read_figureless(tokens: Sequence[Token], *, is_count: bool, unit: str) -> Bounded | None:
    """The set these words name; None if they must be read by their figure."""
    texts = tuple(token.text for token in tokens)
    if _is_nothing(texts):
        return _exactly(0)
    if is_count and _is_one_person(tokens, texts):
        return _exactly(1)
    return _vague(tokens, texts, is_count=is_count, unit=unit)


def _exactly(number: int) -> Bounded:
    point = Decimal(number)
    return Qualifier.EXACTLY, Quantity(Interval(point, point))


def _is_nothing(texts: Phrase) -> bool:
    """No deaths, none of them, nobody was killed. "No details" and "nobody knows" are refused."""
    if texts[0] in phrases.NOTHING:
        rest = texts[1:]
    elif texts[0] == "no" and texts[1:2] and texts[1] not in {"fewer", "less", "more"}:
        if texts[1] not in phrases.COUNTED_NOUNS:
            raise Refused("negation", " ".join(texts[:2]))
        rest = texts[2:]
    else:
        return False
    for word in rest:
        if word not in phrases.AFTER_NOTHING:
            raise Refused("negation", word)
    return True


def _is_one_person(tokens: Sequence[Token], texts: Phrase) -> bool:
    """A gunman, a suicide bomber, an armed man who …; at most two words before the noun."""
    if texts[0] not in ARTICLES:
        return False
    for at in range(1, min(4, len(texts))):
        if texts[at] in phrases.HARMFUL or texts[at] in phrases.NUMBER_WORDS:
            return False
        ends = at + 1 == len(texts) or texts[at + 1] in phrases.AFTER_LONE_NOUN
        if texts[at] in phrases.LONE_NOUNS and ends:
            check_behind(tokens[1:], is_count=True)
            return True
    return False


def _vague(tokens: Sequence[Token], texts: Phrase, *, is_count: bool, unit: str) -> Bounded | None:
    for at in range(len(texts)):
        found = _vague_at(texts, at)
        if found is None:
            continue
        lower, power, end = found
        if combined(qualifiers_before(tokens[:at])) not in {None, Qualifier.ABOUT}:
            raise Refused("conflict", texts[at])
        rest = tokens[end + (texts[end : end + 1] == ("more",)) :]
        check_measure(rest, unit)
        check_behind(rest, is_count=is_count)
        return Qualifier.VAGUE, sets.vague(lower, power, is_count=is_count)
    return None


def _vague_at(texts: Phrase, at: int) -> tuple[int, int, int] | None:
    """Lower bound, power and end of: dozens; tens of thousands; several hundred thousand."""
    if texts[at] == "scores":
        return 40, 10, at + 1
    if texts[at] in phrases.VAGUE:
        power, end = phrases.VAGUE[texts[at]], at + 1
        of, multiplied = (*texts[end : end + 2], "", "")[:2]
        larger = phrases.VAGUE.get(multiplied, 0) if of == "of" else 0
        if larger >= 1000 > power:
            return 2 * power * larger, power * larger, end + 2
        return 2 * power, power, end
    lead = 1 if texts[at] == "several" else 2 if texts[at : at + 2] == ("a", "few") else 0
    power, end = 1, at + lead
    while lead and end < len(texts) and texts[end] in phrases.VAGUE_SCALES:
        power, end = power * phrases.VAGUE_SCALES[texts[end]], end + 1
    return (2 * power, power, end) if power > 1 else None
