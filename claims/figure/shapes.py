"""What a figure is chosen from, and the shapes of the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from claims.agreement import Concept, Question, Speaker, Statement
from claims.values import Value


class Policy(StrEnum):
    """How the one figure is chosen."""

    ADOPTED = "adopted"
    LATEST = "latest"
    RANGE = "range"


class Why(StrEnum):
    """Why a statement was left out: the first that fits, in this order.

    SUPERSEDED to UNREADABLE are the silences of `claims.agreement` under their own names. Those
    after UNREADABLE count by policy: VAGUE not for `adopted`, the last five each for one only.
    """

    WITHDRAWAL = "withdrawal"
    PARTY = "party"
    SUPERSEDED = "superseded"
    EARLIER = "earlier"
    WITHDRAWN = "withdrawn"
    DENIED_SINCE = "denied_since"
    ASSERTED_SINCE = "asserted_since"
    UNREADABLE = "unreadable"
    BEHIND = "behind"
    SUGGESTED = "suggested"
    DENIAL = "denial"
    VAGUE = "vague"
    ORIGIN_UNCERTAIN = "origin_uncertain"
    OLDER = "older"
    OTHER_GROUP = "other_group"
    TIED = "tied"
    NOT_ADOPTED = "not_adopted"


class AbsenceCode(StrEnum):
    """Why a policy gives no figure."""

    NONE_ADOPTED = "none_adopted"
    NOT_YET_SAID = "not_yet_said"
    NOTHING_SAID = "nothing_said"
    NOTHING_USABLE = "nothing_usable"
    TIED = "tied"


@dataclass(frozen=True, slots=True)
class Adopted:
    """The statement this newsroom prints, and the words it prints it in."""

    statement: UUID
    wording: str


@dataclass(frozen=True, slots=True)
class Case:
    """All that a figure is chosen from.

    `statements` are those in view, `speakers` and `concepts` what they name with everything
    above, as `claims.agreement.judge` takes them. `parties` are the sources that are a party to
    the event; what they or their own say is used only if `uses_parties`.
    """

    question: Question
    statements: Sequence[Statement]
    speakers: Mapping[UUID, Speaker]
    concepts: Mapping[UUID, Concept]
    parties: frozenset[UUID] = frozenset()
    adopted: Adopted | None = None
    uses_parties: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement in view that the figure does not rest on; `by` is the one that outdid it."""

    statement: UUID
    why: Why
    text: str
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Why there is no figure: a code for programs, a sentence for people."""

    code: AbsenceCode
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a policy gives. Every statement in view is either used or left out.

    `value` is None where there is no figure, and where the adopted words have no readable value;
    only `absence` tells. `excepted` is what others deny of the value.
    """

    policy: Policy
    value: Value | None
    excepted: tuple[Value, ...]
    wording: str
    used: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...]
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """Why the adopted figure should be looked at again, and the statement that says so."""

    code: str
    text: str
    by: UUID | None
