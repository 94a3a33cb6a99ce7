"""What a write or a read can be refused for, before anyone speaks of HTTP.

The rules raise these, the API answers them as problems, the admin shows them beside the field.
Pure: no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where (a JSON pointer, or a parameter's name), a stable code, the words."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class FaultOfLine(Fault):
    """One thing wrong in a file of lines: `pointer` is into the line, which counts from 1."""

    line: int


def summary(faults: Sequence[Fault]) -> tuple[str, str]:
    """The code and the words of several faults: the first one's, where, and how many more."""
    first = faults[0]
    field = first.pointer.removeprefix("/")
    where = f"{field}: " if field and field not in first.detail else ""
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return first.code, f"{where}{first.detail}{more}"


class Refusal(Exception):
    """Something was refused and nothing was changed."""

    def __init__(self, faults: Sequence[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("; ".join(fault.detail for fault in self.faults))

    def summary(self) -> tuple[str, str]:
        """The code and the words that stand for all of it."""
        return summary(self.faults)

    def more(self) -> dict[str, Any]:
        """What its problem document says beside the faults, by member."""
        return {}


class Invalid(Refusal):
    """The request is not one that could ever be carried out as it stands."""


class Unknown(Refusal):
    """What it names isn't on record."""


class Conflict(Refusal):
    """It would break a rule given what is already on record."""


@dataclass
class Difference:
    """What a caller held against what is on record now, field by field: (theirs, ours)."""

    version: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class Stale(Refusal):
    """The record has changed since the caller read it."""

    def __init__(self, fault: Fault, difference: Difference) -> None:
        super().__init__(fault)
        self.difference = difference

    def more(self) -> dict[str, Any]:
        return {"current": asdict(self.difference)}


def invalid(pointer: str, code: str, detail: str) -> Invalid:
    """An Invalid of one fault; `pointer` without its leading slash is taken as a field's name."""
    return Invalid(Fault(pointer if pointer.startswith("/") else f"/{pointer}", code, detail))


@contextmanager
def below(pointer: str) -> Iterator[None]:
    """Refusals inside are about a part of the body: their pointers begin with `pointer`."""
    try:
        yield
    except Refusal as error:
        error.faults = tuple(
            replace(fault, pointer=f"{pointer}{fault.pointer}") for fault in error.faults
        )
        raise
