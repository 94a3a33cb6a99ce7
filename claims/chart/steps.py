"""Figures and dates over time: a stepped line a source, bands for ranges, arrows for open ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.chart import frame, marks, phrases, strokes
from claims.chart.frame import Drawing, Label
from claims.chart.layout import Layout
from claims.chart.markup import Element
from claims.chart.numbers import Figures
from claims.chart.picking import CROWD, MARKS, PLAIN, STEPS, in_rank, thinned
from claims.chart.plotting import Placed, Plot, Run, plot, runs_of
from claims.chart.shapes import Chart, Line
from claims.chart.spans import span_of
from claims.chart.strokes import Drawn, Point

APART, MOST_APART = 4.0, 14.0  # between lines that say the same, and all of them together
BESIDE, DODGES = 9.0, 4  # a mark steps aside of another that lies in its place, so many times

Runs = Sequence[Run]


def steps(chart: Chart, layout: Layout) -> Drawing:
    """The plot with its labels and axes; nothing where no statement has a place."""
    found = [(line, runs_of(line)) for line in in_rank(chart.lines)]
    ranked = [(line, runs) for line, runs in found if runs]
    if not ranked:
        return Drawing((), 0, ())
    named, plain = ranked[: layout.labelled], ranked[layout.labelled :][:PLAIN]
    labels = sum(frame.tall(phrases.label(line), line.name, layout) for line, _ in named)
    height = max(layout.height, labels + 4)
    every = [run for _, runs in named + plain for run in runs]
    made = plot(chart, every, layout, height)
    fewer = thinned(every, made.place, _is_kept, STEPS)
    marked = _marked(fewer, sum(len(runs) for _, runs in named), made)
    drawn = _drawn(named, plain, fewer, marked, made)
    notes = [
        *([phrases.by_powers()] if isinstance(made.axis, Figures) and made.axis.by_powers else []),
        *phrases.unnamed(len(plain), len(ranked) - len(named) - len(plain)),
        *phrases.unmarked(sum(map(len, every)) - len(marked)),
    ]
    parts = [*_behind(chart, made, layout), *_lines(drawn), *_labels(drawn, made, layout)]
    return Drawing(tuple(parts), height + 2 * layout.leading + 8, tuple(notes))


def _is_kept(placed: Placed) -> bool:
    return placed.said.ending.is_open


def _marked(runs: Runs, named: int, made: Plot) -> set[int]:
    """Which statements have a mark, as ids of objects; of many only some, on named lines."""
    if sum(map(len, runs)) > MARKS:
        runs = thinned(runs[:named], made.place, _is_kept)
    return {id(placed) for run in runs for placed in run}


def _drawn(
    named: Sequence[tuple[Line, Runs]],
    plain: Sequence[tuple[Line, Runs]],
    fewer: Runs,
    marked: set[int],
    made: Plot,
) -> list[Drawn]:
    """The lines in their places; named ones that say the same are moved apart."""
    left = iter(fewer)
    own = [(line, [next(left) for _ in runs]) for line, runs in [*named, *plain]]
    asides = _asides([runs for _, runs in own[: len(named)]])
    is_crowded = len(marked) > CROWD
    taken: list[tuple[float, float]] = []
    drawn = []
    for at, (line, runs) in enumerate(own):
        is_named = at < len(named)
        placing = _Placing(
            made, asides[at] if is_named else {}, marked, taken if is_named else None
        )
        points = tuple(tuple(placing.point(placed) for placed in run) for run in runs)
        drawn.append(Drawn(line, marks.style(at) if is_named else marks.PLAIN, points, is_crowded))
    return drawn


def _asides(lines: Sequence[Runs]) -> list[Mapping[Decimal, float]]:
    """For each line how far it is moved off its figures, where others say the same."""
    saying: dict[Decimal, list[int]] = defaultdict(list)
    for at, runs in enumerate(lines):
        for figure in {placed.span.point for run in runs for placed in run}:
            saying[figure].append(at)
    asides: list[Mapping[Decimal, float]] = []
    for at in range(len(lines)):
        shared = {figure: who for figure, who in saying.items() if at in who}
        asides.append({f: _aside(who.index(at), len(who)) for f, who in shared.items()})
    return asides


def _aside(place: int, of: int) -> float:
    apart = min(APART, MOST_APART / max(1, of - 1))
    return (place - (of - 1) / 2) * apart


@dataclass(frozen=True, slots=True)
class _Placing:
    """Puts one line's statements in their places; named lines keep off marks that are `taken`."""

    made: Plot
    aside: Mapping[Decimal, float]
    marked: set[int]
    taken: list[tuple[float, float]] | None

    def point(self, placed: Placed) -> Point:
        made, span, is_marked = self.made, placed.span, id(placed) in self.marked
        x, end = made.x(placed), made.end(placed)
        y = made.axis.place(span.point) + self.aside.get(span.point, 0.0)
        top, bottom = made.axis.place(max(span.numbers)), made.axis.place(min(span.numbers))
        mark = x
        if self.taken is not None and is_marked:
            mark = _free(x, y, min(end, x + DODGES * BESIDE), self.taken)
        return Point(placed, x, y, end, mark, top, bottom, is_marked)


def _free(x: float, y: float, end: float, taken: list[tuple[float, float]]) -> float:
    """A place along the line where no mark lies yet; its own where there is none."""
    mark = x
    while any(abs(mark - at) < BESIDE and abs(y - height) < BESIDE for at, height in taken):
        mark += BESIDE
        if mark > end:
            return x
    taken.append((mark, y))
    return mark


def _behind(chart: Chart, made: Plot, layout: Layout) -> list[Element]:
    """The axes and the rule of the figure we print."""
    parts = frame.value_axis(made.value_ticks, made.box, layout)
    parts += frame.time_axis(made.time_ticks, made.box, layout)
    adopted = chart.adopted
    span = span_of(adopted.value) if adopted else None
    if adopted and span:
        words = f"We print: {adopted.wording}"
        parts += frame.rule(words, made.axis.place(span.point), made.box, layout)
    return parts


def _lines(drawn: Sequence[Drawn]) -> list[Element]:
    """The first named line on top of the others."""
    ordered = drawn[::-1]
    bands = [part for each in ordered for part in strokes.bands(each)]
    lines = [part for each in ordered for part in strokes.strokes(each)]
    points = [part for each in ordered for part in strokes.points(each)]
    return [*bands, *lines, *points]


def _labels(drawn: Sequence[Drawn], made: Plot, layout: Layout) -> list[Element]:
    named = [(each, each.points[-1]) for each in drawn if not each.is_plain]
    labels = [
        Label(
            phrases.label(each.line),
            each.line.name,
            each.style,
            last.end,
            last.y,
            last.placed.said,
        )
        for each, last in named
    ]
    return frame.labels_beside(labels, made.box, layout)
