"""Finds the names of sources and entities in a text: every place where one is written.

A name matches word by word, folded as `claims.naming` folds; the longest name at a place wins. A
person met by the full name is known by the last word of it from there on (Zelin for Aaron Y.
Zelin), unless two persons share it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from claims.articles.shapes import Named
from claims.articles.tokens import Token, tokens_of
from claims.naming import folded

LONGEST_NAME: Final = 8
SHORTEST_LAST_NAME: Final = 4
PERSON: Final = "person"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a sentence: tokens from `first` up to `last`, and the keys that have it."""

    first: int
    last: int
    keys: Sequence[str]


class Index:
    """The names of many, by their folded words: built once, asked for every sentence."""

    def __init__(self, named: Iterable[Named]) -> None:
        self.by_key = {each.key: each for each in named}
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._last_names: dict[str, set[str]] = defaultdict(set)
        self._met: set[str] = set()
        for each in self.by_key.values():
            for name in each.names:
                words = _words(name)
                if words and each.key not in self._names[words]:
                    self._names[words].append(each.key)
            if each.kind == PERSON and each.names:
                words = _words(each.names[0])
                if len(words) > 1 and len(words[-1]) >= SHORTEST_LAST_NAME:
                    self._last_names[words[-1]].add(each.key)

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """The names of a sentence in order; none overlaps another."""
        words = [_fold(token) for token in tokens]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention = self._at(tokens, words, at) if words[at] else None
            if mention is None:
                at += 1
                continue
            found.append(mention)
            self._met.update(mention.keys)
            at = mention.last
        return found

    def kind(self, key: str) -> str:
        return self.by_key[key].kind

    def _at(self, tokens: Sequence[Token], words: Sequence[str], at: int) -> Mention | None:
        run: list[str] = []
        ends: list[tuple[int, tuple[str, ...]]] = []
        for last in range(at, min(at + 2 * LONGEST_NAME, len(tokens))):
            if not words[last] and tokens[last].text not in "-‐‑–.'’":
                break
            if words[last]:
                run.append(words[last])
                ends.append((last + 1, tuple(run)))
        for last, name in reversed(ends):
            if name in self._names and _is_a_name(tokens[at:last]):
                return Mention(at, last, tuple(self._names[name]))
        return self._last_name(tokens, words, at)

    def _last_name(self, tokens: Sequence[Token], words: Sequence[str], at: int) -> Mention | None:
        keys = self._last_names.get(words[at], set()) & self._met
        if len(keys) != 1 or not tokens[at].is_capital:
            return None
        return Mention(at, at + 1, tuple(keys))


def _is_a_name(tokens: Sequence[Token]) -> bool:
    """US is a name and us is not: a short name is as it is written, with a capital."""
    return len(tokens) > 1 or len(tokens[0].text) > 4 or tokens[0].is_capital


def _fold(token: Token) -> str:
    return _folded_word(token.low) if token.is_word or token.is_number else ""


def _folded_word(word: str) -> str:
    """A word as compared; words of Latin letters without marks are what they are."""
    if word.isascii() and word.isalnum():
        return word
    return folded(word)


def _words(name: str) -> tuple[str, ...]:
    """A name as its words are compared in a text: cut as `tokens` cuts."""
    from_text = [_fold(token) for token in tokens_of(name)]
    return tuple(word for word in from_text if word)
