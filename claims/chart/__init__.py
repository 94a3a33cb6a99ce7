"""A claim's statements over stated time, drawn: a chart in, SVG text out.

`draw` takes what to draw and a layout, wide or narrow, for a page; `draw_file` makes a file that
holds both, `draw_image` one of a layout alone. Every text is escaped by `claims.chart.markup`;
colours are classes, kept in one stylesheet. Pure: no Django, no clock, no I/O. How to read a
chart: docs/chart.md.
"""

from claims.chart.document import draw, draw_file, draw_image
from claims.chart.layout import NARROW, WIDE, Layout
from claims.chart.shapes import Adopted, Chart, Ending, Line, Said
from claims.chart.table import Row, table

__all__ = [
    "NARROW",
    "WIDE",
    "Adopted",
    "Chart",
    "Ending",
    "Layout",
    "Line",
    "Row",
    "Said",
    "draw",
    "draw_file",
    "draw_image",
    "table",
]
