"""Judges the words around a figure: bounds are collected, fillers passed, the rest refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

from claims.values import Qualifier
from claims.wording import phrases
from claims.wording.phrases import Phrase
from claims.wording.refusals import Refused
from claims.wording.spelled import ARTICLES
from claims.wording.tokens import Kind, Token
from claims.wording.units import is_another_measure

# A missing figure is the fault of these words; others ("at least") only wait for one.
SPEAKS_FOR_ITSELF: Final = frozenset(
    {"fraction", "hedged", "loose", "multiple", "negation", "ordinal", "ratio"}
)


def qualifiers_before(tokens: Sequence[Token]) -> list[Qualifier]:
    """The bounds in the words before a figure. Raises Refused for a word with no known effect."""
    texts = _texts(tokens)
    found = []
    at = 0
    while at < len(texts):
        phrase = _longest_phrase(texts[at:])
        if phrase is None:
            _refuse_before(tokens[at + (texts[at] in ARTICLES and at + 1 < len(texts))])
        if phrase in phrases.BEFORE:
            found.append(phrases.BEFORE[phrase])
        at += len(phrase)
    return found


def split_behind(tokens: Sequence[Token]) -> tuple[list[Qualifier], Sequence[Token]]:
    """The bound right behind the figure ("84 or more people") or at the end, and what is left."""
    texts = _texts(tokens)
    for length in range(min(phrases.LONGEST_PHRASE, len(texts)), 0, -1):
        if texts[:length] in phrases.BEHIND:
            return [phrases.BEHIND[texts[:length]]], tokens[length:]
        if texts[-length:] in phrases.BEHIND:
            return [phrases.BEHIND[texts[-length:]]], tokens[:-length]
    return [], tokens


def combined(qualifiers: Sequence[Qualifier]) -> Qualifier | None:
    """One bound for several: "at least some 35" is at least 35. None if there was none.

    About yields to a bound. Two different bounds, and nearly with about, are refused.
    """
    kinds = set(qualifiers)
    if len(kinds) > 1 and Qualifier.NEARLY not in kinds and Qualifier.EXACTLY not in kinds:
        kinds.discard(Qualifier.ABOUT)
    if len(kinds) > 1:
        raise Refused("conflict", " and ".join(sorted(kinds)))
    return kinds.pop() if kinds else None


def check_measure(behind: Sequence[Token], unit: str) -> None:
    """Refuses a unit of measure behind the figure that is not the claim's."""
    words = [token.text for token in behind[:2] if token.text != "of"]
    if words and is_another_measure(words[0], unit):
        raise Refused("other_unit", words[0])


def check_behind(tokens: Sequence[Token], *, is_count: bool) -> None:
    """Lets a noun phrase pass that cannot change the figure; refuses every other word."""
    texts = _texts(tokens)
    if texts and texts[0] in phrases.MONTHS:
        raise Refused("year", texts[0])
    for at, token in enumerate(tokens):
        if token.kind is Kind.NUMBER or token.text in phrases.NUMBER_WORDS:
            raise Refused(
                "ratio" if texts[:at] in phrases.RATIO_LINKS else "two_figures", texts[at]
            )
        if token.kind is not Kind.WORD and token.text not in {",", ":", "/"}:
            raise Refused("unknown_symbol", token.text)
        _check_word(texts, at, is_count)
    if texts and texts[-1] in phrases.UNFINISHED:
        raise Refused("unknown_words", texts[-1])
    if {":", "/"} & set(texts):
        raise Refused("unknown_symbol", " ".join(texts))


def refuse_without_figure(tokens: Sequence[Token]) -> NoReturn:
    """Says which word stands where a figure should."""
    for token in tokens:
        code = _harm(token.text)
        if code in SPEAKS_FOR_ITSELF:
            raise Refused(code, token.text)
    raise Refused("no_figure")


def _check_word(texts: Phrase, at: int, is_count: bool) -> None:
    word, following = texts[at], texts[at + 1] if at + 1 < len(texts) else ""
    if word == "per" and not is_count:
        return
    if code := _harm(word):
        raise Refused(code, word)
    if word == "times" and following in phrases.AFTER_TIMES:
        raise Refused("multiple", f"{word} {following}")
    if word in ARTICLES and following in phrases.RATE_UNITS and is_count:
        raise Refused("ratio", f"{word} {following}")
    if len(word) == 1 and word.isalpha() and word != "a":
        raise Refused("unknown_words", word)
    if word in {"and", ","} and following in ARTICLES:
        raise Refused("two_figures", f"{word} {following}")


def _refuse_before(token: Token) -> NoReturn:
    if token.kind is Kind.NUMBER or token.text in phrases.NUMBER_WORDS:
        raise Refused("two_figures", token.text)
    if token.text in phrases.BEFORE_A_YEAR | phrases.MONTHS:
        raise Refused("year", token.text)
    if token.kind is not Kind.WORD:
        raise Refused("unknown_symbol", token.text)
    raise Refused(_harm(token.text) or "unknown_words", token.text)


def _harm(word: str) -> str:
    return "negation" if word.endswith("n't") else phrases.HARMFUL.get(word, "")


def _longest_phrase(texts: Phrase) -> Phrase | None:
    for length in range(min(phrases.LONGEST_PHRASE, len(texts)), 0, -1):
        if texts[:length] in phrases.BEFORE or texts[:length] in phrases.FILLER:
            return texts[:length]
    return None


def _texts(tokens: Sequence[Token]) -> Phrase:
    return tuple(token.text for token in tokens)
