"""Statements of figures and dates placed between two axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from claims.chart.frame import Box
from claims.chart.layout import Layout, room
from claims.chart.numbers import Figures, Tick, figures
from claims.chart.shapes import Chart, Line, Said
from claims.chart.spans import Span, instant, span_of
from claims.chart.times import Times, times
from claims.values import ValueType

EDGE = 26.0  # above the highest figure and below the lowest: room for an arrow
TICK_HEIGHT = 30.0


@dataclass(frozen=True, slots=True)
class Dates:
    """An axis of dates, which are numbers of seconds here."""

    times: Times

    def place(self, number: Decimal) -> float:
        return self.times.place(instant(number))

    def ticks(self, is_count: bool) -> list[Tick]:
        made, context = [], ""
        for tick in self.times.ticks(TICK_HEIGHT):
            news = f" {tick.context}" if tick.context != context else ""
            made.append(Tick(tick.at, f"{tick.label}{news}"))
            context = tick.context
        return made


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement with a place on both axes."""

    said: Said
    at: datetime
    span: Span


Run = tuple[Placed, ...]
"""Statements of one line between which nothing is left out for want of a value."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Both axes, the box between them, and what is written along them."""

    box: Box
    times: Times
    axis: Figures | Dates
    value_ticks: list[Tick]
    time_ticks: list[Tick]

    def place(self, placed: Placed) -> tuple[float, float]:
        return self.x(placed), self.axis.place(placed.span.point)

    def x(self, placed: Placed) -> float:
        return self.times.place(placed.at)

    def end(self, placed: Placed) -> float:
        """Where its line goes on or ends; the edge, for what stands."""
        if placed.said.ending.is_open:
            return self.box.right
        return max(self.times.place(placed.said.until or placed.at), self.x(placed))


def runs_of(line: Line) -> list[Run]:
    """What of a line has a place; empty where nothing has."""
    runs: list[list[Placed]] = [[]]
    for said in line.said:
        span = span_of(said.value)
        if said.at is None or span is None:
            runs.append([])
        else:
            runs[-1].append(Placed(said, said.at, span))
    return [tuple(run) for run in runs if run]


def plot(chart: Chart, runs: Sequence[Run], layout: Layout, height: float) -> Plot:
    """The axes on which all of the statements, and the adopted figure, have a place."""
    numbers = [number for run in runs for placed in run for number in placed.span.numbers]
    adopted = span_of(chart.adopted.value) if chart.adopted else None
    numbers += [] if adopted is None else [adopted.point]
    top, bottom = EDGE, height - EDGE
    axis = _axis(chart, numbers, bottom, top)
    ticks = axis.ticks(chart.is_count)
    left = max((room(tick.label, layout.font) for tick in ticks), default=0.0) + 10
    box = Box(left, layout.width - layout.gutter, 0.0, height)
    along = time_span([placed.said for run in runs for placed in run], box, chart.zone)
    return Plot(box, along, axis, ticks, along.ticks(layout.tick_room))


def time_span(said: Sequence[Said], box: Box, zone: str) -> Times:
    """The axis of stated time, from the first statement to the last, or to what ended one."""
    begun = [each.at for each in said if each.at is not None]
    ended = [each.until for each in said if each.until is not None]
    return times(min(begun), max(begun + ended), box.left, box.right, zone)


def _axis(chart: Chart, numbers: Sequence[Decimal], bottom: float, top: float) -> Figures | Dates:
    if chart.value_type is not ValueType.DATE:
        return figures(numbers, chart.is_count, bottom, top)
    first, last = instant(min(numbers)), instant(max(numbers))
    return Dates(times(first, last, bottom, top, chart.zone, around=(0.05, 0.05)))
