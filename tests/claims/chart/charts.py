"""Charts made by hand, and what is in a drawn one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from claims.chart import Adopted, Chart, Ending, Line, Said
from claims.values import Stance, Value, ValueType
from tests.claims.agreement.record import exactly

SVG = "{http://www.w3.org/2000/svg}"


def day(number: float) -> datetime:
    """So many days after 4 January 2024."""
    return datetime(2024, 1, 4, tzinfo=UTC) + timedelta(days=number)


def said(words: str, at: datetime | None, value: Value | None = None, **more: Any) -> Said:
    """A statement that stands, unless told otherwise."""
    given = {
        "at": at,
        "before": None,
        "until": None,
        "ending": Ending.STANDS,
        "stance": Stance.ASSERTS,
        "value": value,
        "answer": words,
        "wording": words,
        "stated": "2024-01-04",
    }
    return Said(**{**given, **more})


def line(name: str, *statements: Said, publisher: str = "") -> Line:
    return Line(name, publisher, "", statements)


def steady(name: str, figure: int, at: float = 0) -> Line:
    """A line of one figure that stands."""
    return line(name, said(str(figure), day(at), exactly(figure)))


def chart(*lines: Line, kind: ValueType = ValueType.QUANTITY, **more: Any) -> Chart:
    given = {"question": "How many died?", "unit": "people", "is_count": True, "zone": "UTC"}
    return Chart(value_type=kind, lines=lines, **{**given, **more})


def adopted(figure: int) -> Adopted:
    return Adopted(f"at least {figure}", exactly(figure), str(figure))


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str, css_class: str = "") -> list[str]:
    """What is written in the chart, of elements of a class if given, in the order of the file."""
    return [
        each.text or ""
        for each in parsed(svg).iter(f"{SVG}text")
        if not css_class or css_class in (each.get("class") or "").split()
    ]


def drawn(svg: str, css_class: str) -> int:
    """How many elements there are of a class."""
    return sum(css_class in (each.get("class") or "").split() for each in parsed(svg).iter())
