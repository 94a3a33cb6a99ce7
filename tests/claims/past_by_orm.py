"""A topic's sheet and its families of claims, asked of the ORM, link by link: slow, and what the
hand-written statements are held to. Parts are looked for whatever the topic has.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from api.rendering import dumps
from claims.assessing import sheet_of
from claims.comparing import parts_of
from claims.judging import judged
from claims.models import Claim, Topic
from claims.presenting import CLAIM_FIELDS, present_claim_link
from history.dates import read_stated_until
from history.linking import Linked
from history.lists import find_row, find_standing
from history.merged import among, family_of, with_merged
from history.snapshots import Snapshot


def sheet(snapshot: Snapshot, reference: str, stated_until: str | None) -> dict[str, Any]:
    """What stands in a topic's sheet of its topic and of all its claims."""
    topic = find_standing(Topic, reference, snapshot)
    zone = snapshot.of(Topic).values_list("time_zone", flat=True).get(id=topic)
    until = stated_until and read_stated_until(stated_until, tz=ZoneInfo(zone))
    claims = snapshot.of(Claim).filter(
        among("topic_id", with_merged(snapshot, Topic, [topic])),
        is_retired=False,
        merged_into_id__isnull=True,
    )
    rows = list(claims.order_by("id").values_list(*CLAIM_FIELDS, named=True))
    linked = Linked(snapshot)
    judgements = judged(snapshot, rows, until or None, linked)
    parts = parts_of(judgements, snapshot, until or None, linked)
    results = [
        {
            "claim": present_claim_link(one.claim),
            **sheet_of(one, linked),
            "parts": parts.get(one.claim.id, []),
        }
        for one in judgements
    ]
    shown = {"topic": Linked(snapshot)[Topic, topic], "results": results}
    read: dict[str, Any] = json.loads(dumps(shown))
    return read


def claim_row(snapshot: Snapshot, reference: str) -> Any:
    """The claim that stands for the one named."""
    row = find_row(Claim, reference, snapshot, CLAIM_FIELDS)
    if row.merged_into_id is None:
        return row
    return snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=row.merged_into_id)


def quantities(snapshot: Snapshot, topics: list[UUID]) -> list[Any]:
    """A topic's claims that may be parts and wholes."""
    rows = list(
        snapshot.of(Claim)
        .filter(
            among("topic_id", family_of(snapshot, Topic, *topics)),
            value_type="quantity",
            is_retired=False,
        )
        .order_by("id")
        .values_list(*CLAIM_FIELDS, named=True)
    )
    merged = {row.id: row.merged_into_id for row in rows if row.merged_into_id}
    return [
        row._replace(part_of_id=merged.get(row.part_of_id, row.part_of_id))
        for row in rows
        if row.id not in merged
    ]
