"""Finds the figure of the words, or the two ends of a range: "between 4,000 and 6,000"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from claims.wording.numerals import Figure, figure_at
from claims.wording.refusals import Refused
from claims.wording.surroundings import refuse_without_figure
from claims.wording.tokens import Kind, Token

# Below these, "4 to 6 million" can only share its scale; "ninety to a hundred" never does.
SMALL_SCALES: Final = frozenset({12, 100})


@dataclass(frozen=True, slots=True)
class Found:
    """One figure, or two that are the ends of a range, and the tokens on either side."""

    before: Sequence[Token]
    figures: tuple[Figure, ...]
    behind: Sequence[Token]


def figures_in(tokens: Sequence[Token], *, is_count: bool) -> Found:
    """The first figure and, if a dash, "to", "or" or "and" makes it a range, the second.

    Raises Refused when there is none, or when the range has two readings.
    """
    start, first = _first_figure(tokens, is_count)
    before = tokens[:start]
    if any(token.text == "between" for token in before):
        return _between(tokens, start, is_count)
    second = _second(tokens, first, is_count)
    if second is None:
        return Found(before, (first,), tokens[first.end :])
    return Found(_without(before, "from"), _one_scale(first, second), tokens[second.end :])


def _first_figure(tokens: Sequence[Token], is_count: bool) -> tuple[int, Figure]:
    for start in range(len(tokens)):
        figure = figure_at(tokens, start, is_count=is_count)
        if figure is not None:
            return start, figure
    return refuse_without_figure(tokens)


def _between(tokens: Sequence[Token], start: int, is_count: bool) -> Found:
    """Tries every "and": in "between one hundred and five and two hundred" only one parts two."""
    for at in range(start + 1, len(tokens)):
        if tokens[at].text != "and":
            continue
        low = figure_at(tokens[:at], start, is_count=is_count)
        high = figure_at(tokens, at + 1, is_count=is_count)
        if low is None or low.end != at or high is None:
            continue
        if any(token.text == "and" for token in tokens[high.end : high.end + 1]) and figure_at(
            tokens, high.end + 1, is_count=is_count
        ):
            continue
        before = _without(tokens[:start], "between")
        return Found(before, _one_scale(low, high), tokens[high.end :])
    raise Refused("conflict", "between")


def _without(tokens: Sequence[Token], opener: str) -> list[Token]:
    """The tokens without the first word of the range: "between about" leaves "about"."""
    texts = [token.text for token in tokens]
    at = texts.index(opener) if opener in texts else len(texts)
    return [*tokens[:at], *tokens[at + 1 :]]


def _second(tokens: Sequence[Token], first: Figure, is_count: bool) -> Figure | None:
    if first.end + 1 >= len(tokens):
        return None
    link, following = tokens[first.end], tokens[first.end + 1]
    # "4,000 -6,000" may be a range or a minus: only an evenly spaced dash is a link.
    is_dash = link.kind is Kind.DASH and link.glued == following.glued
    if not is_dash and link.text not in {"to", "or"}:
        return None
    second = figure_at(tokens, first.end + 1, is_count=is_count)
    if second is not None and link.text == "or" and not _are_neighbours(first, second):
        raise Refused("two_figures", f"{first.printed}, {second.printed}")
    return second


def _are_neighbours(first: Figure, second: Figure) -> bool:
    """Two or three; two or three hundred. "80 or 90" leaves out what lies between."""
    return first.scale == 1 and first.base + 1 == second.base


def _one_scale(low: Figure, high: Figure) -> tuple[Figure, Figure]:
    """Both ends with their scale: the last one's counts for both where no other reading holds."""
    if low.measure != high.measure and low.measure and high.measure:
        raise Refused("other_unit", f"{low.measure}, {high.measure}")
    if low.scale != 1 or high.scale == 1:
        return low, high
    if high.scale is not None and low.base < high.base:
        return low.scaled(high.scale), high
    if high.scale in SMALL_SCALES:
        return low, high
    raise Refused("ambiguous_scale", f"{low.printed}, {high.printed}")
