"""The frame of a plot: its axes, the rule of the figure we print, labels at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.chart.labels import spread
from claims.chart.layout import Layout, fitted, lines_of, room
from claims.chart.marks import Style, swatch
from claims.chart.markup import Element, element, path
from claims.chart.numbers import Tick
from claims.chart.shapes import Ending, Said

LABEL_PADDING = 6.0
KEY = 16.0  # from the plot to the words of a label: its leader and its mark


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn from the top down to `height`, and what must be said of it in words."""

    parts: tuple[Element, ...]
    height: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """The plot itself."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Label:
    """What is written beside a line's end: the figure first, then who says it."""

    figure: str
    name: str
    style: Style
    x: float
    y: float
    last: Said

    @property
    def is_past(self) -> bool:
        return self.last.ending is not Ending.STANDS


def value_axis(ticks: Sequence[Tick], box: Box, layout: Layout) -> list[Element]:
    """Lines across the plot, each with its figure at the left."""
    made = []
    for tick in ticks:
        grid = path("M", box.left, tick.at, "H", box.right)
        made.append(element("path", class_="grid", d=grid))
        middle = tick.at + layout.font * 0.35
        made.append(written(tick.label, box.left - 6, middle, "tick", anchor="end"))
    return made


def time_axis(ticks: Sequence[Tick], box: Box, layout: Layout) -> list[Element]:
    """The days or hours below the plot, and their year or day where it changes."""
    base = path("M", box.left, box.bottom, "H", box.right)
    made = [element("path", class_="axis", d=base)]
    context, taken = "", 0.0
    for tick in ticks:
        made.append(element("path", class_="axis", d=path("M", tick.at, box.bottom, "v4")))
        below = box.bottom + layout.leading + 2
        made.append(written(tick.label, tick.at, below, "tick", anchor="middle"))
        half = room(tick.context, layout.font) / 2
        if tick.context != context and tick.at - half >= taken:
            context, taken = tick.context, tick.at + half + 4
            made.append(
                written(context, tick.at, below + layout.leading, "tick quiet", anchor="middle")
            )
    return made


def rule(words: str, y: float, box: Box, layout: Layout) -> list[Element]:
    """The figure we print, from side to side."""
    shown = fitted(words, box.right - box.left - 8, layout.font)
    return [
        element("path", class_="rule", d=path("M", box.left, y, "H", box.right)),
        written(shown, box.left + 4, y - 5, "rule-words"),
    ]


def tall(figure: str, name: str, layout: Layout) -> float:
    """How much room a label takes."""
    return len(_rows(figure, name, layout)) * layout.leading + LABEL_PADDING


def labels_beside(labels: Sequence[Label], box: Box, layout: Layout) -> list[Element]:
    """Each label near its line's end, none on another, joined to it by a thin leader."""
    rooms = [tall(label.figure, label.name, layout) for label in labels]
    middles = spread([label.y for label in labels], rooms, box.top - 8, box.bottom + 8)
    made: list[Element] = []
    for label, height, middle in zip(labels, rooms, middles, strict=True):
        made.append(_leader(label, middle, box))
        made += _words(label, box.right + KEY + 10, middle - height / 2, layout)
        made.append(swatch(label.style, box.right + KEY, middle, label.last))
    return made


def written(words: str, x: float, y: float, classes: str, anchor: str = "start") -> Element:
    """A line of text; `y` is its base line."""
    if anchor == "start":
        return element("text", words, class_=classes, x=x, y=y)
    return element("text", words, class_=classes, x=x, y=y, text_anchor=anchor)


def _leader(label: Label, middle: float, box: Box) -> Element:
    along = path("M", label.x, label.y, "H", box.right, "L", box.right + KEY - 7, middle)
    return element("path", class_=f"leader {label.style.colour}", d=along)


def _rows(figure: str, name: str, layout: Layout) -> list[tuple[str, str]]:
    """The figure and the name, each in a line or a few, with their classes."""
    wide = layout.gutter - KEY - 14
    bold = lines_of(figure, wide * 0.92, layout.font, 2)
    plain = lines_of(name, wide, layout.font, layout.rows)
    return [*((row, "figure") for row in bold), *((row, "name") for row in plain)]


def _words(label: Label, x: float, top: float, layout: Layout) -> list[Element]:
    made = []
    for at, (row, kind) in enumerate(_rows(label.figure, label.name, layout)):
        y = top + LABEL_PADDING / 2 + (at + 0.8) * layout.leading
        made.append(written(row, x, y, f"{kind} quiet" if label.is_past else kind))
    return made
