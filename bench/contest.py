"""A question, those who answer it, and how they are measured side by side. Pure but for the clock.

In: questions, each about one world. Out: medians of rounds in which every contestant of every
world has its turn, so that a busy machine tells on all alike; what counts are ratios.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Answer = Mapping[str, Any]


class Different(AssertionError):
    """A contestant answers otherwise than the first; nothing is measured then."""


class Contestant(Protocol):
    """Who answers a question.

    `ready` gives one turn, with what it needs prepared: calling it is what is timed. `answer`
    brings what the turn gave to a form that compares.
    """

    @property
    def name(self) -> str: ...

    def ready(self) -> Callable[[], Any]: ...

    def answer(self, given: Any) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Asking:
    """A contestant that reads: every turn is the same; what `answer` leaves out is not compared."""

    name: str
    asking: Callable[[], Any]
    answering: Callable[[Any], Answer]

    def ready(self) -> Callable[[], Any]:
        return self.asking

    def answer(self, given: Any) -> Answer:
        return self.answering(given)


@dataclass(frozen=True, slots=True)
class Writing:
    """A contestant that writes: every turn has material of its own, made before it."""

    name: str
    preparing: Callable[[], Callable[[], Any]]

    def ready(self) -> Callable[[], Any]:
        return self.preparing()

    def answer(self, given: Any) -> Answer:
        return {}


@dataclass(frozen=True)
class Question:
    """What is asked of one world; the first contestant is the one the others are held to.

    `entering` makes the world the one that is asked.
    `rounds`: fewer than usual, where a turn takes seconds.
    `beside`: questions of one name here are asked in the same rounds, so that they compare.
    """

    letter: str
    name: str
    size: int
    contestants: Sequence[Contestant]
    entering: Callable[[], None] = lambda: None
    rounds: int | None = None
    beside: str = ""

    @property
    def group(self) -> str:
        return self.beside or self.name


@dataclass
class Measured:
    """Seconds of every round, by contestant, and buffers where they were counted.

    `cpu`: of them those that this process worked, the least of all rounds. A busy machine hardly
    changes that, and the database's share is not in it.
    """

    question: Question
    seconds: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    buffers: dict[str, int] = field(default_factory=dict)
    buffers_after_writes: dict[str, int] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, seconds: float, cpu: float) -> None:
        """A turn that was had."""
        self.seconds.setdefault(name, []).append(seconds)
        self.cpu[name] = min(cpu, self.cpu.get(name, cpu))

    def median(self, name: str) -> float:
        return statistics.median(self.seconds[name])

    def cpu_share(self, name: str) -> float:
        """How much of a turn this process works itself."""
        return min(1, self.cpu[name] / self.median(name))

    def ratio(self, name: str, to: str) -> float:
        """The median of the rounds' own ratios: both had their turn within one round."""
        return _ratio(self.seconds[name], self.seconds[to])

    def to(self, other: Measured, name: str) -> float | None:
        """The same of one contestant, to another question that was asked in the same rounds."""
        if name not in self.seconds or name not in other.seconds:
            return None
        return _ratio(self.seconds[name], other.seconds[name])


def _ratio(seconds: Sequence[float], to: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(seconds, to, strict=True))


def check_equal(question: Question) -> None:
    """Raise Different unless all answer alike, on what each of them answers."""
    question.entering()
    answers = [(one.name, one.answer(one.ready()())) for one in question.contestants]
    (first, expected), *others = answers
    for name, answer in others:
        for part in answer.keys() & expected.keys():
            if answer[part] != expected[part]:
                raise Different(
                    f"{question.name} at {question.size:,}: {name} answers {part} otherwise than "
                    f"{first}: {_short(answer[part])} instead of {_short(expected[part])}"
                )


def measured(questions: Sequence[Question], rounds: int) -> list[Measured]:
    """Questions that compare, or one of several worlds, in turn; each round reverses the order."""
    found = [Measured(question) for question in questions]
    turns = [(one, contestant) for one in found for contestant in one.question.contestants]
    for _ in _rounds(questions, rounds):
        gc.collect()
        for one, contestant in turns:
            one.question.entering()
            turn = contestant.ready()
            one.note(contestant.name, *_timed(turn))
        turns.reverse()
    return found


def _rounds(questions: Sequence[Question], rounds: int) -> Iterator[int]:
    yield from range(min([rounds, *(one.rounds for one in questions if one.rounds)]))


def _timed(turn: Callable[[], Any]) -> tuple[float, float]:
    """Seconds that passed, and those that this process worked."""
    began, worked = time.perf_counter(), time.process_time()
    turn()
    return time.perf_counter() - began, time.process_time() - worked


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}…"
