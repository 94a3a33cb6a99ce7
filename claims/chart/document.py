"""A whole chart as SVG: one layout for a page, or both in a file with a stylesheet of its own."""

from __future__ import annotations

from claims.chart import phrases
from claims.chart.frame import Drawing, written
from claims.chart.lanes import lanes
from claims.chart.layout import NARROW, WIDE, Layout, wrapped
from claims.chart.markup import Element, element, moved, number, text_of
from claims.chart.shapes import Chart
from claims.chart.steps import steps
from claims.values import ValueType

TOP, BOTTOM = 6.0, 8.0
NAMESPACE = "http://www.w3.org/2000/svg"
NOTHING = "No statement has a place in this chart."


def draw(chart: Chart, layout: Layout, *, name: str = "chart") -> str:
    """The chart for a page that has the stylesheet; `name` keeps the ids of several apart."""
    body, height = _body(chart, layout)
    return text_of(
        element(
            "svg",
            *_told(chart, f"{name}-{layout.name}"),
            *body,
            class_=f"claim-chart {layout.name}",
            viewBox=_view(layout, height),
            **_named(f"{name}-{layout.name}"),
        )
    )


def draw_image(chart: Chart, stylesheet: str, layout: Layout) -> str:
    """One layout as a file that has a size of its own, for a page to embed as an image."""
    body, height = _body(chart, layout)
    return text_of(
        element(
            "svg",
            *_told(chart, "chart"),
            element("style", stylesheet),
            *body,
            class_=f"claim-chart file alone {layout.name}",
            viewBox=_view(layout, height),
            width=number(layout.width),
            height=number(height),
            **_named("chart"),
        )
    )


def draw_file(chart: Chart, stylesheet: str) -> str:
    """Both layouts as a file that fills its window and shows the one that fits."""
    inner = []
    for layout in (WIDE, NARROW):
        body, height = _body(chart, layout)
        inner.append(
            element(
                "svg",
                *body,
                class_=layout.name,
                viewBox=_view(layout, height),
                preserveAspectRatio="xMidYMin",
            )
        )
    return text_of(
        element(
            "svg",
            *_told(chart, "chart"),
            element("style", stylesheet),
            *inner,
            class_="claim-chart file",
            **_named("chart"),
        )
    )


def _told(chart: Chart, name: str) -> list[Element]:
    return [
        element("title", phrases.title(chart), id=f"{name}-title"),
        element("desc", phrases.description(chart), id=f"{name}-description"),
    ]


def _named(name: str) -> dict[str, str]:
    ids = f"{name}-title {name}-description"
    return {"xmlns": NAMESPACE, "role": "img", "aria_labelledby": ids}


def _view(layout: Layout, height: float) -> str:
    return f"0 0 {number(layout.width)} {number(height)}"


def _body(chart: Chart, layout: Layout) -> tuple[list[Element], float]:
    drawing = _drawing(chart, layout)
    notes = [
        *([] if drawing.parts else [NOTHING]),
        *drawing.notes,
        *phrases.undated(chart),
        *phrases.unread(chart),
        *phrases.unplaced(chart),
        *([phrases.days_of(chart)] if drawing.parts else []),
    ]
    rows = [row for note in notes for row in wrapped(note, layout.width - 8, layout.font)]
    first = TOP + drawing.height + layout.leading
    words = [written(row, 0, first + at * layout.leading, "note") for at, row in enumerate(rows)]
    plot = element("g", *drawing.parts, transform=moved(0, TOP))
    return [plot, *words], round(first + len(rows) * layout.leading + BOTTOM)


def _drawing(chart: Chart, layout: Layout) -> Drawing:
    match chart.value_type:
        case ValueType.QUANTITY | ValueType.DATE:
            return steps(chart, layout)
        case ValueType.ENTITY | ValueType.BOOLEAN | ValueType.TEXT:
            return lanes(chart, layout)
