"""Numbers written in words: "ninety-four", "one hundred and three", "two and a half million".

Takes case-folded words without hyphens; reads as many as make one number and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
SMALL: Final = {word: number for number, word in enumerate(f"{_ONES} {_TEENS}".split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS: Final = {word: 10 * number for number, word in enumerate(_TENS.split(), start=2)}
ARTICLES: Final = frozenset({"a", "an"})
NAMED: Final = {"lone": 1, "single": 1, "sole": 1, "pair": 2}
SCALES: Final = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "lakhs": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "crores": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
FRACTIONS: Final = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number of `length` words: `base` times `scale`; scale None is several scales.

    `step` is set only where the last digit's worth is not the digits' own: half a million.
    """

    value: Decimal
    base: Decimal
    scale: int | None
    length: int
    step: Decimal | None = None


def spelled_at(words: Sequence[str]) -> Spelled | None:
    """The longest number these words begin with; None if they begin with none."""
    return _fraction_of_scale(words) or _named(words) or _and_a_half(words) or _cardinal(words)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _named(words: Sequence[str]) -> Spelled | None:
    """A lone gunman, one single attacker; a pair is two only behind its article."""
    at = 1 if _word(words, 0) in ARTICLES | {"one"} else 0
    named = _word(words, at)
    if named not in NAMED or (named == "pair" and not at):
        return None
    return Spelled(Decimal(NAMED[named]), Decimal(NAMED[named]), 1, at + 1)


def _fraction_of_scale(words: Sequence[str]) -> Spelled | None:
    """Half a million, half-dozen, a quarter of a million."""
    at = 1 if _word(words, 0) in ARTICLES else 0
    share = FRACTIONS.get(_word(words, at))
    if share is None:
        return None
    at += 1
    if _word(words, at) == "of" and _word(words, at + 1) in ARTICLES:
        at += 1
    if _word(words, at) in ARTICLES:
        at += 1
    scale = SCALES.get(_word(words, at))
    if scale is None:
        return None
    return Spelled(share * scale, share, scale, at + 1, step=share * scale)


def _and_a_half(words: Sequence[str]) -> Spelled | None:
    """Two and a half million."""
    whole = _below_hundred(words, 0)
    if whole is None:
        return None
    number, at = whole
    scale = SCALES.get(_word(words, at + 3))
    if list(words[at : at + 3]) != ["and", "a", "half"] or scale is None:
        return None
    base = number + FRACTIONS["half"]
    return Spelled(base * scale, base, scale, at + 4)


def _cardinal(words: Sequence[str]) -> Spelled | None:
    """One hundred and three; two million five hundred thousand; a dozen."""
    total, at, scales, chunks = 0, 0, [10**15], 0
    base, scale = 0, 1
    while (chunk := _below_thousand(words, at, first=not chunks)) is not None:
        number, after, hundreds = chunk
        unit = SCALES.get(_word(words, after), 1)
        if unit == SCALES["hundred"] or unit >= scales[-1]:
            break
        at, chunks = (after if unit == 1 else after + 1), chunks + 1
        base, scale = number // hundreds, hundreds * unit
        total += number * unit
        scales.append(unit)
        if unit in {1, SCALES["dozen"]}:
            break
    if not chunks:
        return None
    if chunks > 1:
        return Spelled(Decimal(total), Decimal(total), None, at)
    return Spelled(Decimal(total), Decimal(base), scale, at)


def _below_thousand(words: Sequence[str], at: int, *, first: bool) -> tuple[int, int, int] | None:
    """A number, the word after it, and its own scale: 100 for whole hundreds, else 1.

    After a scale it may begin with "and" ("a thousand and one"); "a" stands only before a scale.
    """
    if not first and _word(words, at) == "and":
        rest = _below_hundred(words, at + 1)
        return None if rest is None or _word(words, rest[1]) in SCALES else (*rest, 1)
    if _word(words, at) in ARTICLES and _word(words, at + 1) in SCALES:
        lead: tuple[int, int] | None = (1, at + 1)
    else:
        lead = _below_hundred(words, at)
    if lead is None or _word(words, lead[1]) != "hundred":
        return None if lead is None else (*lead, 1)
    hundreds, after = 100 * lead[0], lead[1] + 1
    rest = _below_hundred(words, after + (_word(words, after) == "and"))
    if rest is None or _word(words, rest[1]) == "hundred":
        return hundreds, after, 100
    return hundreds + rest[0], rest[1], 1


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    word = _word(words, at)
    if word in SMALL:
        return SMALL[word], at + 1
    if word not in TENS:
        return None
    unit = SMALL.get(_word(words, at + 1), 0)
    if 0 < unit < 10:
        return TENS[word] + unit, at + 2
    return TENS[word], at + 1
