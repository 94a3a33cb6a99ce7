"""The goals, and whether a run met them. Pure: measured questions in, verdicts out.

A goal holds one contestant to another within one question, or one question to another, or counts
buffers; `most` and `least` are what the issue set, in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bench.contest import Measured

Figure = Callable[[Sequence[Measured]], float | None]


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised of a question; `figure` is None if that was not asked.

    `cpu` and `buffers`: the same ratio of processor time alone, and of buffers; told beside it and
    not judged.
    """

    letter: str
    words: str
    figure: Figure
    most: float | None = None
    least: float | None = None
    cpu: Figure | None = None
    buffers: Figure | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A goal beside what was measured."""

    goal: Goal
    figure: float
    cpu: float | None = None
    buffers: float | None = None

    @property
    def is_met(self) -> bool:
        at_most = self.goal.most is None or self.figure <= self.goal.most
        return at_most and (self.goal.least is None or self.figure >= self.goal.least)

    @property
    def bound(self) -> str:
        if self.goal.most is not None:
            return f"≤ {self.goal.most:g}"
        return f"≥ {self.goal.least:g}"


def held(goals: Iterable[Goal], found: Sequence[Measured]) -> list[Held]:
    """Every goal that the run has a figure for."""
    figures = ((goal, goal.figure(found)) for goal in goals)
    return [
        Held(goal, figure, goal.cpu and goal.cpu(found), goal.buffers and goal.buffers(found))
        for goal, figure in figures
        if figure is not None
    ]


def largest(found: Sequence[Measured], name: str) -> Measured | None:
    """A question at the largest size it was asked at."""
    asked = [one for one in found if one.question.name == name]
    return max(asked, key=lambda one: one.question.size, default=None)


def ratio(name: str, who: str, to: str) -> Figure:
    """How many times as long one takes as the other."""

    def figure(found: Sequence[Measured]) -> float | None:
        one = largest(found, name)
        if one is None or not {who, to} <= one.seconds.keys():
            return None
        return one.ratio(who, to)

    return figure


def ratio_apart(name: str, who: str, to: str, part: str) -> Figure:
    """The same without a part that is measured beside both, as "WHO: PART"."""

    def figure(found: Sequence[Measured]) -> float | None:
        one = largest(found, name)
        if one is None or not {f"{who}{part}", f"{to}{part}"} <= one.seconds.keys():
            return None
        left = [one.median(each) - one.median(f"{each}{part}") for each in (who, to)]
        return left[0] / left[1]

    return figure


def cpu_ratio(name: str, who: str, to: str) -> Figure:
    """The same of what the asking process works: the database's share is not in it."""

    def figure(found: Sequence[Measured]) -> float | None:
        one = largest(found, name)
        if one is None or not {who, to} <= one.cpu.keys():
            return None
        return one.cpu[who] / one.cpu[to]

    return figure


def buffers(name: str, who: str) -> Figure:
    def figure(found: Sequence[Measured]) -> float | None:
        one = largest(found, name)
        return None if one is None else one.buffers.get(who)

    return figure


def statements(name: str, who: str) -> Figure:
    def figure(found: Sequence[Measured]) -> float | None:
        one = largest(found, name)
        return None if one is None else one.statements.get(who)

    return figure


def between(name: str, other: str, who: str) -> Figure:
    """How many times as long one question takes as another that is asked in the same rounds."""

    def figure(found: Sequence[Measured]) -> float | None:
        one, base = largest(found, name), largest(found, other)
        return None if one is None or base is None else one.to(base, who)

    return figure


def growth(name: str, who: str) -> Figure:
    """How many times as long at the largest size as at the smallest: the rounds' own ratios."""
    return _grown(name, lambda small, large: large.to(small, who))


def growth_of_buffers(name: str, who: str) -> Figure:
    """How many times as many buffers at the largest size as at the smallest."""

    def grown(small: Measured, large: Measured) -> float | None:
        if not small.buffers.get(who):
            return None
        return large.buffers[who] / small.buffers[who]

    return _grown(name, grown)


def _grown(name: str, between_sizes: Callable[[Measured, Measured], float | None]) -> Figure:
    def figure(found: Sequence[Measured]) -> float | None:
        asked = sorted(
            (one for one in found if one.question.name == name), key=lambda one: one.question.size
        )
        return between_sizes(asked[0], asked[-1]) if len(asked) > 1 else None

    return figure
