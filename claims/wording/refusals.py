"""Why words are refused: a code, a sentence, and both ways out."""

from __future__ import annotations

from typing import Final

SHOWN_CHARACTERS: Final = 120
WAYS_OUT: Final = "Give the bounds by hand, or say qualifier: unreadable."

REASONS: Final = {
    "about_zero": "nothing is about, or nearly, zero",
    "ambiguous_scale": "the scale may belong to one figure or to both",
    "change": "a change of a figure is not a figure",
    "conflict": "the qualifiers do not go together",
    "control_character": "it holds a character that cannot be seen",
    "currency": "a sum of money is not a count",
    "empty": "there are no words",
    "foreign_digits": "digits must be 0-9",
    "fraction": "a fraction needs its whole",
    "hedged": "it says what might be, not how many",
    "increment": "it is added to a figure that is not given",
    "loose": "the words hold no bound that all would agree on",
    "low_above_high": "the low figure is above the high one",
    "malformed_number": "the number is not a written English number",
    "multiple": "a multiple needs what it multiplies",
    "negation": "what is denied is not said",
    "negative": "a count cannot be negative, and nearly has no side below zero",
    "no_figure": "there is no figure",
    "not_whole": "a count must be whole",
    "ordinal": "an ordinal is a place, not a number",
    "other_unit": "the words measure another thing than the claim",
    "percent": "a percentage is not a count",
    "ratio": "a ratio or rate is not a figure",
    "separators": "the separators leave open which number is meant",
    "too_long": "at most 500 bytes are read",
    "too_many_digits": "at most 15 significant digits, below 10^18, to 15 decimals",
    "two_figures": "there is more than one figure",
    "unknown_symbol": "the sign has no known meaning here",
    "unknown_words": "the words around the figure may change it",
    "year": "a year or date is not a number of things",
}


class UnreadableWording(ValueError):
    """Words that cannot be read without guessing; `code` is a key of `REASONS`."""

    def __init__(self, code: str, message: str, words: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.words = words


class Refused(Exception):
    """A rule's refusal, before the whole words are known: a code and the part at fault."""

    def __init__(self, code: str, part: str = "") -> None:
        super().__init__(code, part)
        self.code = code
        self.part = part


def unreadable(refused: Refused, words: str) -> UnreadableWording:
    """The error for the caller: what came, what was wrong with it, what can be done."""
    shown = words if len(words) <= SHOWN_CHARACTERS else words[:SHOWN_CHARACTERS] + "…"
    part = f" ({refused.part!r})" if refused.part else ""
    message = f"Cannot read {shown!r}: {REASONS[refused.code]}{part}. {WAYS_OUT}"
    return UnreadableWording(refused.code, message, words)
