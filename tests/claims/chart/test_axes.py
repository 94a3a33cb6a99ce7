"""Axes: which figures and days are written, and where everything lies."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claims.chart.numbers import figures, in_short
from claims.chart.times import times


@pytest.mark.parametrize(
    ("numbers", "is_count", "labels"),
    [
        pytest.param([80, 103], True, ["80", "85", "90", "95", "100", "105"], id="Kerman"),
        pytest.param([2], True, ["1", "2", "3"], id="one count"),
        pytest.param([0], True, ["-1", "0", "1"], id="nought"),
        pytest.param([3, 100], True, ["0", "20", "40", "60", "80", "100"], id="from nought"),
        pytest.param(["0.01", "0.03"], False, ["0", "0.01", "0.02", "0.03"], id="small parts"),
        pytest.param(["-3.5", "2"], False, ["-4", "-2", "0", "2"], id="below nought"),
        pytest.param([20, 19999], True, ["10", "100", "1,000", "10,000", "100,000"], id="powers"),
        pytest.param(
            [10**14, 10**14 + 3],
            True,
            [f"100.00000000000{n} tn" if n else "100 tn" for n in range(4)],
            id="fifteen digits",
        ),
        pytest.param(
            [4000, 6000], True, ["4,000", "4,500", "5,000", "5,500", "6,000"], id="a range"
        ),
    ],
)
def test_figures_beside_the_axis(numbers, is_count, labels):
    axis = figures([Decimal(number) for number in numbers], is_count, 100, 0)

    assert [tick.label for tick in axis.ticks(is_count)] == labels


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("84", "84"), ("1200", "1,200"), ("1500000", "1.5 M"), ("2E+9", "2 bn"), ("-3.50", "-3.5"),
        ("1E+18", "1E+18"), ("0.000000012", "1.2E-8"), ("0", "0"),
    ],
)  # fmt: skip
def test_figures_in_short(number, words):
    assert in_short(Decimal(number)) == words


def test_figure_lies_in_proportion_between_bottom_and_top():
    axis = figures([Decimal(80), Decimal(100)], True, 100, 0)

    assert [axis.place(Decimal(number)) for number in (80, 85, 100)] == [100, 75, 0]


def test_powers_of_ten_have_the_same_room():
    axis = figures([Decimal(1), Decimal(1000)], True, 300, 0)

    assert [round(axis.place(Decimal(number))) for number in (1, 10, 1000)] == [300, 200, 0]


@pytest.mark.parametrize(
    ("first", "last", "zone", "labels"),
    [
        pytest.param(
            "2024-01-03T20:30", "2024-01-18T20:30", "Asia/Tehran",
            ["4 Jan 2024", "7 Jan 2024", "10 Jan 2024", "13 Jan 2024", "16 Jan 2024",
             "19 Jan 2024"],
            id="days of Tehran",
        ),
        pytest.param(
            "2024-03-09T20:00", "2024-03-11T04:00", "America/New_York",
            ["18:00 9 Mar 2024", "00:00 10 Mar 2024", "06:00 10 Mar 2024", "12:00 10 Mar 2024",
             "18:00 10 Mar 2024", "00:00 11 Mar 2024"],
            id="hours over a change of clocks",
        ),
        pytest.param(
            "2023-11-20T00:00", "2024-05-02T00:00", "UTC",
            ["Dec 2023", "Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024", "May 2024"],
            id="months",
        ),
        pytest.param(
            "0622-07-16T00:00", "2024-01-01T00:00", "UTC",
            ["1000 ", "1500 ", "2000 "],
            id="centuries",
        ),
    ],
)  # fmt: skip
def test_days_and_hours_below_the_axis(first, last, zone, labels):
    begin, end = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (first, last))
    axis = times(begin, end, 0, 600, zone)

    assert [f"{tick.label} {tick.context}" for tick in axis.ticks(84)] == labels


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_ends_of_the_calendar_have_a_place(zone):
    begin, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

    axis = times(begin, end, 0, 600, zone)

    assert 0 <= axis.place(begin) < axis.place(end) <= 600
    assert axis.ticks(84)


def test_one_instant_has_room_around_it():
    at = datetime(2024, 1, 4, tzinfo=UTC)

    axis = times(at, at, 0, 600, "UTC")

    assert 0 < axis.place(at) < 300
    assert [tick.label for tick in axis.ticks(84)] == [f"{n} Jan" for n in range(2, 9)]
