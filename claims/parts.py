"""Parts and wholes: a part that must be larger than its whole contradicts it.

Twelve Afghan victims lie within 84 killed. At least 100 in a whole of exactly 84 cannot. What is
compared is what stands of each claim, as a range; only figures of one unit. Two things are never
said: that parts are too few, since nobody says that they are all of the whole; and, for certain,
that they are too many together, since some may be counted in two of them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from claims.agreement import Question, in_words
from claims.agreement.phrases import listed
from claims.values import Interval, Quantity


class Fit(StrEnum):
    """How a part, or all parts together, lie to a whole."""

    EXCEEDS = "exceeds"
    OUTGROWN = "outgrown"
    CLOSE = "close"
    SUM_EXCEEDS = "sum_exceeds"
    FITS = "fits"


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands of one claim: the range its leading group meets in, in the claim's own words.

    `said_at` is the earliest instant at which what it rests on can have been said (None: unknown),
    `said_before` the exclusive end of the latest (None: open). `range` None: nothing to compare.
    """

    claim: UUID
    label: str
    question: Question
    part_of: UUID | None
    range: Interval | None
    said_at: datetime | None = None
    said_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartFinding:
    """One comparison. `certain` False: unless parts overlap. `gap`: by how much it exceeds."""

    fit: Fit
    certain: bool
    whole: UUID
    parts: tuple[UUID, ...]
    gap: Decimal | None
    text: str


def compare(claims: Sequence[Counted], about: UUID) -> tuple[PartFinding, ...]:
    """Every comparison that one claim is in: with each whole above it, with each part below.

    A part of a part is compared with the whole as well: 12 of 84 of 300. All direct parts
    together are compared with their whole where there are two. Problems come first.
    """
    known = {counted.claim: counted for counted in claims}
    pairs = [
        (whole, part)
        for part in claims
        for whole in _wholes_of(part, known)
        if about in (part.claim, whole.claim) and _comparable(part, whole)
    ]
    found = [_alone(part, whole) for whole, part in pairs]
    for whole in claims:
        parts = [part for part in claims if part.part_of == whole.claim]
        if about == whole.claim or any(about == part.claim for part in parts):
            found += _together(parts, whole)
    order = list(Fit)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.fit), one.text, one.whole, one.parts))
    )


def _wholes_of(part: Counted, known: Mapping[UUID, Counted]) -> list[Counted]:
    """What contains it, up to the top."""
    found: list[Counted] = []
    at = part.part_of
    while at is not None and at in known and known[at] not in found:
        found.append(known[at])
        at = known[at].part_of
    return found


def _comparable(part: Counted, whole: Counted) -> bool:
    same_unit = part.question.unit.strip().casefold() == whole.question.unit.strip().casefold()
    return same_unit and part.range is not None and whole.range is not None


def _alone(part: Counted, whole: Counted) -> PartFinding:
    gap = _excess(part.range, whole.range)
    fit = Fit.FITS if gap is None else _excess_as(gap, part, whole)
    words = {
        Fit.EXCEEDS: "is more than",
        Fit.OUTGROWN: "is more than the older",
        Fit.CLOSE: "is a little more than",
        Fit.FITS: "fits within",
    }
    text = f"{_named(part)} {words[fit]} {_named(whole)}, which contains it."
    return PartFinding(fit, True, whole.claim, (part.claim,), gap, text)


def _excess_as(gap: Decimal, part: Counted, whole: Counted) -> Fit:
    """A whole counted before its part grew, or one that is only a little smaller, is no lie."""
    question = whole.question
    least = part.range.lower if part.range else None
    if question.is_count and least is not None and gap <= least * question.tolerance:
        return Fit.CLOSE
    if not question.cumulative or whole.said_before is None or part.said_at is None:
        return Fit.EXCEEDS
    still_grew = question.settled_at is None or part.said_at <= question.settled_at
    return Fit.OUTGROWN if still_grew and whole.said_before <= part.said_at else Fit.EXCEEDS


def _together(parts: Sequence[Counted], whole: Counted) -> list[PartFinding]:
    """Killed and injured against casualties: too many together, unless some count in both."""
    counted = [part for part in parts if _comparable(part, whole)]
    least = [_least(part) for part in counted]
    alone_exceeds = any(_excess(part.range, whole.range) is not None for part in counted)
    if len(counted) < 2 or None in least or alone_exceeds:
        return []
    gap = _excess(Interval(sum((one for one in least if one), Decimal(0)), None), whole.range)
    ids = tuple(sorted(part.claim for part in counted))
    names = listed(sorted(_named(part) for part in counted))
    if gap is None:
        text = f"{names} together fit within {_named(whole)}."
        return [PartFinding(Fit.FITS, False, whole.claim, ids, None, text)]
    text = f"{names} together are more than {_named(whole)}, unless some are counted twice."
    return [PartFinding(Fit.SUM_EXCEEDS, False, whole.claim, ids, gap, text)]


def _least(part: Counted) -> Decimal | None:
    """The least it can be; None where that may be below zero, so that a sum says nothing."""
    lower = part.range.lower if part.range else None
    if lower is None:
        return Decimal(0) if part.question.is_count else None
    return lower if lower >= 0 else None


def _excess(part: Interval | None, whole: Interval | None) -> Decimal | None:
    """By how much the least the part can be exceeds the most the whole can be."""
    if part is None or whole is None or part.lower is None or whole.upper is None:
        return None
    gap = part.lower - whole.upper
    touches = part.lower_inclusive and whole.upper_inclusive
    return gap if gap > 0 or (gap == 0 and not touches) else None


def _named(counted: Counted) -> str:
    if counted.range is None:
        return counted.label
    return f"{counted.label} ({in_words(Quantity(counted.range), counted.question, {})})"
