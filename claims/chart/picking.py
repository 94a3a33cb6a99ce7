"""What of many lines and statements is drawn, so that a chart stays readable and small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from claims.chart.shapes import Ending, Line

PLAIN = 60  # lines that are drawn without a name, at most
MARKS = 600  # statements that have a mark, at most
STEPS = 6000  # statements that lines go through, at most
CROWD = 80  # statements from which on only what stands has its bands, bars and arrows
RANK = {Ending.STANDS: 0, Ending.BEHIND: 1}

Placed = TypeVar("Placed")


def in_rank(lines: Sequence[Line]) -> list[Line]:
    """The lines to be named first: those that stand, one of each answer before a second of any.

    Among equals the latest word comes first.
    """
    latest = sorted(lines, key=_latest, reverse=True)
    seen: Counter[tuple[int, str]] = Counter()
    ranked: list[tuple[int, int, int, Line]] = []
    for order, line in enumerate(latest):
        rank = RANK.get(line.last.ending, len(RANK))
        seen[rank, line.last.answer] += 1
        ranked.append((rank, seen[rank, line.last.answer], order, line))
    return [line for *_, line in sorted(ranked, key=lambda each: each[:3])]


def thinned(
    lines: Sequence[Sequence[Placed]],
    place: Callable[[Placed], tuple[float, float]],
    is_kept: Callable[[Placed], bool],
    most: int = MARKS,
) -> list[tuple[Placed, ...]]:
    """The statements of each line without those that lie in one column with others of the line.

    Of a column the first and last, the highest and lowest stay, and all that must be kept.
    Columns grow broader until few enough are left.
    """
    places = [[(*place(each), is_kept(each)) for each in line] for line in lines]
    column = 0
    while True:
        found = [_columns(line, column) for line in places]
        if sum(map(len, found)) <= most or column > 256:
            break
        column = column * 2 or 1
    return [tuple(line[at] for at in kept) for line, kept in zip(lines, found, strict=True)]


def _columns(places: Sequence[tuple[float, float, bool]], column: int) -> list[int]:
    """Which of a line's statements stay, in columns of a breadth; all of them for none."""
    if not column:
        return list(range(len(places)))
    columns: dict[int, list[int]] = {}
    for at, (x, _, _) in enumerate(places):
        columns.setdefault(int(x // column), []).append(at)
    chosen = {at for at, (_, _, is_kept) in enumerate(places) if is_kept}
    for members in columns.values():
        by_height = sorted(members, key=lambda at: places[at][1])
        chosen |= {members[0], members[-1], by_height[0], by_height[-1]}
    return sorted(chosen)


def _latest(line: Line) -> tuple[object, ...]:
    at = line.last.at
    return at is not None, at, line.name
