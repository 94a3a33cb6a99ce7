"""How lines are told apart, without colour too, and the marks of statements on them."""

from __future__ import annotations

from dataclasses import dataclass

from claims.chart.markup import Element, element, moved, path
from claims.chart.shapes import Ending, Said
from claims.values import Stance

COLOURS = 8  # classes c0 to c7 of the stylesheet
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2")
MARKS = (
    "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z",  # circle
    "M-4 -4h8v8h-8z",  # square
    "M0 -5L5 4H-5z",  # triangle
    "M0 -5.5L5.5 0L0 5.5L-5.5 0z",  # diamond
    "M0 5L5 -4H-5z",  # triangle on its head
    "M-1.7 -5h3.4v3.3H5v3.4H1.7V5h-3.4V1.7H-5v-3.4h3.3z",  # plus
    "M0 -5.5L5.2 -1.7L3.2 4.5H-3.2L-5.2 -1.7z",  # pentagon
)
CROSS = "M-4 -4L4 4M-4 4L4 -4"
DOT = "M-2 0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"
ARROW = 18
HEAD = 4


@dataclass(frozen=True, slots=True)
class Style:
    """One line's colour, dash and mark; no two of the first 280 share all three."""

    colour: str
    dash: str
    mark: str

    @property
    def stroke(self) -> dict[str, str | float]:
        return {"stroke_dasharray": self.dash} if self.dash else {}


PLAIN = Style("plain", "", DOT)


def style(at: int) -> Style:
    return Style(f"c{at % COLOURS}", DASHES[at % len(DASHES)], MARKS[at % len(MARKS)])


def mark(style: Style, x: float, y: float, said: Said, is_hollow: bool, words: str) -> Element:
    """A statement: filled, hollow where it only suggests or leaves the point out, crossed out."""
    shape, kind = _form(style, said, is_hollow)
    classes = _faded(f"{kind} {style.colour}", said.ending is not Ending.STANDS)
    return element("path", element("title", words), class_=classes, d=shape, transform=moved(x, y))


def swatch(style: Style, x: float, y: float, said: Said, is_hollow: bool = False) -> Element:
    """The mark of a line's last statement beside its label."""
    shape, kind = _form(style, said, is_hollow)
    return element("path", class_=f"{kind} {style.colour}", d=shape, transform=moved(x, y))


def _form(style: Style, said: Said, is_hollow: bool) -> tuple[str, str]:
    if said.stance is Stance.DENIES:
        return CROSS, "cross"
    return style.mark, "hollow" if said.stance is Stance.SUGGESTS or is_hollow else "mark"


def arrow(style: Style, x: float, y: float, up: bool, is_past: bool) -> Element:
    """An open end: this or more, this or fewer."""
    tip = y - ARROW if up else y + ARROW
    back = tip + HEAD if up else tip - HEAD
    drawn = path("M", x, y, "V", tip, "M", x - HEAD, back, "L", x, tip, "L", x + HEAD, back)
    return element("path", class_=_faded(f"arrow {style.colour}", is_past), d=drawn)


def bar(style: Style, x: float, top: float, bottom: float, is_past: bool) -> Element:
    """A range at its statement, from end to end."""
    drawn = path("M", x - 3, top, "h6M", x, top, "V", bottom, "M", x - 3, bottom, "h6")
    return element("path", class_=_faded(f"arrow {style.colour}", is_past), d=drawn)


def end(style: Style, x: float, y: float) -> Element:
    """Where a line ends: taken back, or replaced elsewhere."""
    return element("path", class_=f"end {style.colour}", d=path("M", x, y - 6, "v12"))


def _faded(classes: str, is_past: bool) -> str:
    return f"{classes} past" if is_past else classes
