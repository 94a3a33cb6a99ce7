"""What a chart says in words: its title, what it shows, and what is folded away."""

from __future__ import annotations

from collections.abc import Sequence

from claims.chart.shapes import Chart, Ending, Line, Said
from claims.chart.spans import span_of
from claims.values import Stance, ValueType

NAMED = 6
DESCRIBED = 12


def title(chart: Chart) -> str:
    unit = f" ({chart.unit})" if chart.unit else ""
    return f"{chart.question}{unit} What was said over time"


def description(chart: Chart) -> str:
    """The chart for those who can't see it: who says what now, and what we print."""
    standing = [line for line in chart.lines if line.last.ending is Ending.STANDS]
    told = [f"{line.name}: {line.last.words}" for line in standing[:DESCRIBED]]
    rest = len(standing) - DESCRIBED
    more = f"; and {_count(rest, 'other', 'others')}" if rest > 0 else ""
    now = f" Standing now: {'; '.join(told)}{more}." if told else " Nothing stands now."
    printed = f" We print: {chart.adopted.wording}." if chart.adopted else ""
    lines = _count(len(chart.lines), "line", "lines")
    said = _count(sum(len(line.said) for line in chart.lines), "statement", "statements")
    return f"{said} on {lines}, over stated time.{now}{printed}"


def undated(chart: Chart) -> list[str]:
    """Statements that have no place in time, beside the chart."""
    found = [
        f"{line.name}: {said.words}" for line in chart.lines for said in line.said if not said.at
    ]
    return [f"Undated: {_some(found)}."] if found else []


def unread(chart: Chart) -> list[str]:
    """Statements whose words could not be read as a value, beside the chart."""
    found = [
        f"{line.name}: “{said.wording}”"
        for line in chart.lines
        for said in line.said
        if said.at and said.value is None
    ]
    return [f"No value could be read: {_some(found)}."] if found else []


def unnamed(plain: int, left_out: int) -> list[str]:
    """Lines that are drawn without a name, and those that are not drawn."""
    notes = []
    if plain:
        drawn = (
            "line is drawn thin and without its name"
            if plain == 1
            else ("lines are drawn thin and without their names")
        )
        notes.append(f"{plain:,} further {drawn}; the table has them.")
    if left_out:
        notes.append(f"{_count(left_out, 'line is', 'lines are')} not drawn; the table has them.")
    return notes


def unmarked(count: int) -> list[str]:
    """Statements too near to others of their line for marks of their own."""
    if not count:
        return []
    have = _count(count, "statement has", "statements have")
    return [f"{have} no mark: there are too many to draw; the table has them."]


def by_powers() -> str:
    return "The axis goes by powers of ten."


def days_of(chart: Chart) -> str:
    return f"Days and hours: {chart.zone}."


def label(line: Line) -> str:
    """The figure beside a line's end: its last words, or all of those that stand together."""
    standing = [said for said in line.said if said.ending.is_open] or [line.last]
    words = " / ".join(dict.fromkeys(said.words for said in standing))
    ending = standing[-1].ending
    return words if ending is Ending.STANDS else f"{words} · {ending}"


def unplaced(chart: Chart) -> list[str]:
    """Statements whose value is all numbers or all times, or wholly open."""
    if chart.value_type not in (ValueType.QUANTITY, ValueType.DATE):
        return []
    found = [
        f"{line.name}: {said.words}"
        for line in chart.lines
        for said in line.said
        if said.at and said.value is not None and span_of(said.value) is None
    ]
    return [f"Without a place on the axis: {_some(found)}."] if found else []


def tooltip(line: Line, words: str, stated: str, ending: Ending) -> str:
    return f"{line.name}: {words}. Said {stated}; {ending}."


def _some(found: Sequence[str]) -> str:
    rest = len(found) - NAMED
    more = f"; and {rest:,} more, in the table" if rest > 0 else ""
    return "; ".join(found[:NAMED]) + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def speaker(line: Line, said: Said) -> str:
    """Who says an answer, and how, where they don't plainly say it now."""
    match said.stance:
        case Stance.ASSERTS | Stance.WITHDRAWS:
            does = ""
        case Stance.SUGGESTS:
            does = "Suggested: "
        case Stance.DENIES:
            does = "Denied: "
    ending = "" if said.ending is Ending.STANDS else f"{str(said.ending).capitalize()} · "
    return f"{ending}{does}{line.name}"


def adopted_answer(words: str) -> str:
    return f"{words} · we print this"


def more_lanes(count: int) -> str:
    return f"and {_count(count, 'other', 'others')}, in the table"


def unshown(answers: int) -> list[str]:
    """Answers there is no room for."""
    return [f"{_count(answers, 'answer is', 'answers are')} in the table only."] if answers else []
