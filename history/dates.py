"""Reads dates and times as sources give them into half-open ranges of instants.

EDTF level 1 ("2024-01-04", "2024~", "201X", "2024-01-19/..") or an RFC 3339 instant to the
minute or second comes in; aware UTC instants go out. A bare date is its day in a time zone, from
midnight to midnight: 23 or 25 hours where the clocks change. What is left open is refused with a
code. No Django, no clock, no I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, NoReturn

MAX_CHARACTERS: Final = 64
MAX_POSITION: Final = 2**63 - 1

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")
_UNSPECIFIED = re.compile(r"([0-9]{4})-([0-9]{2}|XX)-XX|([0-9]{4})-XX|([0-9]{2})(XX|[0-9]X)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)

AN_INSTANT = "an instant like 2024-01-04T10:30Z, in RFC 3339"
A_DAY = f"a day like 2024-01-04, or {AN_INSTANT}"
A_POSITION = f"a position like 57, {A_DAY}"


class UnreadableDate(ValueError):
    """A date or time that cannot be read without guessing; `code` names the rule."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Period:
    """Instants from `start` up to, not including, `end` (aware UTC); None is open.

    `edtf` is the source's own precision: "2020-01-03", "2019", "2024-01-19/..".
    """

    edtf: str
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was said or published: the text as given, and from `at` up to `before`.

    All None when nothing was given; `at` alone None: unknown start; `before` None: open end.
    """

    text: str | None
    at: datetime | None
    before: datetime | None


@dataclass(frozen=True, slots=True)
class Until:
    """The end of what is asked for: up to `limit`, itself included or not."""

    limit: datetime
    inclusive: bool


def read_edtf(text: str, *, tz: tzinfo = UTC) -> Period:
    """The instants an EDTF level 1 date or interval covers, its days taken in `tz`.

    "~", "?" and "%" leave the range as it is. "..", or nothing, is an open end. Seasons are
    refused (their months depend on the hemisphere), and years outside 0001 to 9999. Raises
    UnreadableDate.
    """
    _check_text(text, "a date like 2024-01-04, 2024-01, 2024 or 2024-01-07/2024-01-13")
    if _INSTANT.fullmatch(text):
        _refuse("not_a_date", text, "a time of day is not EDTF level 1: give the date alone")
    if text.count("/") > 1:
        _refuse("malformed", text, "an interval has one '/'")
    if "/" in text:
        return _interval(text, tz)
    first, after = _days(text)
    start, end = _midnight(first, tz, text), _midnight(after, tz, text)
    if start >= end:
        _refuse("impossible", text, "the time zone skipped that day")
    return Period(text, start, end)


def read_instant(text: str) -> Period:
    """An RFC 3339 instant, as wide as its precision: a minute, or a second.

    "2024-01-04T10:30Z" is [10:30, 10:31). Raises UnreadableDate, with code `naive` where the
    offset is missing and `fraction` for parts of a second.
    """
    instant, width = _instant(text, fraction_digits=0)
    try:
        return Period(text, instant, instant + width)
    except OverflowError:
        _refuse("out_of_range", text, "instants lie in the years 0001 to 9999")


def read_exact_instant(text: str) -> datetime:
    """An RFC 3339 instant as a ledger keeps it: up to six digits of a second. UnreadableDate."""
    return _instant(text, fraction_digits=6)[0]


@lru_cache(4096)
def read_moment(text: str, *, tz: tzinfo = UTC) -> Moment:
    """A date in EDTF or an instant, whichever the text is; "" is not known, and gives None."""
    if not text:
        return Moment(None, None, None)
    read = read_instant(text) if ":" in text else read_edtf(text, tz=tz)
    return Moment(read.edtf, read.start, read.end)


def read_as_of(text: str) -> int | datetime:
    """A position of the ledger, or an instant of system time in UTC.

    Digits alone are a position. A bare date is the midnight that ends it, UTC. An instant may
    carry up to six digits of a second, so that a recorded_at can be asked for. Whether it lies
    in the future is for the caller, who has a clock.
    """
    _check_text(text, A_POSITION)
    if re.fullmatch(r"[0-9]+", text):
        if int(text) > MAX_POSITION:
            _refuse("out_of_range", text, "no ledger is that long")
        return int(text)
    if _DAY.fullmatch(text):
        return _midnight(_days(text)[1], UTC, text)
    return _instant(text, fraction_digits=6, wanted=A_POSITION)[0]


def read_since(text: str) -> datetime:
    """The instant from which on is meant: itself, or the midnight a bare date begins with, UTC."""
    _check_text(text, A_DAY)
    if _DAY.fullmatch(text):
        return _midnight(_days(text)[0], UTC, text)
    return _instant(text, fraction_digits=6, wanted=A_DAY)[0]


def read_stated_until(text: str, *, tz: tzinfo) -> Until:
    """Up to when statements are wanted.

    A bare date ends at the midnight that ends it in the topic's time zone, which is itself left
    out; an instant is included.
    """
    _check_text(text, A_DAY)
    if _DAY.fullmatch(text):
        return Until(_midnight(_days(text)[1], tz, text), inclusive=False)
    return Until(_instant(text, fraction_digits=6, wanted=A_DAY)[0], inclusive=True)


def _interval(text: str, tz: tzinfo) -> Period:
    first, last = (None if end in {"", ".."} else end for end in text.split("/"))
    if first is None and last is None:
        _refuse("no_date", text, "an interval needs a date at one end")
    if "X" in text:
        _refuse("not_level_1", text, "leave out the unspecified part: 2024-06, not 2024-06-XX")
    start = _midnight(_days(first)[0], tz, text) if first else None
    end = _midnight(_days(last)[1], tz, text) if last else None
    if start is not None and end is not None and start >= end:
        _refuse("reversed", text, "the interval ends before it begins")
    return Period(text, start, end)


def _days(text: str) -> tuple[date, date | None]:
    """The first day of a date, and the day after its last; None when that is in year 10000."""
    if unspecified := _UNSPECIFIED.fullmatch(text):
        return _unspecified_days(text, unspecified)
    found = _DATE.fullmatch(text)
    if found is None:
        _refuse_date(text)
    year, month, day = (None if part is None else int(part) for part in found.groups())
    if month is not None and 21 <= month <= 24 and day is None:
        _refuse("season", text, "a season has other months north and south: give the months")
    first = _day(text, year or 0, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return first, _following(first)
    return first, _next_month(first) if month is not None else _year(first.year + 1)


def _unspecified_days(text: str, found: re.Match[str]) -> tuple[date, date | None]:
    year, month, bare_year, century, rest = found.groups()
    if century:
        low, high = (0, 99) if rest == "XX" else (10 * int(rest[0]), 10 * int(rest[0]) + 9)
        first = _day(text, 100 * int(century) + low, 1, 1)
        return first, _year(100 * int(century) + high + 1)
    first = _day(text, int(year or bare_year), 1 if month in {None, "XX"} else int(month), 1)
    return first, _year(first.year + 1) if month in {None, "XX"} else _next_month(first)


def _day(text: str, year: int, month: int, day: int) -> date:
    if year == 0:
        _refuse("out_of_range", text, "years run from 0001 to 9999")
    try:
        return date(year, month, day)
    except ValueError:
        _refuse("impossible", text, "the calendar has no such day")


def _following(day: date) -> date | None:
    return None if day == date.max else day + timedelta(days=1)


def _next_month(first: date) -> date | None:
    return _year(first.year + 1) if first.month == 12 else first.replace(month=first.month + 1)


def _year(year: int) -> date | None:
    return date(year, 1, 1) if year <= date.max.year else None


def _midnight(day: date | None, tz: tzinfo, text: str) -> datetime:
    """The instant a day begins. A midnight that comes twice is its first, so days never overlap."""
    if day is None:
        _refuse("out_of_range", text, "its end lies beyond the year 9999")
    try:
        return datetime(day.year, day.month, day.day, tzinfo=tz).astimezone(UTC)
    except OverflowError:
        _refuse("out_of_range", text, "in UTC it lies outside the years 0001 to 9999")


def _instant(
    text: str, *, fraction_digits: int, wanted: str = AN_INSTANT
) -> tuple[datetime, timedelta]:
    """The instant in UTC, and how wide it was given; `wanted` says what else may stand there."""
    _check_text(text, wanted)
    found = _INSTANT.fullmatch(text)
    if found is None:
        _refuse_instant(text, wanted)
    day, hour, minute, second, fraction, offset = found.groups()
    if offset is None:
        _refuse("naive", text, "add Z or an offset such as +03:30")
    if fraction and len(fraction) - 1 > fraction_digits:
        _refuse("fraction", text, f"at most {fraction_digits} digits of a second are read")
    if second == "60":
        _refuse("leap_second", text, "give second 59, or the minute alone")
    first = _days(day)[0]
    zone = _zone(text, offset)
    try:
        local = datetime(
            first.year, first.month, first.day, int(hour), int(minute), int(second or 0),
            int((fraction or ".0")[1:].ljust(6, "0")), tzinfo=zone,
        )  # fmt: skip
    except ValueError:
        _refuse("impossible", text, "the clock has no such time; the day ends at 23:59:59")
    try:
        return local.astimezone(UTC), timedelta(seconds=1) if second else timedelta(minutes=1)
    except OverflowError:
        _refuse("out_of_range", text, "in UTC it lies outside the years 0001 to 9999")


def _zone(text: str, offset: str) -> timezone:
    if offset in "Zz":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if hours > 23 or minutes > 59:
        _refuse("impossible", text, f"there is no offset {offset}")
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if offset[0] == "-" else distance)


def _check_text(text: str, wanted: str) -> None:
    if not text:
        _refuse("empty", text, f"give {wanted}")
    if len(text) > MAX_CHARACTERS:
        _refuse("too_long", text, f"at most {MAX_CHARACTERS} characters")


def _refuse_date(text: str) -> NoReturn:
    if re.fullmatch(r"Y?-?[0-9]+(?:[~?%]|-[0-9]{2}.*)?", text) and (text[0] in "Y-"):
        _refuse("out_of_range", text, "years run from 0001 to 9999")
    if "X" in text or re.fullmatch(r"[0-9~?%-]*[~?%][0-9~?%-]+", text):
        _refuse("not_level_1", text, "EDTF level 1 allows 201X, 20XX, 2024-XX, 2024-01-XX")
    _refuse("malformed", text, "give a date like 2024-01-04, 2024-01 or 2024, in EDTF level 1")


def _refuse_instant(text: str, wanted: str) -> NoReturn:
    if re.fullmatch(r".*[0-9] [0-9]{2}:[0-9]{2}", text):
        _refuse("malformed", text, "in a URL the + of an offset is written %2B")
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}[~?%]?", text) or "/" in text or "X" in text:
        _refuse("not_an_instant", text, "give a day (2024-01-04) or an instant with its offset")
    _refuse("malformed", text, f"give {wanted}")


def _refuse(code: str, text: str, rule: str) -> NoReturn:
    shown = text if len(text) <= MAX_CHARACTERS else text[:MAX_CHARACTERS] + "…"
    raise UnreadableDate(code, f"Cannot read {shown!r} as a date or time: {rule}.")
