"""The grammar: qualifiers, one figure or a range, a bound behind it, a harmless noun phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.values import Qualifier, Quantity
from claims.wording import sets
from claims.wording.figureless import read_figureless
from claims.wording.numerals import Figure
from claims.wording.ranges import Found, figures_in
from claims.wording.refusals import Refused, unreadable
from claims.wording.surroundings import (
    check_behind,
    check_measure,
    combined,
    qualifiers_before,
    split_behind,
)
from claims.wording.tokens import Token, tokenise
from claims.wording.units import is_another_measure


@dataclass(frozen=True, slots=True)
class Reading:
    """How the words bound their figure, and the numbers they leave possible."""

    qualifier: Qualifier
    quantity: Quantity


def read_wording(words: str, *, is_count: bool = True, unit: str = "") -> Reading:
    """The reading of a figure's words: "at least 84" is at_least, [84, ∞).

    A count (`is_count`) takes whole numbers, not negative, without currency or percent sign.
    `unit` is the claim's; words that measure something else ("20 minutes" for people) are
    refused. `best` is set for about only: the figure itself.
    Raises UnreadableWording whenever the words leave two readings. Rules: docs/wording.md.
    """
    try:
        return _read(tokenise(words), is_count, unit)
    except Refused as refused:
        raise unreadable(refused, words) from None


def _read(tokens: Sequence[Token], is_count: bool, unit: str) -> Reading:
    figureless = read_figureless(tokens, is_count=is_count, unit=unit)
    if figureless is not None:
        return Reading(*figureless)
    found = figures_in(tokens, is_count=is_count)
    for figure in found.figures:
        _check_figure(figure, is_count, unit)
    behind, rest = split_behind(found.behind)
    qualifier = combined([*qualifiers_before(found.before), *behind])
    check_measure(rest, unit)
    check_behind(rest, is_count=is_count)
    return _reading(found, qualifier, is_count)


def _reading(found: Found, qualifier: Qualifier | None, is_count: bool) -> Reading:
    if len(found.figures) == 1:
        figure = found.figures[0]
        qualifier = qualifier or Qualifier.EXACTLY
        quantity = sets.bounded(qualifier, figure.value, figure.step, is_count=is_count)
        return Reading(qualifier, quantity)
    if qualifier not in {None, Qualifier.ABOUT}:
        raise Refused("conflict", f"{qualifier} and a range")
    low, high = found.figures
    return Reading(Qualifier.BETWEEN, sets.between(low.value, high.value))


def _check_figure(figure: Figure, is_count: bool, unit: str) -> None:
    if is_count and figure.measure:
        raise Refused("percent" if figure.measure == "%" else "currency", figure.measure)
    if is_count and figure.value < 0:
        raise Refused("negative", figure.printed)
    if is_count and figure.value != figure.value.to_integral_value():
        raise Refused("not_whole", figure.printed)
    if is_another_measure(figure.measure, unit):
        raise Refused("other_unit", figure.measure)
