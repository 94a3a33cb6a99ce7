"""Which claim of a date a date answers: when it was, when it was claimed, when they mourned.

The words of the claim must stand in the sentence; a claim that asks only when its topic was is
answered by a date that the topic's own may be. Each answer is given once, where it first stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from claims.articles import lexicon
from claims.articles.dates import Dated, within
from claims.articles.shapes import Question, Subject
from claims.articles.subjects import Evidence
from claims.articles.tokens import Sentence, tokens_of

ENOUGH: Final = 0.6  # of a claim's words must stand in the sentence
LEAST_TOPIC: Final = 0.4
WINDOW: Final = 30
THE_DAY: Final = 2.0
SAME: Final = {"took": "claimed", "takes": "claimed", "take": "claimed"}  # responsibility


@dataclass(frozen=True, slots=True)
class Occasion:
    """A claim of a date; `words` are what it asks about, senses in place of words that have one."""

    question: Question
    words: frozenset[str]
    is_of_topic: bool


@lru_cache(maxsize=4096)
def occasion(question: Question) -> Occasion:
    """What a claim of a date asks for; `is_of_topic` if for nothing but when the topic was."""
    asking = [t.low for t in tokens_of(f"{question.question} {question.label}") if t.is_word]
    words = frozenset(
        sign
        for word in asking
        if word not in lexicon.ASKING | lexicon.STOPS_A_NOUN
        for sign in signs_of(word)
    )
    return Occasion(question, words, words <= set(lexicon.THINGS))


@lru_cache(maxsize=20_000)
def signs_of(word: str) -> frozenset[str]:
    """What a word is compared by: its senses, or its stem."""
    return lexicon.senses_of(word) or frozenset({lexicon.verb_stem(SAME.get(word, word))})


def best_occasion(
    occasions: Sequence[Occasion],
    subjects: dict[str, Subject],
    sentence: Sentence,
    dated: Dated,
    evidence: Evidence,
) -> str:
    """The key of the claim a date answers; "" if none fits."""
    near = _signs_near(sentence, dated)
    best, key = 0.0, ""
    for each in occasions:
        topic = evidence.get(each.question.topic, 0.0)
        subject = subjects.get(each.question.topic)
        if topic < LEAST_TOPIC or subject is None:
            continue
        fit = _fit(each, subject, dated, near)
        if fit and topic + fit > best:
            best, key = topic + fit, each.question.key
    return key


def _fit(each: Occasion, subject: Subject, dated: Dated, near: frozenset[str]) -> float:
    occurred = subject.occurred
    if each.is_of_topic and occurred:
        if not (within(dated.edtf, occurred) or within(occurred, dated.edtf)):
            return 0.0
        return 1.0 + bool(each.words & near) + THE_DAY * (dated.edtf == occurred)
    share = len(each.words & near) / max(1, len(each.words))
    return 2.5 * share if share >= ENOUGH else 0.0


def _signs_near(sentence: Sentence, dated: Dated) -> frozenset[str]:
    tokens = sentence.tokens
    at = next(n for n, token in enumerate(tokens) if token.end > dated.span[0])
    close = tokens[max(0, at - WINDOW) : at + WINDOW]
    return frozenset(sign for t in close if t.is_word for sign in signs_of(t.low))
