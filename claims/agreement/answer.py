"""What the rules answer: an `Agreement`, and the small shapes it is made of.

Every order in it is fixed by content, never by the order of the input; identifiers break only
ties of display. What there may be a thousand of is a named tuple: as frozen as the rest, and made
in a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from claims.values import Stance, Value

RULES = "agreement/1"
LISTED_CONTRADICTIONS = 100


class Relation(StrEnum):
    """How the values of two statements lie to each other, by set algebra alone."""

    SAME = "same"
    NARROWER = "narrower"
    BROADER = "broader"
    OVERLAPS = "overlaps"
    CONTRADICTS = "contradicts"
    DIFFERENT = "different"


class Behind(StrEnum):
    """Why a head is out of date; of two reasons the earlier one here is given."""

    ORIGIN_REVISED = "origin_revised"
    WITHDRAWN = "withdrawn"
    EVOLVED = "evolved"


class Explanation(StrEnum):
    """Why two heads contradict each other, in the order the answer lists them."""

    LIVE = "live"
    SELF = "self"
    UNORDERED = "unordered"
    ORIGIN_REVISED = "origin_revised"
    WITHDRAWN = "withdrawn"
    EVOLVED = "evolved"
    DEFINITION = "definition"
    CLOSE = "close"

    @property
    def counts_as_live(self) -> bool:
        return self in COUNT_AS_LIVE


COUNT_AS_LIVE = (Explanation.LIVE, Explanation.SELF, Explanation.UNORDERED)


class Silence(StrEnum):
    """Why a statement in view is no head."""

    SUPERSEDED = "superseded"
    EARLIER = "earlier"
    WITHDRAWN = "withdrawn"
    DENIED_SINCE = "denied_since"
    ASSERTED_SINCE = "asserted_since"
    UNREADABLE = "unreadable"
    WITHDRAWAL = "withdrawal"


class Verdict(StrEnum):
    """The one word for a claim; the first that holds, in this order."""

    UNREPORTED = "unreported"
    UNCLEAR = "unclear"
    DISPUTED = "disputed"
    CORROBORATED = "corroborated"
    EVOLVING = "evolving"
    INCOMPARABLE = "incomparable"
    UNCORROBORATED = "uncorroborated"


class ReasonCode(StrEnum):
    """What a reason is about; each comes with sentences of its own."""

    NOTHING_SAID = "nothing_said"
    ALL_WITHDRAWN = "all_withdrawn"
    UNREADABLE = "unreadable"
    CONTRADICTION = "contradiction"
    SELF = "self"
    UNORDERED = "unordered"
    NO_COMMON_VALUE = "no_common_value"
    CORROBORATED = "corroborated"
    CLOSE = "close"
    BEHIND = "behind"
    DEFINITION = "definition"
    ONLY_SUGGESTED = "only_suggested"
    ONLY_DENIED = "only_denied"
    SINGLE_OUTLET = "single_outlet"
    SINGLE_ORIGIN = "single_origin"
    ORIGINS_UNKNOWN = "origins_unknown"
    ONLY_LEAVES_ROOM = "only_leaves_room"
    DIFFERENT_ANSWERS = "different_answers"


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent origins there are: at least `min`, at most `max`."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the verdict is what it is: a code for programs, a sentence for people."""

    code: ReasonCode
    text: str


class Head(NamedTuple):
    """A statement that stands; `by` is the statement that put it behind, if one did."""

    statement: UUID
    behind: Behind | None = None
    by: UUID | None = None


class Silent(NamedTuple):
    """A statement in view that stands no more; `by` is what silenced it, where one thing did."""

    statement: UUID
    why: Silence
    by: UUID | None = None


class Position(NamedTuple):
    """One value and stance, and the heads that state it.

    `says` is about the group it is shown in: False means that it only leaves room for the
    group's value.
    """

    value: Value
    stance: Stance
    says: bool
    statements: tuple[UUID, ...]
    origins: Origins
    outlets: int


class Group(NamedTuple):
    """A largest family of heads with a value in common.

    `value` is what they have in common, less what is `excepted`; None where they only deny.
    """

    value: Value | None
    excepted: tuple[Value, ...]
    positions: tuple[Position, ...]
    outlets: int
    origins: Origins
    behind: bool
    first_stated_at: datetime | None
    last_stated_at: datetime | None


class Contradiction(NamedTuple):
    """Two positions that cannot both be true, and the heads for which one explanation holds.

    `gap` lies between the nearest ends of numbers or times, None for denials and other values;
    `gap_share` is the gap as a part of the higher figure.
    """

    a: tuple[UUID, ...]
    b: tuple[UUID, ...]
    gap: Decimal | timedelta | None
    gap_share: Decimal | None
    explanation: Explanation


class Pair(NamedTuple):
    """Two heads side by side; `explanation` only where they contradict and neither suggests."""

    a: UUID
    b: UUID
    relation: Relation
    gap: Decimal | timedelta | None
    gap_share: Decimal | None
    explanation: Explanation | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agrees with whom, and the verdict.

    `corroborated` is the value that is corroborated, if the verdict says so; None in a claim of
    many answers where several are: then every group is. The leading group comes first.
    """

    verdict: Verdict
    corroborated: Value | None
    reasons: tuple[Reason, ...]
    outlets: int
    origins: Origins
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    contradictions: tuple[Contradiction, ...]
    contradictions_total: int
    silent: tuple[Silent, ...]
    rules: str = RULES
