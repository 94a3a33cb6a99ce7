"""The newest statements of each line, and who speaks in them, in one statement of SQL.

In: the keys of claims, a snapshot, a limit of what was said. Out: rows of statements, all that
share a line's latest time among them, of their sources with everybody above, and which of the
claims are marked to be read whole instead. Whether the newest decide is not said here:
claims.deciding.
"""

from __future__ import annotations

from collections import defaultdict, namedtuple
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from claims.above import SourceRow
from claims.statement_rows import Typed, given_until, ids_sql
from history.dates import Until
from history.snapshots import Snapshot

NEWEST = """
    SELECT * FROM public.claims_newest(%(claims)s::uuid[], %(as_of)s, %(until)s, %(inclusive)s)
"""
MARKED = ("marked_id", "reads_whole", "undated")
SAID = (
    "claim_id", "id", "line_publisher", "line_origin", "definition", "stance", "stated_at_text",
    "stated_before_text", "document_id", "attributed_to_id", "via_id", "qualifier", "lower",
    "upper", "lower_inc", "upper_inc", "best", "boolean",
)  # fmt: skip
SAID_COLUMNS: Any = namedtuple("SAID_COLUMNS", SAID)  # type: ignore[misc]
OF_SAID = slice(len(MARKED), len(MARKED) + len(SAID))
OF_SOURCE = slice(OF_SAID.stop, OF_SAID.stop + len(SourceRow._fields))


class Newest(Typed, SAID_COLUMNS):
    """A statement that is the newest of its line."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The newest statements by claim, in no order, and the sources in them with all above.

    `whole`: claims that are left to be read whole; nothing else is known of these. `undated`: how
    many statements of a claim nobody can place before or after what limits the others.
    """

    by_claim: Mapping[UUID, Sequence[Newest]]
    sources: Sequence[SourceRow]
    whole: frozenset[UUID]
    undated: Mapping[UUID, int]


def newest_said(snapshot: Snapshot, claims: Iterable[UUID], until: Until | None) -> Said:
    """The newest statements of each line of these claims. One query."""
    given = {"claims": ids_sql(claims), "as_of": snapshot.as_of, **given_until(until)}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, given)
        return said_of(cursor.fetchall(), Newest)


def said_of(rows: Sequence[Any], newest: Any) -> Said:
    """The rows of `claims_newest` by their kinds; columns beside these belong to a statement."""
    by_claim: dict[UUID, list[Newest]] = defaultdict(list)
    sources, whole, undated = list[SourceRow](), set[UUID](), dict[UUID, int]()
    for row in rows:
        if (claim := row[OF_SAID.start]) is not None:
            by_claim[claim].append(newest._make(row[OF_SAID] + row[OF_SOURCE.stop :]))
        elif row[0] is None:
            sources.append(SourceRow._make(row[OF_SOURCE]))
        elif row[1]:
            whole.add(row[0])
        else:
            undated[row[0]] = row[2]
    return Said(by_claim, sources, frozenset(whole), undated)
