"""Reads one number, in digits or in words, with its scale, currency and percent sign.

"1.2 million", "$4.5bn", "one hundred and three", "half a dozen" come in; a `Figure` goes out,
with the worth of its last significant digit, on which "about" rests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from claims.wording.refusals import Refused
from claims.wording.spelled import SCALES, spelled_at
from claims.wording.tokens import GROUP_SPACES, Kind, Token

MAX_SIGNIFICANT_DIGITS: Final = 15
MAX_INTEGER_DIGITS: Final = 18
MAX_DECIMALS: Final = 15

ABBREVIATED_SCALES: Final = {
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
PERCENT: Final = frozenset({"percent", "pct"})
ORDINAL_ENDINGS: Final = frozenset({"st", "nd", "rd", "th"})

_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_GROUPED = re.compile(
    rf"[1-9][0-9]{{0,2}}([,'{GROUP_SPACES}])[0-9]{{3}}(?:\1[0-9]{{3}})*(?:\.[0-9]+)?"
)
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as printed.

    `step` is the worth of its last significant digit (1,700: 100; 1.20: 0.01). `base` is the
    number before its `scale`; a scale of 1 is none, None is more than one (2 million 5 thousand).
    `measure` is the sign or word printed with it: "$", "%". `end` is the token after it.
    """

    value: Decimal
    step: Decimal
    base: Decimal
    scale: int | None
    measure: str
    end: int
    printed: str

    def scaled(self, scale: int) -> Figure:
        """The figure with a scale that was printed only behind its neighbour: "4 to 6 million"."""
        return replace(self, value=self.value * scale, step=self.step * scale, scale=scale)


def figure_at(tokens: Sequence[Token], start: int, *, is_count: bool) -> Figure | None:
    """The figure that begins at `start`; None if none does. Raises Refused for a broken one."""
    at, negative, currency = _signs(tokens, start)
    figure = _digits_at(tokens, at, bool(currency), is_count) or _words_at(tokens, at)
    if figure is None:
        return None
    end, percent = _percent(tokens, figure.end)
    if currency and percent:
        raise Refused("malformed_number", currency + figure.printed + percent)
    value = -figure.value if negative else figure.value
    return replace(figure, value=_bounded(value), measure=currency or percent, end=end)


def last_digit_worth(number: Decimal) -> Decimal:
    """The worth of the last significant digit; zeros before the point do not count as one."""
    if number == 0:
        return Decimal(1)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = str(int(abs(number)))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def _signs(tokens: Sequence[Token], start: int) -> tuple[int, bool, str]:
    at, negative, currency = start, False, ""
    if at < len(tokens) and (tokens[at].kind is Kind.DASH or tokens[at].text == "minus"):
        glued = at + 1 < len(tokens) and tokens[at + 1].glued
        negative = tokens[at].text == "minus" or (glued and not tokens[at].glued)
        at += negative
    if at < len(tokens) and tokens[at].kind is Kind.CURRENCY:
        currency = tokens[at].text
        at += 1
    return at, negative, currency


def _digits_at(tokens: Sequence[Token], at: int, is_money: bool, is_count: bool) -> Figure | None:
    if at >= len(tokens) or tokens[at].kind is not Kind.NUMBER:
        return None
    text = tokens[at].text
    if at and tokens[at].glued and tokens[at - 1].kind is Kind.WORD:
        raise Refused("malformed_number", tokens[at - 1].text + text)
    base = _number(text)
    scale, end = _scale_after(tokens, at + 1, is_money, is_count)
    if is_count and scale == 1 and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text):
        raise Refused("separators", text)
    value = base * scale
    return Figure(value, last_digit_worth(base) * scale, base, scale, "", end, text)


def _number(text: str) -> Decimal:
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text)):
        raise Refused("separators", text)
    plain = re.sub(r"[^0-9.]", "", text)
    # Decimal arithmetic rounds at 28 digits: longer numbers must never reach it.
    if len(plain) > MAX_INTEGER_DIGITS + 1:
        raise Refused("too_many_digits", text[:40])
    return Decimal(plain)


def _scale_after(
    tokens: Sequence[Token], at: int, is_money: bool, is_count: bool
) -> tuple[int, int]:
    """The scale at `at` and the token after it; letters glued to the digits must be known."""
    if at >= len(tokens) or tokens[at].kind is not Kind.WORD:
        return 1, at
    word = tokens[at].text
    if word in SCALES:
        scale, end = SCALES[word], at + 1
        if word == "hundred" and end < len(tokens) and tokens[end].text in SCALES:
            return scale * SCALES[tokens[end].text], end + 1
        return scale, end
    if word in ABBREVIATED_SCALES:
        if word == "m" and not (is_money or is_count):
            raise Refused("ambiguous_scale", "m: million or metres")
        return ABBREVIATED_SCALES[word], at + 1
    if tokens[at].glued:
        _refuse_glued(tokens[at - 1].text, word)
    return 1, at


def _refuse_glued(number: str, letters: str) -> None:
    """Only a unit of measure may be glued to digits ("5km"); the trailing words check it."""
    if letters in ORDINAL_ENDINGS:
        raise Refused("ordinal", number + letters)
    if letters not in {"km", "kg", "cm", "mm", "ft", "ha", "mins", "min", "hrs", "hr"}:
        raise Refused("malformed_number", number + letters)


def _words_at(tokens: Sequence[Token], at: int) -> Figure | None:
    words = []
    for token in tokens[at:]:
        if token.kind is not Kind.WORD:
            break
        words.append(token.text)
    spelled = spelled_at(words)
    if spelled is None:
        return None
    step = spelled.step or last_digit_worth(spelled.base) * (spelled.scale or 1)
    printed = " ".join(words[: spelled.length])
    end = at + spelled.length
    return Figure(spelled.value, step, spelled.base, spelled.scale, "", end, printed)


def _percent(tokens: Sequence[Token], at: int) -> tuple[int, str]:
    texts = [token.text for token in tokens[at : at + 2]]
    if texts[:1] == ["%"] or (texts and texts[0] in PERCENT):
        return at + 1, "%"
    if texts == ["per", "cent"]:
        return at + 2, "%"
    return at, ""


def is_held(value: Decimal) -> bool:
    """Whether a JSON number holds a finite value exactly, in every program."""
    digits, exponent = _digits(value)
    return (
        digits <= MAX_SIGNIFICANT_DIGITS
        and digits + exponent <= MAX_INTEGER_DIGITS
        and exponent >= -MAX_DECIMALS
    )


def _digits(value: Decimal) -> tuple[int, int]:
    """How many significant digits, and the exponent of the last."""
    normal = (value.normalize() if value else Decimal(0)).as_tuple()
    return len(normal.digits), int(normal.exponent)


def _bounded(value: Decimal) -> Decimal:
    """The value, if a JSON number holds it exactly."""
    if not is_held(value):
        raise Refused("too_many_digits", str(value)[:40])
    return value if _digits(value)[1] < 0 else value.quantize(Decimal(1))
