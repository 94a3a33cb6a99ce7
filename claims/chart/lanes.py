"""Answers that have no axis: one row an answer, one lane a source in it, marks over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from claims.chart import frame, marks, phrases
from claims.chart.frame import Box, Drawing
from claims.chart.layout import Layout, fitted, lines_of
from claims.chart.marks import Style
from claims.chart.markup import Element, element, path
from claims.chart.picking import in_rank, thinned
from claims.chart.plotting import time_span
from claims.chart.shapes import Chart, Ending, Line, Said
from claims.chart.times import Times
from claims.values import Stance

HEADER, PADDING = 1.7, 6.0  # of an answer: in lines of text; below its lanes
LANE = 7.0  # above and below the words of a lane


@dataclass(frozen=True, slots=True)
class Lane:
    """What one line said of one answer without a break; `style` is the line's."""

    line: Line
    style: Style
    said: tuple[Said, ...]

    @property
    def last(self) -> Said:
        return self.said[-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """A row: an answer, who says it, and how many more say so than there is room for."""

    words: str
    lanes: tuple[Lane, ...]
    more: int
    is_adopted: bool


def lanes(chart: Chart, layout: Layout) -> Drawing:
    """The rows with the axis of time below; nothing where no statement has a place."""
    found = answers(chart, layout)
    shown, rest = found[: layout.answers], found[layout.answers :]
    said = [each for answer in shown for lane in answer.lanes for each in lane.said]
    if not said:
        return Drawing((), 0, ())
    box = Box(8.0, layout.width - layout.names, 0.0, sum(_tall(each, layout) for each in shown))
    along = time_span(said, box, chart.zone)
    parts = frame.time_axis(along.ticks(layout.tick_room), box, layout)
    top, dropped = 0.0, 0
    for answer in shown:
        row, left_out = _row(answer, top, along, box, layout)
        parts, top, dropped = parts + row, top + _tall(answer, layout), dropped + left_out
    notes = [*phrases.unmarked(dropped), *phrases.unshown(len(rest))]
    return Drawing(tuple(parts), box.bottom + 2 * layout.leading + 8, tuple(notes))


def answers(chart: Chart, layout: Layout) -> list[Answer]:
    """The answers, those that most lines stand by first."""
    rows: dict[str, list[Lane]] = defaultdict(list)
    for at, line in enumerate(in_rank(chart.lines)):
        for lane in _episodes(line, marks.style(at)):
            rows[lane.last.answer.casefold()].append(lane)
    adopted = chart.adopted.answer.casefold() if chart.adopted and chart.adopted.answer else None
    made = [
        Answer(
            members[0].last.answer,
            tuple(members[: layout.lanes]),
            len(members) - layout.lanes,
            key == adopted,
        )
        for key, members in ((key, sorted(row, key=_lane_order)) for key, row in rows.items())
    ]
    return sorted(made, key=_standing, reverse=True)


def _standing(answer: Answer) -> tuple[int, int]:
    return (
        sum(lane.last.ending is Ending.STANDS and _asserts(lane) for lane in answer.lanes),
        len(answer.lanes),
    )


def _asserts(lane: Lane) -> bool:
    return lane.last.stance is Stance.ASSERTS


def _lane_order(lane: Lane) -> tuple[object, ...]:
    return _is_past(lane), lane.said[0].at, lane.line.name


def _is_past(lane: Lane) -> bool:
    return lane.last.ending is not Ending.STANDS


def _episodes(line: Line, style: Style) -> Iterator[Lane]:
    dated = (said for said in line.said if said.at is not None and said.value is not None)
    for _, said in groupby(dated, key=lambda each: (each.answer.casefold(), each.stance)):
        yield Lane(line, style, tuple(said))


def _tall(answer: Answer, layout: Layout) -> float:
    more = layout.leading if answer.more > 0 else 0.0
    lanes = sum(_lane_height(lane, layout) for lane in answer.lanes)
    return HEADER * layout.leading + lanes + more + PADDING


def _lane_height(lane: Lane, layout: Layout) -> float:
    return len(_words(lane, layout)) * layout.leading + LANE


def _words(lane: Lane, layout: Layout) -> list[str]:
    """Who says it, on one line or two."""
    wide = layout.names - frame.KEY - 14
    return lines_of(phrases.speaker(lane.line, lane.last), wide, layout.font, layout.rows)


def _row(
    answer: Answer, top: float, along: Times, box: Box, layout: Layout
) -> tuple[list[Element], int]:
    """The row's elements, and how many statements are not drawn apart."""
    rule = path("M", 0, top + 2, "H", layout.width)
    words = phrases.adopted_answer(answer.words) if answer.is_adopted else answer.words
    head = fitted(words, layout.width - 8, layout.font * 1.08)
    parts = [
        element("path", class_="grid", d=rule),
        frame.written(head, 0, top + 1.25 * layout.leading, "figure"),
    ]
    y, dropped = top + HEADER * layout.leading, 0
    for lane in answer.lanes:
        height = _lane_height(lane, layout)
        drawn, left_out = _lane(lane, y + height / 2, along, box)
        parts += [*drawn, *_name(lane, y + LANE / 2, y + height / 2, box, layout)]
        y, dropped = y + height, dropped + left_out
    if answer.more > 0:
        parts.append(
            frame.written(phrases.more_lanes(answer.more), box.left, y + layout.font, "quiet more")
        )
    return parts, dropped


def _lane(lane: Lane, y: float, along: Times, box: Box) -> tuple[list[Element], int]:
    def x(said: Said) -> float:
        return along.place(said.at) if said.at else box.left

    last = lane.last
    until = box.right if last.ending.is_open else along.place(last.until or last.at or along.first)
    classes = f"line {lane.style.colour}" + (" past" if _is_past(lane) else "")
    drawn = path("M", x(lane.said[0]), y, "H", max(until, x(last)))
    parts = [element("path", class_=classes, d=drawn, **lane.style.stroke)]
    (kept,) = thinned([lane.said], lambda each: (x(each), y), lambda each: each.ending.is_open)
    for said in kept:
        words = phrases.tooltip(lane.line, said.words, said.stated, said.ending)
        parts.append(marks.mark(lane.style, x(said), y, said, False, words))
    if not last.ending.is_open:
        parts.append(marks.end(lane.style, max(until, x(last)), y))
    return parts, len(lane.said) - len(kept)


def _name(lane: Lane, top: float, middle: float, box: Box, layout: Layout) -> list[Element]:
    x = box.right + frame.KEY + 10
    classes = "name quiet" if _is_past(lane) else "name"
    parts: list[Element] = [marks.swatch(lane.style, box.right + frame.KEY, middle, lane.last)]
    for at, row in enumerate(_words(lane, layout)):
        parts.append(frame.written(row, x, top + (at + 0.8) * layout.leading, classes))
    return parts
