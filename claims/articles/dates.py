"""Finds the dates of a sentence and reads them into EDTF, in the light of when it came out.

A date without a year is the last such day before publication; a weekday the last such day; "the
next day" follows the last day the text named. What can't be placed in time is found and left
without a date, so that its numbers are never taken for figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from claims.articles.shapes import Span
from history.dates import UnreadableDate, read_edtf


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), start=1)}


MONTHS: Final = _numbered(
    "january february march april may june july august september october november december"
)
WEEKDAYS: Final = _numbered("monday tuesday wednesday thursday friday saturday sunday")
SMALL: Final = _numbered("one two three four five six seven eight nine ten eleven twelve")
ORDINALS: Final = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth")

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?P<year>1[89][0-9]{2}|20[0-9]{2})"
_NOT_IN_A_WORD = r"(?<![\w-])"
_PATTERNS: Final = [
    re.compile(_NOT_IN_A_WORD + pattern)
    for pattern in (
        r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})\b",
        rf"(?:{_WEEKDAY},? )?{_MONTH} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b"
        rf"(?![,.][0-9])(?:,? {_YEAR}\b)?",
        rf"(?:{_WEEKDAY},? )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}"
        rf"(?:,? {_YEAR}\b)?",
        rf"{_MONTH},? {_YEAR}\b",
        rf"{_MONTH} (?:of )?(?P<same>that|the same) (?:same )?year\b",
        rf"{_YEAR}\b(?![-–]?[0-9%])",
        rf"(?P<weekday>{_WEEKDAY})\b",
        r"(?P<relative>[Yy]esterday|[Tt]oday|"
        r"[Tt]he (?:next|following) day|[Aa] day (?:later|after)|[Tt]he day (?:before|after)|"
        r"[Tt]hat (?:same )?year|[Tt]he same year|"
        r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) years? ago|"
        r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]{1,2}(?:st|nd|"
        r"rd|th)) anniversary)\b",
    )
]
_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|of|from|during|before|after|early|late|mid|year|and|to|for|"
    r"summer|winter|spring|autumn)[ -]|[,(] ?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in the text; `edtf` "" where it can't be placed in time."""

    span: Span
    words: str
    edtf: str

    @property
    def is_day(self) -> bool:
        return len(self.edtf) == 10

    @property
    def year(self) -> str:
        return self.edtf[:4]


@dataclass(slots=True)
class Calendar:
    """Reads the dates of an article in their order; remembers the last day and year it named.

    `published` and `occurred` are EDTF, "" unknown.
    """

    published: str = ""
    occurred: str = ""
    last_day: date | None = None
    last_year: int | None = None
    _latest: date | None = field(init=False)
    _earliest: date | None = field(init=False)
    _event: date | None = field(init=False)

    def __post_init__(self) -> None:
        self._latest = _last_day_of(self.published)
        self._earliest = _first_day_of(self.published)
        self._event = _first_day_of(self.occurred) if len(self.occurred) == 10 else None

    def dates_of(self, text: str, start: int, end: int) -> list[Dated]:
        """The dates between two places of the text, in order, none inside another."""
        matches: list[re.Match[str]] = []
        for pattern in _PATTERNS:
            for match in pattern.finditer(text, start, end):
                if not any(m.start() < match.end() and match.start() < m.end() for m in matches):
                    matches.append(match)
        found = []
        for match in sorted(matches, key=lambda m: m.start()):
            if _is_bare_number(text, match):
                continue
            edtf = self._read(match)
            found.append(Dated(match.span(), match[0], edtf))
            self._remember(edtf)
        return found

    def _read(self, match: re.Match[str]) -> str:
        given = {name: part for name, part in match.groupdict().items() if part}
        if "iso" in given:
            return _checked(given["iso"])
        if "weekday" in given:
            return self._weekday(WEEKDAYS[given["weekday"].lower()])
        if "relative" in given:
            return self._relative(given["relative"].lower())
        if "month" not in given:
            return given["year"]
        month = _month(given["month"])
        if "same" in given:
            return f"{self.last_year:04}-{month:02}" if self.last_year else ""
        if "day" not in given:
            return f"{given['year']}-{month:02}"
        if "year" in given:
            return _checked(f"{given['year']}-{month:02}-{int(given['day']):02}")
        return self._without_year(month, int(given["day"]))

    def _without_year(self, month: int, day: int) -> str:
        """The last such day that is not after publication; else of the event's year."""
        end = self._latest or self._first_seen()
        if end is None:
            return ""
        for year in (end.year, end.year - 1):
            edtf = _checked(f"{year:04}-{month:02}-{day:02}")
            if edtf and (edtf <= end.isoformat() or self._latest is None):
                return edtf
        return ""

    def _first_seen(self) -> date | None:
        return self._earliest or self._event

    def _weekday(self, number: int) -> str:
        """The last such day up to publication; "" where that is not known by a week."""
        if self._latest is None or self._earliest is None:
            base = self._earliest or self._event
            if base is None:
                return ""
            return (base - timedelta((base.isoweekday() - number) % 7)).isoformat()
        if self._is_the_events(number, self._earliest):
            return self.occurred
        if (self._latest - self._earliest).days > 6:
            return ""
        return (self._latest - timedelta((self._latest.isoweekday() - number) % 7)).isoformat()

    def _is_the_events(self, number: int, published: date) -> bool:
        """Whether a weekday is that of what the article is about, in the week before it."""
        event = self._event
        if event is None or event.isoweekday() != number:
            return False
        return timedelta() <= published - event <= timedelta(7)

    def _relative(self, words: str) -> str:
        published = self._latest if self._latest == self._earliest else None
        if words in {"today", "yesterday"}:
            back = timedelta(words == "yesterday")
            return (published - back).isoformat() if published else ""
        if words.endswith("year"):
            return f"{self.last_year:04}" if self.last_year else ""
        if words.endswith("ago"):
            return self._years_before(words.split()[0], self._latest or self._earliest)
        if words.endswith("anniversary"):
            count = words.split()[0]
            number = ORDINALS.get(count) or int(re.sub(r"\D", "", count))
            return _shifted(self._event, number)
        day = self.last_day or self._event
        if day is None:
            return ""
        return (day + timedelta(-1 if words.endswith("before") else 1)).isoformat()

    def _years_before(self, count: str, day: date | None) -> str:
        number = SMALL.get(count) or (int(count) if count.isdecimal() else 0)
        return f"{day.year - number:04}" if day and 0 < number < day.year else ""

    def _remember(self, edtf: str) -> None:
        if len(edtf) == 10:
            self.last_day = date.fromisoformat(edtf)
        if edtf:
            self.last_year = int(edtf[:4])


def within(inner: str, outer: str) -> bool:
    """Whether one EDTF date lies in another: 2017-06-07 in 2017-06. False for what isn't known."""
    return (
        bool(inner and outer) and inner.startswith(outer) and inner[len(outer) :][:1] in {"", "-"}
    )


def _is_bare_number(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a year may be a number: 2019 people."""
    if match.lastgroup != "year" or len(match[0]) != 4:
        return False
    return not _BEFORE_A_YEAR.search(text[max(0, match.start() - 10) : match.start()])


def _month(name: str) -> int:
    short = name.lower().rstrip(".")[:3]
    return next(number for month, number in MONTHS.items() if month.startswith(short))


def _checked(edtf: str) -> str:
    try:
        read_edtf(edtf)
        date.fromisoformat(edtf)
    except (UnreadableDate, ValueError):
        return ""
    return edtf


def _shifted(day: date | None, years: int) -> str:
    if day is None or not 0 < years < day.year:
        return ""
    return _checked(f"{day.year - years:04}-{day.month:02}-{day.day:02}")


def _first_day_of(edtf: str) -> date | None:
    return _end_of(edtf, last=False)


def _last_day_of(edtf: str) -> date | None:
    return _end_of(edtf, last=True)


def _end_of(edtf: str, *, last: bool) -> date | None:
    """The first or last day of an EDTF date or the day of an instant; None where it is open."""
    try:
        period = read_edtf(edtf[:10] if ":" in edtf else edtf)
    except UnreadableDate:
        return None
    end = period.end if last else period.start
    if end is None:
        return None
    return (end - timedelta(days=1)).date() if last else end.date()
