"""A claim with all that shows who agrees on it, in one statement of SQL, where the newest decide.

In: a claim as a path names it, a snapshot or none for now, a limit of what was said. Out: the claim
that stands for it, with the snapshot it was read in, the newest statements of its lines, their
documents and sources with everybody above. Whether these decide is not said here: claims.deciding.
"""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from typing import Any

from django.db import connection

from claims.models import Claim
from claims.newest import SAID, Said, said_of
from claims.presenting import CLAIM_FIELDS
from claims.statement_rows import InDocument, given_until, instant_of
from claims.values import ValueType
from history.as_of_sql import row_type
from history.dates import Until
from history.lists import key_of
from history.snapshots import Snapshot

AT_ONCE = """
    SELECT * FROM public.claims_agreement(
        %(id)s, %(slug)s, %(as_of)s, %(until)s, %(inclusive)s
    )
"""
READ_AT = ("position", "recorded_at", "time_zone", "has_parts")
OF_CLAIM = slice(len(READ_AT), len(READ_AT) + len(CLAIM_FIELDS))
OF_SAID = slice(OF_CLAIM.stop, None)
SETTLED_AT = CLAIM_FIELDS.index("settled_at")
BESIDE = (
    "wording", "read_by", "sequence", "supersedes_id", "follows_void", "document_key",
    "document_url", "document_title", "document_published", "publisher_id", "published_at_text",
)  # fmt: skip
SHOWN_COLUMNS: Any = namedtuple("SHOWN_COLUMNS", [*SAID, *BESIDE])  # type: ignore[misc]


class Shown(InDocument, SHOWN_COLUMNS):
    """A statement that is the newest of its line, with what an answer shows of it.

    `follows_void`: what it supersedes is void.
    """

    __slots__ = ()

    @property
    def value_type(self) -> ValueType:
        """Of no other kinds do the newest decide."""
        return ValueType.QUANTITY if self.boolean is None else ValueType.BOOLEAN


@dataclass(frozen=True, slots=True)
class ClaimAtOnce:
    """A claim's row, the statements that may decide it, and what else its answer depends on.

    `time_zone`: its topic's. `has_parts`: counts of its topic are parts of others.
    """

    snapshot: Snapshot
    claim: Any
    time_zone: str
    has_parts: bool
    said: Said


def claim_at_once(
    reference: str, snapshot: Snapshot | None, until: Until | None
) -> ClaimAtOnce | None:
    """What is on record of the claim that a path names; None where no such claim is.

    Without a snapshot as of now, as the statement itself sees it. Raises Unknown for what can name
    no claim.
    """
    given = {
        "id": None,
        "slug": None,
        **key_of(Claim, reference),
        "as_of": snapshot and snapshot.as_of,
        **given_until(until),
    }
    with connection.cursor() as cursor:
        cursor.execute(AT_ONCE, given)
        rows = cursor.fetchall()
    if not rows:
        return None
    (first,) = (row for row in rows if row[0] is not None)
    others = [row[OF_SAID] for row in rows if row[0] is None]
    position, recorded_at, time_zone, has_parts = first[: len(READ_AT)]
    columns = list(first[OF_CLAIM])
    columns[SETTLED_AT] = instant_of(columns[SETTLED_AT])
    return ClaimAtOnce(
        snapshot or Snapshot(position, False, instant_of(recorded_at), settled=True),
        row_type(*CLAIM_FIELDS)._make(columns),
        time_zone,
        has_parts,
        said_of(others, Shown),
    )
