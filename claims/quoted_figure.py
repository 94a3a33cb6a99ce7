"""The figure that a quotation gives, held against the value that is stated.

"84" alone is 84; in "at least 84 people were killed" it is 84 or more. So the wording is read
where it stands in the quotation, with as many of the words around it as can be read. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from claims.quotations import QuotationRefused, Span, places_of, shown
from claims.values import Interval
from claims.wording import Reading, UnreadableWording, fits, read_wording

WORDS_AROUND: Final = 8
BEFORE: Final = "$€£¥₹~+-\u2010\u2011\u2212/"
BEHIND: Final = "%‰°+-\u2010\u2011/"
OF_ANOTHER_THING: Final = frozenset({"currency", "multiple", "ordinal", "other_unit", "percent"})
MARKS: Final = "()[]{}\"'“”„‘’«».,:;!?…—–"
_WORD = re.compile(r"\S+")
_ENDS_A_SENTENCE = re.compile(r"[.;:!?…][)\]\"'”’»]*$")


def check_quoted(wording: str, quotation: str) -> list[Span]:
    """Where the wording stands in its quotation; QuotationRefused if nowhere."""
    places = places_of(wording, quotation)
    if not places:
        raise QuotationRefused(
            "wording_not_quoted",
            f"the wording {shown(wording)} doesn't stand in the quotation {shown(quotation)}",
        )
    return places


def check_figure(
    wording: str, quotation: str, stated: Interval, *, is_count: bool, unit: str
) -> None:
    """Refuse a stated value that the quotation's figure doesn't fit.

    Words that can't be read by themselves ("gunmen") are a person's to read and pass. Of several
    places one that fits is enough. Raises QuotationRefused `wording_not_quoted`, or
    `contradicts_quotation` with both shown.
    """
    places = check_quoted(wording, quotation)
    if _read(wording, is_count, unit) is None:
        return
    found = [read_around(quotation, place, is_count=is_count, unit=unit) for place in places]
    if any(reading and fits(reading, stated, is_count=is_count) for _, reading in found):
        return
    words, reading = found[0]
    says = f"reads as {reading.quantity.interval}" if reading else "can't be read as a figure"
    raise QuotationRefused(
        "contradicts_quotation",
        f"in the quotation {shown(words)} {says}, but the value stated is {stated}",
    )


def read_around(
    quotation: str, place: Span, *, is_count: bool, unit: str
) -> tuple[str, Reading | None]:
    """The longest readable run of whole words around a place, of its sentence, and its reading.

    None, with the whole words that hold the place, if none can be read or the word behind makes it
    a figure of another thing: "84 percent".
    """
    start, end = _whole(quotation, place)
    next_end = next(_ends_behind(quotation, end), end)
    if _refused_for(quotation[start:next_end], is_count, unit) in OF_ANOTHER_THING:
        return quotation[start:next_end], None
    runs = sorted(
        {
            (begin, stop)
            for begin in [start, *_begins_before(quotation, start)]
            for stop in [end, *_ends_behind(quotation, end)]
        },
        key=lambda run: (run[0] - run[1], run),
    )
    for begin, stop in runs:
        words = quotation[begin:stop]
        if (reading := _read(words, is_count, unit)) is not None:
            return words, reading
    return quotation[start:end], None


def _read(words: str, is_count: bool, unit: str) -> Reading | None:
    try:
        return read_wording(words, is_count=is_count, unit=unit)
    except UnreadableWording:
        return None


def _refused_for(words: str, is_count: bool, unit: str) -> str:
    try:
        read_wording(words, is_count=is_count, unit=unit)
    except UnreadableWording as error:
        return error.code
    return ""


def _whole(quotation: str, place: Span) -> Span:
    """The place with what is glued to it: the rest of a word, a sign, a percent sign."""
    start, end = place
    while start and _is_glued(quotation[start - 1], BEFORE):
        start -= 1
    while end < len(quotation) and _is_glued(quotation[end], BEHIND):
        end += 1
    return start, end


def _is_glued(character: str, signs: str) -> bool:
    return (
        character in signs
        or character.isdecimal()
        or character.lower() != character.upper()  # a letter of a script that parts its words
    )


def _begins_before(quotation: str, start: int) -> Iterator[int]:
    """Where the words before begin, nearest first, down to the end of another sentence."""
    words = [word for word in _WORD.finditer(quotation) if word.start() < start]
    for word in reversed(words[-WORDS_AROUND:]):
        if word.end() <= start and _ENDS_A_SENTENCE.search(word[0]):
            return
        yield word.start() + len(word[0]) - len(word[0].lstrip(MARKS))


def _ends_behind(quotation: str, end: int) -> Iterator[int]:
    """Where the words behind end, nearest first, up to the end of the sentence."""
    words = [word for word in _WORD.finditer(quotation) if word.end() > end]
    for word in words[:WORDS_AROUND]:
        yield word.end() - len(word[0]) + len(word[0].rstrip(MARKS))
        if _ENDS_A_SENTENCE.search(word[0]):
            return
