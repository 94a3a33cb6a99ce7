"""A claim's history in the words of claims: its statements in a line, what differs in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from claims.admin.wording import in_a_line, with_links
from claims.diff.comparing import difference
from claims.diff.states import states_of, written
from claims.diff.words import sentences
from claims.models import Revision, RevisionEntity
from history.admin.wording import Names, names_of
from history.snapshots import Snapshot


def names_in_history(wanted: Mapping[type[models.Model], Iterable[Any]]) -> Names:
    """Statements with who says them and when; entities of statements need no name of their own."""
    others = {m: keys for m, keys in wanted.items() if m not in (Revision, RevisionEntity)}
    statements = with_links(Revision.objects.filter(pk__in=set(wanted.get(Revision, ()))))
    said = {(Revision, each.pk): in_a_line(each) for each in statements}
    return {**names_of(others), **said}


def sentences_between(claim: UUID, then: Snapshot, now: Snapshot) -> list[str]:
    """What differs of a claim between two points, most telling first."""
    before, after = states_of([claim], then), states_of([claim], now)
    if claim not in after:
        return ["The claim was not on record at either."]
    found = difference(before.get(claim), after[claim])
    ids = [row.id for row in (*found.added, *found.voided)]
    entries = written(ids, then.position, now.position) if ids else {}
    return [each.text for each in sentences(found, entries)]
