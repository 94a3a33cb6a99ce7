"""What part of the record a report is about, from the words of a request or a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.dateparse import parse_duration

from api.refusals import Fault, Invalid
from claims.models import Claim, Topic
from history.dates import UnreadableDate, read_since, read_stated_until
from history.lists import find_id
from history.snapshots import Snapshot

A_DAY: Final = timedelta(days=1)
MICROSECOND: Final = datetime.resolution
LONGEST: Final = timedelta(days=36500)
WHERE: Final = """
    (%(topic)s::uuid IS NULL OR c.topic_id = %(topic)s)
    AND (%(claim)s::uuid IS NULL OR c.id = %(claim)s)
    AND (%(since)s::timestamptz IS NULL OR e.recorded_at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR e.recorded_at <= %(until)s)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """Of this topic, of this claim, recorded between two instants (both included)."""

    topic: UUID | None = None
    claim: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    more_than: timedelta = A_DAY

    @property
    def parameters(self) -> dict[str, Any]:
        """For the SQL of WHERE, over a claim `c` and an entry `e`."""
        names = ("topic", "claim", "since", "until", "more_than")
        return {name: getattr(self, name) for name in names}


def scope_of(asked: Mapping[str, Any], snapshot: Snapshot) -> Scope:
    """The scope that parameters name. Raises Invalid, Unknown."""
    topic, claim = asked.get("topic"), asked.get("claim")
    since, until = asked.get("from"), asked.get("to")
    return Scope(
        topic=find_id(Topic, topic, snapshot, pointer="topic") if topic else None,
        claim=find_id(Claim, claim, snapshot, pointer="claim") if claim else None,
        since=_instant("from", since) if since else None,
        until=_instant("to", until) if until else None,
        more_than=_duration(asked["more_than"]) if asked.get("more_than") else A_DAY,
    )


def _instant(name: str, text: str) -> datetime:
    try:
        if name == "from":
            return read_since(text)
        end = read_stated_until(text, tz=UTC)
    except UnreadableDate as error:
        raise Invalid(Fault(name, error.code, error.message)) from error
    return end.limit if end.inclusive else end.limit - MICROSECOND


def _duration(text: str) -> timedelta:
    """An ISO 8601 duration, or hours."""
    length = None
    if text.isascii() and text.isdigit() and len(text) <= 6:
        length = timedelta(hours=int(text))
    elif text.startswith("P"):
        length = parse_duration(text)
    if length is None or not timedelta(0) <= length <= LONGEST:
        detail = f"more_than is {text!r}; give hours (24) or an ISO 8601 duration (P1D, PT36H)"
        raise Invalid(Fault("more_than", "bad_duration", detail))
    return length
