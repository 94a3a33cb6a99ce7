"""One line of figures or dates as elements: its steps, bands, marks and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.chart import marks, phrases
from claims.chart.marks import Style
from claims.chart.markup import Element, element, path
from claims.chart.plotting import Placed
from claims.chart.shapes import Ending, Line
from claims.values import Stance

FAR = 70.0  # from a statement to the edge, for a second arrow there


@dataclass(frozen=True, slots=True)
class Point:
    """A statement in the plot: its line runs from `x` to `end` at `y`; its mark is at `mark`.

    `top` and `bottom` are the ends of what it may mean, as far as they are known.
    """

    placed: Placed
    x: float
    y: float
    end: float
    mark: float
    top: float
    bottom: float
    is_marked: bool

    @property
    def is_past(self) -> bool:
        return self.placed.said.ending is not Ending.STANDS


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as drawn: runs of points between which nothing is left out."""

    line: Line
    style: Style
    runs: tuple[tuple[Point, ...], ...]
    is_crowded: bool

    @property
    def is_plain(self) -> bool:
        return self.style is marks.PLAIN

    def shows_ends(self, point: Point) -> bool:
        """Whether it is drawn how far a statement reaches."""
        is_named = not self.is_plain and point.placed.said.stance is not Stance.DENIES
        return is_named and not (self.is_crowded and point.is_past)

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for run in self.runs for point in run)


def bands(each: Drawn) -> Iterator[Element]:
    """What a range covers while it stands."""
    for point in each.points:
        if point.placed.span.is_range and each.shows_ends(point):
            yield element(
                "rect",
                class_=f"band {each.style.colour}",
                x=point.x,
                y=point.top,
                width=point.end - point.x,
                height=max(point.bottom - point.top, 1),
            )


def strokes(each: Drawn) -> Iterator[Element]:
    """One path for what is past, one for what stands."""
    faint: list[str | float] = []
    strong: list[str | float] = []
    for run in each.runs:
        for point, following in zip(run, [*run[1:], None], strict=True):
            steps = faint if point.is_past else strong
            steps += ["M", point.x, point.y]
            if following and point.placed.said.ending is Ending.FOLLOWED:
                steps += ["H", following.x, "V", following.y]
            else:
                steps += ["H", point.end]
    for steps, classes in ((faint, "line past"), (strong, "line")):
        if steps:
            kind = f"{classes} {each.style.colour}"
            yield element("path", class_=kind, d=path(*steps), **each.style.stroke)


def points(each: Drawn) -> Iterator[Element]:
    """The marks of a line's statements, and where it ends."""
    for point in (point for point in each.points if point.is_marked):
        said = point.placed.said
        words = phrases.tooltip(each.line, said.words, said.stated, said.ending)
        if each.shows_ends(point):
            yield from _ends(each.style, point)
        hollow = point.placed.span.is_hollow
        yield marks.mark(each.style, point.mark, point.y, said, hollow, words)
        if said.ending in (Ending.WITHDRAWN, Ending.REPLACED):
            yield marks.end(each.style, point.end, point.y)


def _ends(style: Style, point: Point) -> Iterator[Element]:
    """A bar from end to end of a range, arrows where it is open."""
    span = point.placed.span
    if point.top != point.bottom:
        yield marks.bar(style, point.mark, point.top, point.bottom, point.is_past)
    if span.lower is None or span.upper is None:
        up = span.upper is None
        yield marks.arrow(style, point.mark, point.y, up, point.is_past)
        if point.end - point.mark > FAR and not point.is_past:
            yield marks.arrow(style, point.end - 5, point.y, up, point.is_past)
