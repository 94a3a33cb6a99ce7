"""What a chart is made of: lines of statements over time, in words and values ready to place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from claims.values import Stance, Value, ValueType


class Ending(StrEnum):
    """What became of a statement on its line."""

    STANDS = "stands"
    BEHIND = "behind"
    FOLLOWED = "superseded"
    REPLACED = "no longer stands"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether its line runs on to the edge of the chart."""
        return self in (Ending.STANDS, Ending.BEHIND)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: its place in stated time, its value, its words.

    `at` is where it stands on its line (None: unknown), `before` the exclusive end of the time it
    can have been said in (None: open). `until`: when its line went on or ended, for what is not
    open. `value` is None for words that could not be read; `answer` is the value in words.
    """

    at: datetime | None
    before: datetime | None
    until: datetime | None
    ending: Ending
    stance: Stance
    value: Value | None
    answer: str
    wording: str
    stated: str

    @property
    def words(self) -> str:
        """The wording, with what is done with it where that is no assertion."""
        shown = self.wording or self.answer
        match self.stance:
            case Stance.ASSERTS:
                return shown
            case Stance.SUGGESTS:
                return f"{shown} (suggested)"
            case Stance.DENIES:
                return f"denies {shown}"
            case Stance.WITHDRAWS:
                return "withdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """One source's statements in line order; `publisher` only where it is not the origin."""

    origin: str
    publisher: str
    definition: str
    said: tuple[Said, ...]

    @property
    def name(self) -> str:
        inside = f", in {self.publisher}" if self.publisher else ""
        counted = f" ({self.definition})" if self.definition else ""
        return f"{self.origin}{inside}{counted}"

    @property
    def last(self) -> Said:
        return self.said[-1]


@dataclass(frozen=True, slots=True)
class Adopted:
    """The figure the newsroom prints; `value` is None where its statement is not in view."""

    wording: str
    value: Value | None
    answer: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything said of one claim; `zone` names the time zone of its days."""

    question: str
    value_type: ValueType
    is_count: bool
    unit: str
    zone: str
    lines: tuple[Line, ...]
    adopted: Adopted | None = None
