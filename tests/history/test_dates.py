"""Dates and times as sources give them; the edtf package is the oracle for level 1."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from time import struct_time
from zoneinfo import ZoneInfo

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import assume, example, given
from hypothesis import strategies as st

from claims.values import Period
from history.dates import (
    Moment,
    UnreadableDate,
    Until,
    read_as_of,
    read_edtf,
    read_instant,
    read_moment,
    read_since,
    read_stated_until,
)

TEHRAN = ZoneInfo("Asia/Tehran")
NEW_YORK = ZoneInfo("America/New_York")
APIA = ZoneInfo("Pacific/Apia")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def refusal_code(read, text, **options):
    with pytest.raises(UnreadableDate) as caught:
        read(text, **options)
    assert caught.value.message == str(caught.value)
    return caught.value.code


# EDTF


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-01-04", utc(2024, 1, 4), utc(2024, 1, 5)),
        ("2024-02-29", utc(2024, 2, 29), utc(2024, 3, 1)),
        ("2024-12-31", utc(2024, 12, 31), utc(2025, 1, 1)),
        ("2024-01", utc(2024, 1, 1), utc(2024, 2, 1)),
        ("2024-12", utc(2024, 12, 1), utc(2025, 1, 1)),
        ("2024", utc(2024, 1, 1), utc(2025, 1, 1)),
        ("0001", utc(1, 1, 1), utc(2, 1, 1)),
        ("9998", utc(9998, 1, 1), utc(9999, 1, 1)),
        ("2024-01-04~", utc(2024, 1, 4), utc(2024, 1, 5)),
        ("2024-01?", utc(2024, 1, 1), utc(2024, 2, 1)),
        ("2024%", utc(2024, 1, 1), utc(2025, 1, 1)),
        ("201X", utc(2010, 1, 1), utc(2020, 1, 1)),
        ("20XX", utc(2000, 1, 1), utc(2100, 1, 1)),
        ("2024-XX", utc(2024, 1, 1), utc(2025, 1, 1)),
        ("2024-XX-XX", utc(2024, 1, 1), utc(2025, 1, 1)),
        ("2024-02-XX", utc(2024, 2, 1), utc(2024, 3, 1)),
        ("2024-12-XX", utc(2024, 12, 1), utc(2025, 1, 1)),
        ("2024-01-07/2024-01-13", utc(2024, 1, 7), utc(2024, 1, 14)),
        ("2024-01-07/2024-01-07", utc(2024, 1, 7), utc(2024, 1, 8)),
        ("2024-01-07/2024-01", utc(2024, 1, 7), utc(2024, 2, 1)),
        ("2023/2024-02", utc(2023, 1, 1), utc(2024, 3, 1)),
        ("2023~/2024?", utc(2023, 1, 1), utc(2025, 1, 1)),
        ("2024-01-19/..", utc(2024, 1, 19), None),
        ("2024-01-19/", utc(2024, 1, 19), None),
        ("../2024-01-05", None, utc(2024, 1, 6)),
        ("/2024-01-05", None, utc(2024, 1, 6)),
    ],
)
def test_edtf_covers_its_instants(text, start, end):
    assert read_edtf(text) == Period(text, start, end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("2" * 65, "too_long"),
        ("../..", "no_date"),
        ("/", "no_date"),
        ("2024/2025/2026", "malformed"),
        ("2024-02-30", "impossible"),
        ("2023-02-29", "impossible"),
        ("2024-13", "impossible"),
        ("2024-00", "impossible"),
        ("2024-01-00", "impossible"),
        ("2024-21", "season"),
        ("2024-24~", "season"),
        ("2024-21/2024-22", "season"),
        ("2024-25", "impossible"),
        ("0000", "out_of_range"),
        ("000X", "out_of_range"),
        ("-0001", "out_of_range"),
        ("-0044-03-15", "out_of_range"),
        ("Y170000002", "out_of_range"),
        ("Y-170000002", "out_of_range"),
        ("9999", "out_of_range"),
        ("9999-12", "out_of_range"),
        ("9999-12-31", "out_of_range"),
        ("999X", "out_of_range"),
        ("99XX", "out_of_range"),
        ("2024-05/2024-01", "reversed"),
        ("2024/2023-12", "reversed"),
        ("1XXX", "not_level_1"),
        ("XXXX", "not_level_1"),
        ("2024-1X", "not_level_1"),
        ("2024-XX-01", "not_level_1"),
        ("2024-XX~", "not_level_1"),
        ("2024?-01-04", "not_level_1"),
        ("2024-01-XX/2024-02", "not_level_1"),
        ("2024-01-04T10:30Z", "not_a_date"),
        ("201x", "malformed"),
        ("201u", "malformed"),
        ("24", "malformed"),
        ("2024-1-4", "malformed"),
        ("4 January 2024", "malformed"),
        ("2024-01-04 ", "malformed"),
        ("2024-01-04\n", "malformed"),
        ("٢٠٢٤", "malformed"),
        ("2024\x00", "malformed"),
        ("[2023,2024]", "malformed"),
    ],
    ids=ascii,
)
def test_edtf_is_refused(text, code):
    assert refusal_code(read_edtf, text) == code


def test_refusal_says_what_came_and_what_is_allowed():
    with pytest.raises(UnreadableDate) as caught:
        read_edtf("2024-21")

    assert caught.value.message == (
        "Cannot read '2024-21' as a date or time: "
        "a season has other months north and south: give the months."
    )


# Days in a time zone


def test_day_is_the_zones_own():
    assert read_edtf("2024-01-03", tz=TEHRAN) == Period(
        "2024-01-03", utc(2024, 1, 2, 20, 30), utc(2024, 1, 3, 20, 30)
    )


def test_interval_is_in_the_zones_days():
    assert read_edtf("2024-01-03/2024-01-04", tz=TEHRAN) == Period(
        "2024-01-03/2024-01-04", utc(2024, 1, 2, 20, 30), utc(2024, 1, 4, 20, 30)
    )


@pytest.mark.parametrize(
    ("day", "hours"), [("2024-03-10", 23), ("2024-03-11", 24), ("2024-11-03", 25)]
)
def test_day_is_as_long_as_the_clocks_make_it(day, hours):
    read = read_edtf(day, tz=NEW_YORK)

    assert read.end - read.start == timedelta(hours=hours)


def test_day_without_midnight_begins_where_the_clocks_jump():
    read = read_edtf("2018-11-04", tz=ZoneInfo("America/Sao_Paulo"))

    assert (read.start, read.end) == (utc(2018, 11, 4, 3), utc(2018, 11, 5, 2))


def test_day_the_zone_skipped_is_refused():
    assert refusal_code(read_edtf, "2011-12-30", tz=APIA) == "impossible"


def test_month_with_a_skipped_day_is_read():
    read = read_edtf("2011-12", tz=APIA)

    assert read.end - read.start == timedelta(days=30)


def test_first_day_of_all_is_refused_where_utc_lies_before_it():
    assert refusal_code(read_edtf, "0001-01-01", tz=timezone(timedelta(hours=3))) == "out_of_range"


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["Asia/Tehran", "America/St_Johns", "America/Havana", "Asia/Beirut", "UTC"]),
)
def test_days_follow_each_other_without_gap_or_overlap(day, zone):
    today = read_edtf(day.isoformat(), tz=ZoneInfo(zone))

    tomorrow = read_edtf((day + timedelta(days=1)).isoformat(), tz=ZoneInfo(zone))

    assert today.end == tomorrow.start


# The oracle

YEARS = st.integers(1, 9998).map("{:04}".format)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))
DAYS = st.builds("{}-{:02}".format, MONTHS, st.integers(1, 31))
PLAIN = st.one_of(YEARS, MONTHS, DAYS)
QUALIFIED = st.builds("{}{}".format, PLAIN, st.sampled_from(["", "~", "?", "%"]))
UNSPECIFIED = st.one_of(
    st.integers(1, 998).map("{:03}X".format),
    st.integers(1, 98).map("{:02}XX".format),
    YEARS.map("{}-XX".format),
    YEARS.map("{}-XX-XX".format),
    MONTHS.map("{}-XX".format),
)
INTERVALS = st.builds("{}/{}".format, QUALIFIED, QUALIFIED)
OPEN = st.one_of(QUALIFIED.map("{}/..".format), QUALIFIED.map("../{}".format))


def first_day(bound):
    return date(*bound[:3]) if isinstance(bound, struct_time) else None


def by_the_oracle(text):
    """The first and last day by the edtf package; None for an open end."""
    parsed = parse_edtf(text)
    return first_day(parsed.lower_strict()), first_day(parsed.upper_strict())


def by_us(text):
    """The same by read_edtf; the code where it refuses."""
    try:
        read = read_edtf(text)
    except UnreadableDate as refused:
        return refused.code
    first = None if read.start is None else read.start.date()
    return first, None if read.end is None else read.end.date() - timedelta(days=1)


@given(st.one_of(QUALIFIED, UNSPECIFIED, INTERVALS, OPEN))
@example("2024-02-29/2024-02-29")
def test_days_are_those_of_the_edtf_package(text):
    read = by_us(text)

    assume(read not in {"impossible", "reversed"})
    assert read == by_the_oracle(text)


@given(INTERVALS)
def test_interval_is_reversed_only_if_it_is_by_the_edtf_package(text):
    assume(by_us(text) == "reversed")

    first, last = by_the_oracle(text)

    assert first > last


@given(st.builds("{}-{:02}".format, MONTHS, st.integers(29, 31)))
def test_day_is_impossible_only_if_it_is_by_the_edtf_package(text):
    assume(by_us(text) == "impossible")

    # Its grammar refuses day 31 of a short month; its calendar refuses 29 February.
    with pytest.raises((EDTFParseException, ValueError)):
        by_the_oracle(text)


# Instants


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-01-04T10:30Z", utc(2024, 1, 4, 10, 30), utc(2024, 1, 4, 10, 31)),
        ("2024-01-04T10:30:00Z", utc(2024, 1, 4, 10, 30), utc(2024, 1, 4, 10, 30, 1)),
        ("2024-01-04T23:59:59Z", utc(2024, 1, 4, 23, 59, 59), utc(2024, 1, 5)),
        ("2024-01-04T10:30+03:30", utc(2024, 1, 4, 7), utc(2024, 1, 4, 7, 1)),
        ("2024-01-04T00:30:15-05:00", utc(2024, 1, 4, 5, 30, 15), utc(2024, 1, 4, 5, 30, 16)),
        ("2024-01-04t10:30z", utc(2024, 1, 4, 10, 30), utc(2024, 1, 4, 10, 31)),
        ("2024-01-04T10:30-00:00", utc(2024, 1, 4, 10, 30), utc(2024, 1, 4, 10, 31)),
    ],
)
def test_instant_is_as_wide_as_its_precision(text, start, end):
    assert read_instant(text) == Period(text, start, end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("2024-01-04T10:30", "naive"),
        ("2024-01-04T10:30:00", "naive"),
        ("2024-01-04T10:30:00.5Z", "fraction"),
        ("2024-01-04T10:30:00.000Z", "fraction"),
        ("2016-12-31T23:59:60Z", "leap_second"),
        ("2024-02-30T10:30Z", "impossible"),
        ("2024-01-04T24:00Z", "impossible"),
        ("2024-01-04T10:60Z", "impossible"),
        ("2024-01-04T10:30:61Z", "impossible"),
        ("2024-01-04T10:30+24:00", "impossible"),
        ("2024-01-04T10:30+03:60", "impossible"),
        ("0001-01-01T00:00+01:00", "out_of_range"),
        ("9999-12-31T23:59-01:00", "out_of_range"),
        ("9999-12-31T23:59Z", "out_of_range"),
        ("0000-01-01T00:00Z", "out_of_range"),
        ("2024-01-04", "not_an_instant"),
        ("2024-01-04T10:30Z/2024-01-05", "not_an_instant"),
        ("2024-01-04 10:30Z", "malformed"),
        ("2024-01-04T10:30 03:30", "malformed"),
        ("2024-01-04T10Z", "malformed"),
        ("20240104T1030Z", "malformed"),
        ("2024-01-04T10:30+0330", "malformed"),
        ("2024-01-04T10:30Z\n", "malformed"),
        ("now", "malformed"),
    ],
)
def test_instant_is_refused(text, code):
    assert refusal_code(read_instant, text) == code


def test_plus_lost_in_a_url_is_named():
    with pytest.raises(UnreadableDate, match="%2B"):
        read_instant("2024-01-04T10:30 03:30")


@given(
    st.datetimes(
        datetime(2, 1, 1),  # noqa: DTZ001 - the time zone is the other strategy's
        datetime(9998, 1, 1),  # noqa: DTZ001
        timezones=st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m))),
    )
)
def test_instant_survives_being_written(moment):
    moment = moment.replace(microsecond=0)

    assert read_instant(moment.isoformat()).start == moment


# Moments


@pytest.mark.parametrize(
    ("text", "at", "before"),
    [
        ("2024-01-04", utc(2024, 1, 4), utc(2024, 1, 5)),
        ("2024-01-07/2024-01-13", utc(2024, 1, 7), utc(2024, 1, 14)),
        ("2024-01-19/..", utc(2024, 1, 19), None),
        ("../2024-01-05", None, utc(2024, 1, 6)),
        ("2024-01-04T10:30Z", utc(2024, 1, 4, 10, 30), utc(2024, 1, 4, 10, 31)),
    ],
)
def test_moment_is_a_date_or_an_instant(text, at, before):
    assert read_moment(text) == Moment(text, at, before)


def test_moment_not_given_is_all_none():
    assert read_moment("") == Moment(None, None, None)


def test_moments_day_is_the_zones_and_its_instant_is_not():
    assert read_moment("2024-01-04", tz=TEHRAN).at == utc(2024, 1, 3, 20, 30)
    assert read_moment("2024-01-04T10:30Z", tz=TEHRAN).at == utc(2024, 1, 4, 10, 30)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-01-04T10:30", "naive"),
        ("yesterday", "malformed"),
        ("2024-01-04T10:30Z/..", "not_an_instant"),
    ],
)
def test_moment_is_refused(text, code):
    assert refusal_code(read_moment, text) == code


# Parameters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("412", 412),
        ("2024", 2024),
        ("20240104", 20240104),
        (str(2**63 - 1), 2**63 - 1),
        ("2024-01-04", utc(2024, 1, 5)),
        ("2024-01-04T10:30Z", utc(2024, 1, 4, 10, 30)),
        ("2024-01-04T10:30:15+03:30", utc(2024, 1, 4, 7, 0, 15)),
        ("2024-01-04T10:30:15.25Z", utc(2024, 1, 4, 10, 30, 15, 250_000)),
        ("2024-01-04T10:30:15.123456Z", utc(2024, 1, 4, 10, 30, 15, 123_456)),
    ],
)
def test_as_of_is_a_position_or_an_instant(text, expected):
    assert read_as_of(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (str(2**63), "out_of_range"),
        ("9" * 64, "out_of_range"),
        ("9999-12-31", "out_of_range"),
        ("-1", "malformed"),
        ("٤١٢", "malformed"),
        ("4 12", "malformed"),
        ("2024-01-04T10:30:15", "naive"),
        ("2024-01-04T10:30:15.1234567Z", "fraction"),
        ("2024-02-30", "impossible"),
        ("2024-01", "not_an_instant"),
        ("2024-01-04~", "not_an_instant"),
        ("2024-01-04/..", "not_an_instant"),
        ("201X", "not_an_instant"),
    ],
    ids=ascii,
)
def test_as_of_is_refused(text, code):
    assert refusal_code(read_as_of, text) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-04", Until(utc(2024, 1, 4, 20, 30), inclusive=False)),
        ("2024-01-04T10:30Z", Until(utc(2024, 1, 4, 10, 30), inclusive=True)),
        ("2024-01-04T10:30+03:30", Until(utc(2024, 1, 4, 7), inclusive=True)),
    ],
)
def test_stated_until_ends_with_the_topics_day_or_at_an_instant(text, expected):
    assert read_stated_until(text, tz=TEHRAN) == expected


def test_stated_until_ends_with_a_long_day():
    assert read_stated_until("2024-11-03", tz=NEW_YORK).limit == utc(2024, 11, 4, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("412", "malformed"),
        ("2024", "not_an_instant"),
        ("2024-01-04T10:30", "naive"),
        ("2024-01-04/2024-01-05", "not_an_instant"),
    ],
)
def test_stated_until_is_refused(text, code):
    assert refusal_code(read_stated_until, text, tz=TEHRAN) == code


def read_until_utc(text):
    return read_stated_until(text, tz=UTC)


@pytest.mark.parametrize(
    ("read", "offered"),
    [
        (read_instant, "give an instant like 2024-01-04T10:30Z, in RFC 3339."),
        (read_as_of, "give a position like 57, a day like 2024-01-04, or an instant like"),
        (read_until_utc, "give a day like 2024-01-04, or an instant like"),
        (read_since, "give a day like 2024-01-04, or an instant like"),
    ],
)
@pytest.mark.parametrize("text", ["", "yesterday"])
def test_a_refusal_offers_all_that_is_read(read, offered, text):
    with pytest.raises(UnreadableDate, match=re.escape(offered)):
        read(text)


# Any text

LIKE_A_DATE = st.text("0123456789-/.:TZX~?%+ Y", max_size=40)


@pytest.mark.parametrize(
    "read",
    [read_edtf, read_instant, read_moment, read_as_of, read_until_utc],
    ids=lambda f: f.__name__,
)
@given(text=st.one_of(st.text(), LIKE_A_DATE, INTERVALS, DAYS))
def test_any_text_is_read_or_refused(read, text):
    with suppress(UnreadableDate):
        assert read(text) is not None


@given(st.one_of(QUALIFIED, UNSPECIFIED, INTERVALS, OPEN))
def test_period_is_aware_utc_and_not_empty(text):
    try:
        read = read_edtf(text, tz=TEHRAN)
    except UnreadableDate:
        return
    ends = [end for end in (read.start, read.end) if end is not None]

    assert all(end.tzinfo is UTC for end in ends)
    assert ends == sorted(set(ends))
