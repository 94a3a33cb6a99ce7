"""The words around a figure: which bound it, which change nothing, which forbid reading it.

Before a figure only the phrases listed here may stand; behind it a bound listed here, or a noun
phrase without any word that could change the figure. Everything is case-folded, unhyphenated.
"""

from __future__ import annotations

from typing import Final

from claims.values import Qualifier
from claims.wording.spelled import NAMED, SCALES, SMALL, TENS

Phrase = tuple[str, ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> list[Phrase]:
    return [tuple(phrase.split()) for phrase in text.split(";")]


_BEFORE: Final = {
    Qualifier.EXACTLY: "exactly; precisely",
    Qualifier.AT_LEAST: (
        "at least; at the very least; at a minimum; no fewer than; no less than; not fewer than; "
        "not less than; not under; not below; a minimum of; minimum of; ≥; > ="
    ),
    Qualifier.MORE_THAN: (
        "more than; over; above; greater than; higher than; upwards of; upward of; in excess of; "
        "exceeding; just over; just above; just more than; slightly more than; slightly over; "
        "a little over; a little more than; well over; well above; far more than; far above; >"
    ),
    Qualifier.AT_MOST: (
        "as many as; as much as; up to; no more than; not more than; not over; not above; "
        "not exceeding; at most; at the most; at the very most; a maximum of; maximum of; ≤; < ="
    ),
    Qualifier.FEWER_THAN: (
        "fewer than; less than; under; below; lower than; well under; well below; far fewer than; "
        "far below; <"
    ),
    Qualifier.ABOUT: (
        "some; about; around; roughly; approximately; approx; circa; an estimated; estimated; "
        "the estimated; an estimated total of; in the region of; in the order of; "
        "in the neighborhood of; in the neighbourhood of; ~; ≈"
    ),
    Qualifier.NEARLY: (
        "nearly; almost; close to; approaching; just under; just below; just shy of; shy of; "
        "just short of; not quite; very nearly"
    ),
}
_BEHIND: Final = {
    Qualifier.AT_LEAST: (
        "or more; or greater; or higher; and up; plus; +; at least; at the very least; at a minimum"
    ),
    Qualifier.AT_MOST: ("or fewer; or less; or lower; at most; at the most; at the very most"),
    Qualifier.ABOUT: "or so; or thereabouts; approximately",
}
_HARMS: Final = (
    "killing kill kills killed wounding wound wounded injuring injured hurt hurting dead died"
)
_FILLER: Final = (
    "the; the death toll of; death toll of; a death toll of; a toll of; toll of; the toll of; "
    "leaving; left; claiming; claimed; there were; there was; all; all of the; all of; in all; "
    "in total; somewhere; anywhere; just; only; a total of; total of"
)


def _table(source: dict[Qualifier, str]) -> dict[Phrase, Qualifier]:
    return {phrase: kind for kind, text in source.items() for phrase in _phrases(text)}


def _fillers() -> frozenset[Phrase]:
    harms = _HARMS.split()
    pairs = {(a, link, b) for a in harms for link in ("and", "or") for b in harms if a != b}
    return frozenset({*_phrases(_FILLER), *pairs, *((harm,) for harm in harms)})


BEFORE: Final = _table(_BEFORE)
BEHIND: Final = _table(_BEHIND)
FILLER: Final = _fillers()
LONGEST_PHRASE: Final = max(len(phrase) for phrase in (*BEFORE, *BEHIND, *FILLER))

# Dozens count by tens: "dozens" and "tens" are both 20 to 199.
VAGUE: Final = {
    "tens": 10,
    "dozens": 10,
    "hundreds": 10**2,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
# "Several hundred" and "a few hundred" are read as hundreds.
VAGUE_SCALES: Final = {
    "dozen": 10,
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}


def _ordinals() -> str:
    small = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    teens = [f"{word}th" for word in SMALL if word.endswith("teen")]
    tens = [f"{word.removesuffix('y')}ieth" for word in TENS]
    return " ".join([small, *teens, *tens, *(f"{scale}th" for scale in SCALES)])


_HARMFUL: Final = {
    "negation": "not no nor never neither none nobody nothing without except barring but denied",
    "ordinal": _ordinals(),
    "multiple": "fold double doubled triple tripled twice thrice quadruple twofold tenfold",
    "fraction": (
        "half halves quarter quarters majority most minority "
        + " ".join(f"{ordinal}s" for ordinal in _ordinals().split() if ordinal != "second")
    ),
    "ratio": "per each every apiece out ratio odds",
    "increment": "more another additional further extra other others",
    "loose": (
        "many several few couple numerous handful multiple countless various number numbers "
        "lots score figure figures digit digits"
    ),
    "hedged": (
        "may might could would if maybe perhaps possibly probably likely potentially supposedly "
        "unclear unknown expected counting odd ish something"
    ),
    "change": (
        "rose risen rise rising raised raising revised lowered cut climbed climbing grew grown "
        "fell fallen dropped increased increase decreased decrease up down jumped reduced"
    ),
    "conflict": (
        "least less fewer than over under above below about around nearly almost roughly "
        "approximately approx estimated estimate maximum minimum max min plus minus some between "
        "exactly only just"
    ),
    "unknown_words": "old aged",
}
HARMFUL: Final = {word: code for code, words in _HARMFUL.items() for word in words.split()}
NUMBER_WORDS: Final = frozenset(
    {*SMALL, *TENS, *SCALES, *NAMED, *VAGUE, "scores", "score", "nil", "both"}
    | _words(
        "quadrillion quadrillions quintillion zillion zillions myriad grand mil mill bil point"
    )
)
MONTHS: Final = _words(
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
BEFORE_A_YEAR: Final = frozenset({"in", "since", "by", "during", "until", "before", "after", "of"})
RATIO_LINKS: Final = frozenset(
    {("in",), ("in", "every"), ("out", "of"), ("out", "of", "every"), ("of",), ("of", "the")}
    | {("for", "every"), ("per",), (":",), ("/",), ("out", "of", "the")}
)
UNFINISHED: Final = _words("to or and a an the of from")
RATE_UNITS: Final = frozenset(
    {"second", "minute", "hour", "day", "night", "week", "month", "year", "head", "person", "piece"}
)
AFTER_TIMES: Final = frozenset({"as", "the", "its", "their", "that", "higher", "larger", "greater"})

# "No deaths" is zero; "no details" is not, so both the noun and what follows it are listed.
NOTHING: Final = frozenset({"none", "nobody", "nil"})
COUNTED_NOUNS: Final = _words(
    "one people person deaths death casualties casualty fatalities fatality injuries injury "
    "victims victim wounded injured dead killed survivors survivor arrests civilians civilian "
    "soldiers attackers gunmen bombers children women men hostages"
)
AFTER_NOTHING: Final = _words(
    "was were is are has have had been of them the people person victims attackers civilians "
    "killed wounded injured hurt dead died survived arrested harmed and or in this attack blast "
    "blasts bombing explosion explosions"
)
LONE_NOUNS: Final = _words(
    "gunman attacker bomber assailant suspect man woman person child boy girl militant soldier "
    "officer policeman civilian victim hostage survivor assassin fighter driver"
)
AFTER_LONE_NOUN: Final = _words(
    "was is has had who that in at with on from wearing died opened carried"
)
