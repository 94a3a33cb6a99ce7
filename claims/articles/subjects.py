"""Which topic a sentence is about: the article's own, or one that it tells as background.

Each sentence gives evidence for a topic: the day or year it occurred, the proper names of its name
and place, the plain words of its name. A sentence without evidence is about what the one before
it in the paragraph was about. A sentence dated in another year is not about the article's topic.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from claims.articles import lexicon
from claims.articles.dates import MONTHS, Dated, within
from claims.articles.figures import Found
from claims.articles.shapes import Subject
from claims.articles.tokens import Sentence, tokens_of

OWN: Final = 1.0  # what the article's own topic starts with
DAY, YEAR, OTHER_YEAR = 3.0, 2.0, -3.0
NAME, PLAIN = 2.0, 0.5
KEPT: Final = 0.6  # of the evidence of the sentence before, in one paragraph
COUNTRY: Final = 0.5
ROOT: Final = 4  # letters two forms of a name share at least

Evidence = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Cues:
    """The folded words that speak for a topic, with what each is worth."""

    subject: Subject
    proper: frozenset[str]
    countries: frozenset[str]
    plain: frozenset[str]


@dataclass(slots=True)
class Background:
    """Weighs the sentences of one article, in order."""

    subjects: Sequence[Subject]
    own: str
    sentences: Sequence[Sentence]
    _before: Evidence = field(default_factory=dict)
    _paragraph: int = -1
    _cues: list[_Cues] = field(init=False)
    _seen: Counter[str] = field(init=False)
    _proper: dict[str, list[str]] = field(default_factory=dict)
    _countries: dict[str, list[str]] = field(default_factory=dict)
    _plain: dict[str, list[str]] = field(default_factory=dict)
    _like: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cues = [_cues(subject) for subject in self.subjects]
        for cues in self._cues:
            for table, words in (
                (self._proper, cues.proper),
                (self._countries, cues.countries),
                (self._plain, cues.plain),
            ):
                for word in words:
                    table.setdefault(word, []).append(cues.subject.key)
        self._seen = Counter(
            word for sentence in self.sentences for word in {_stem(t.low) for t in sentence.tokens}
        )

    def weigh(self, sentence: Sentence, dates: Sequence[Dated]) -> Evidence:
        """How much speaks for each topic in this sentence, by its key."""
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._before = sentence.paragraph, {}
        gathered = dict(self._named(sentence))
        for cues in self._cues:
            key = cues.subject.key
            found = gathered.get(key, 0.0) + _time(cues.subject, dates)
            gathered[key] = found + KEPT * self._before.get(key, 0.0)
        self._before = gathered
        return {key: weight + (OWN if key == self.own else 0.0) for key, weight in gathered.items()}

    def at(
        self, figure: Found, evidence: Evidence, sentence: Sentence, dates: Sequence[Dated]
    ) -> Evidence:
        """The evidence where a figure stands: a date of another year there speaks against a topic.

        One that stands before it sets the scene; one behind it counts in its own clause alone.
        """
        near = [dated for dated in dates if dated.edtf and _concerns(dated, figure, sentence)]
        if not near:
            return evidence
        against = {s.key: OTHER_YEAR for s in self.subjects if _is_of_another_year(s, near)}
        return {key: weight + against.get(key, 0.0) for key, weight in evidence.items()}

    def _named(self, sentence: Sentence) -> Evidence:
        """What the names and plain words of a sentence say."""
        words = {_stem(token.low) for token in sentence.tokens}
        names: defaultdict[str, float] = defaultdict(float)
        others: defaultdict[str, float] = defaultdict(float)
        for word in {_stem(token.low) for token in sentence.tokens if token.is_capital}:
            for cue in self._cues_like(word):
                for key in self._proper.get(cue, ()):
                    names[key] += self._worth(word)
                for key in self._countries.get(cue, ()):
                    others[key] += COUNTRY
        for word in words:
            for key in self._plain.get(word, ()):
                others[key] += PLAIN
        keys = names.keys() | others.keys()
        return {key: min(names[key], 2 * NAME) + min(others[key], 1.5) for key in keys}

    def _cues_like(self, word: str) -> Sequence[str]:
        """The cues a capital word stands for: Afghan and Afghans for Afghanistan."""
        if word not in self._like:
            self._like[word] = [
                cue
                for cue in self._proper.keys() | self._countries.keys()
                if cue == word
                or (
                    min(len(cue), len(word)) >= ROOT
                    and (cue.startswith(word) or word.startswith(cue))
                )
            ]
        return self._like[word]

    def _worth(self, word: str) -> float:
        """A name that stands everywhere in the article tells little of one sentence."""
        return NAME / (1 + math.log2(max(1, self._seen[word])) / 2)


def _cues(subject: Subject) -> _Cues:
    city, _, country = subject.place.partition(",")
    proper, plain = set[str](), set[str]()
    proper.update(_stem(t.low) for name in subject.aliases for t in tokens_of(name) if t.is_capital)
    named = [*tokens_of(subject.name), *tokens_of(city)]
    for at, token in enumerate(named):
        if not token.is_word or token.low in MONTHS or token.low in lexicon.STOPS_A_NOUN:
            continue
        common = lexicon.senses_of(token.low) or token.low in lexicon.ASKING
        is_name = token.is_capital and not common and not (at == 0 and _is_common(token.low))
        (proper if is_name else plain).add(_stem(token.low))
    countries = {_stem(token.low) for token in tokens_of(country) if token.is_word}
    return _Cues(subject, frozenset(proper), frozenset(countries), frozenset(plain - {"the"}))


def _is_common(word: str) -> bool:
    """Whether the capital a name begins with may be that of a common word: Killing of …"""
    return word.endswith("ing") or bool(lexicon.senses_of(word))


def _time(subject: Subject, dates: Sequence[Dated]) -> float:
    """What the sentence's dates say for a topic of known time."""
    best = 0.0
    for dated in dates:
        if within(dated.edtf, subject.occurred) or within(subject.occurred, dated.edtf):
            best = max(best, YEAR if len(dated.edtf) == 4 else DAY)
    return best


def _is_of_another_year(subject: Subject, dates: Sequence[Dated]) -> bool:
    return bool(subject.occurred) and all(d.year != subject.occurred[:4] for d in dates)


def _concerns(dated: Dated, figure: Found, sentence: Sentence) -> bool:
    if dated.span[1] <= figure.span[0]:
        return True
    between = (t for t in sentence.tokens if figure.span[1] <= t.start < dated.span[0])
    return not any(t.text in ",;—–" or t.low in {"who", "which", "when", "while"} for t in between)


def _stem(word: str) -> str:
    return lexicon.stem(word)
