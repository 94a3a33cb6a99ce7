"""The chart's statements as a table: the same, for those who read rather than look."""

from __future__ import annotations

from dataclasses import dataclass

from claims.chart.shapes import Chart, Said


@dataclass(frozen=True, slots=True)
class Row:
    """One statement; `answer` is empty where its words were not read."""

    source: str
    stated: str
    words: str
    answer: str
    state: str


def table(chart: Chart) -> list[Row]:
    """Every statement in the order said, those of unknown time first."""
    rows = [(_order(said), line.name, said) for line in chart.lines for said in line.said]
    return [
        Row(name, said.stated, said.words, said.answer, str(said.ending))
        for _, name, said in sorted(rows, key=lambda row: row[:2])
    ]


def _order(said: Said) -> float:
    return said.at.timestamp() if said.at else float("-inf")
