"""The first page of a claim's history as it is now, in one SQL statement: one state of the record
without a transaction.

In: the claim as a path names it, and how many changes. Out: these in the order written, with their
entries and what the words of change are made of. Of claims that ask for entities nothing, for
their statements name them in rows of their own. What is made of it is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

from django.db import models

from claims.claim_history import place_of
from claims.models import Claim, ClaimParty, Revision
from claims.presenting import CLAIM_FIELDS
from claims.statement_rows import SAID, SaidRow, instant_of
from history.as_of_sql import row_type
from history.changes import changes_among, own_columns
from history.keys_as_text import with_keys_as_text
from history.lists import key_of
from history.snapshots import Snapshot
from history.telling_rows import Change

Row = tuple[Any, ...]
KINDS: dict[str, type[models.Model]] = {"claim": Claim, "party": ClaimParty, "statement": Revision}
WRITTEN = ("claim", "statement")  # of which most of a page is created
ENTRY = ("recorded_at", "actor_name", "role", "channel", "reason", "request_id")
READ_AT = ("head", "head_at", "merged", "before")
HEAD, HEAD_AT, MERGED, BEFORE = range(len(READ_AT))


@dataclass(frozen=True, slots=True)
class HistoryAtOnce:
    """The first changes of a claim. `entries`: by position. `said`: what came on record by then, as
    it is now; `merged`: of who speaks there those who are, each with who stands for them."""

    snapshot: Snapshot
    claim: Any
    changes: list[Change]
    entries: dict[int, Any]
    said: list[SaidRow]
    merged: dict[str, str]

    @property
    def is_whole(self) -> bool:
        """Whether all is there that its statements follow: they may name one of a higher id."""
        named = {row.supersedes_id for row in self.said if row.supersedes_id}
        return named <= {row.id for row in self.said}


class Parts(NamedTuple):
    """Where a row has what is read."""

    claim: slice
    kinds: dict[str, slice]
    entry: slice
    said: slice


def history_at_once(reference: str, most: int) -> HistoryAtOnce | None:
    """The first changes; None where there is no such claim, or where not all was read.

    Raises Unknown for what can name no claim.
    """
    given = {"id": None, "slug": None, **key_of(Claim, reference), "most": most}
    query, parts = _query()
    rows = with_keys_as_text(query, given)
    if not rows:
        return None
    (first,) = (row for row in rows if row[HEAD] is not None)
    changes, entries = _changes(rows, parts)
    made = HistoryAtOnce(
        Snapshot(first[HEAD], False, instant_of(first[HEAD_AT]), settled=True),
        row_type(*CLAIM_FIELDS)._make(first[parts.claim]),
        changes,
        entries,
        [SaidRow._make(row[parts.said]) for row in rows if row[parts.said.start] is not None],
        dict(first[MERGED] or ()),
    )
    return made if made.is_whole else None


def _changes(rows: Sequence[Row], parts: Parts) -> tuple[list[Change], dict[int, Any]]:
    """The changes that rows tell, in the order written, and the entries they come in."""
    changes: list[Change] = []
    entries: dict[int, Any] = {}
    entry = row_type(*ENTRY)._make
    for name, columns in parts.kinds.items():
        of_kind = [row for row in rows if row[columns.start] is not None]
        told = [(row[BEFORE], *row[columns]) for row in of_kind]
        changes += changes_among(KINDS[name], told, written=name in WRITTEN)
        entries |= {
            row[columns.start + 1]: entry(row[parts.entry])
            for row in of_kind
            if row[BEFORE] is None
        }
    changes.sort(key=place_of)
    return changes, entries


@cache
def _query() -> tuple[str, Parts]:
    """What is read: of historical rows the columns that are told, the others as they come."""
    own = {name: own_columns(model, f"(f.{name})") for name, model in KINDS.items()}
    columns = [
        [f"f.{name}" for name in READ_AT],
        [f"(f.asked).{name}" for name in CLAIM_FIELDS],
        *own.values(),
        [f"f.{name}" for name in ENTRY],
        [f"f.{name}" for name in SAID],
    ]
    ends = pairwise(accumulate(map(len, columns), initial=0))
    _, claim, *kinds, entry, said = (slice(*each) for each in ends)
    query = f"""
        SELECT {", ".join(chain.from_iterable(columns))}
        FROM public.claims_history(%(id)s, %(slug)s, %(most)s) f
    """  # noqa: S608  columns are models'
    return query, Parts(claim, dict(zip(own, kinds, strict=True)), entry, said)
