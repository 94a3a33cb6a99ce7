"""What the rules are given: a question, its statements, and who and what they name.

Plain frozen shapes, made by the caller from rows or by a test by hand. Only what is in view may
come in: recorded by the instant asked for, said by then, and not void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from claims.values import Qualifier, Stance, Value, ValueType


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source: `kind` is its SourceKind value, `parent_role` "speaks_for", "part_of" or ""."""

    id: UUID
    name: str
    kind: str
    parent: UUID | None = None
    parent_role: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """An entity that can be an answer, with the one it lies in."""

    id: UUID
    name: str
    broader: UUID | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One source's statement in one document.

    `publisher` is None where nobody knows whose document it is: the document stands in.
    `value` is None for a withdrawal and for words that could not be read.
    `stated_at` is the earliest instant it can have been said (None: unknown), `stated_before` the
    exclusive end (None: open); `published_at` is the start of the document's own date.
    """

    id: UUID
    document: UUID
    publisher: UUID | None
    attributed_to: UUID | None
    via: UUID | None
    stance: Stance
    wording: str
    qualifier: Qualifier | None
    value: Value | None
    definition: str
    stated_at: datetime | None
    stated_before: datetime | None
    published_at: datetime | None
    sequence: int
    supersedes: UUID | None

    @property
    def outlet(self) -> UUID:
        """Who printed it, the document where the publisher is unidentified."""
        return self.publisher or self.document

    @property
    def origin(self) -> UUID:
        """Whose word it is."""
        return self.attributed_to or self.via or self.outlet


@dataclass(frozen=True, slots=True)
class Question:
    """The claim, as the rules see it."""

    value_type: ValueType
    is_count: bool = False
    cumulative: bool = False
    settled_at: datetime | None = None
    many: bool = False
    tolerance: Decimal = Decimal("0.01")
    definitions: tuple[str, ...] = ()
    unit: str = ""

    @property
    def is_exclusive(self) -> bool:
        """Whether one answer shuts out the others: not in text, nor where many may hold.

        Yes and no exclude each other even where a claim is marked `many`.
        """
        if self.value_type is ValueType.BOOLEAN:
            return True
        return self.value_type is not ValueType.TEXT and not self.many

    def differ_in_definition(self, a: str, b: str) -> bool:
        """Whether both name one of the claim's definitions, and not the same one."""
        return a != b and a in self.definitions and b in self.definitions
