"""The measures of a chart, wide and narrow, and how much room words take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, east_asian_width

THIN = frozenset("fijlI.,:;|!'’‘()[]/ ·-")
BROAD = frozenset("mwMW@%—")


@dataclass(frozen=True, slots=True)
class Layout:
    """All in the units of the view box; `labelled` lines are named, so many rows are shown."""

    name: str
    width: float
    font: float
    gutter: float  # at the right, for labels
    names: float  # the same, where labels are all there is to read
    rows: int  # of a name
    height: float  # of the plot, at least
    tick_room: float
    labelled: int
    lanes: int  # of one answer
    answers: int

    @property
    def leading(self) -> float:
        return self.font * 1.3


WIDE = Layout("wide", 960, 13, 300, 450, 2, 260, 84, 12, 12, 12)
NARROW = Layout("narrow", 360, 12, 140, 190, 3, 240, 76, 8, 6, 8)


def room(text: str, size: float) -> float:
    """About how wide a text is set in a sans serif, rather too much than too little."""
    return sum(_share(char) for char in text) * size


def fitted(text: str, width: float, size: float) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if room(text, size) <= width:
        return text
    kept, left = "", width - room("…", size)
    for char in text:
        left -= _share(char) * size
        if left < 0:
            break
        kept += char
    return kept.rstrip() + "…"


def wrapped(text: str, width: float, size: float) -> Iterator[str]:
    """The text in lines that fit; a word longer than a line is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and room(longer, size) > width:
            yield line
            longer = word
        line = fitted(longer, width, size)
    if line:
        yield line


def lines_of(text: str, width: float, size: float, most: int) -> list[str]:
    """The text in so many lines at most, the last with an ellipsis where that is too few."""
    lines = list(wrapped(text, width, size))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fitted(" ".join(lines[most - 1 :]), width, size)]


def _share(char: str) -> float:
    """Of the font's size."""
    if char in THIN:
        return 0.37
    if category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if char in BROAD or east_asian_width(char) in "WF":
        return 1.0
    return 0.7 if char.isupper() else 0.62
