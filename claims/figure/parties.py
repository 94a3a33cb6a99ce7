"""Whose own figure it is: statements by a party to the event, or by one of its own.

An armed group that counts the dead of its own attack is on record, and shown; it is not printed
as the figure unless somebody asks for it. A spokesman, a news agency of the group, a minister of
a state are the party's own: both parent roles are followed, to the top.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from claims.agreement import Speaker, Statement


def parties_behind(
    statement: Statement, speakers: Mapping[UUID, Speaker], parties: frozenset[UUID]
) -> tuple[UUID, UUID] | None:
    """The speaker through whom a statement is a party's own, and the party; else None.

    Its origin is looked at first, then the relay, then the publisher: what a party publishes
    passed through its hands, whomever it cites.
    """
    for speaker in (statement.origin, statement.via, statement.publisher):
        party = _party_above(speaker, speakers, parties) if speaker and parties else None
        if speaker and party:
            return speaker, party
    return None


def _party_above(
    speaker: UUID, speakers: Mapping[UUID, Speaker], parties: frozenset[UUID]
) -> UUID | None:
    at: UUID | None = speaker
    seen: set[UUID] = set()
    while at is not None and at not in seen:
        if at in parties:
            return at
        seen.add(at)
        above = speakers.get(at)
        at = above.parent if above else None
    return None
