"""What the views of one claim share: finding it, and its topic's clock."""

from __future__ import annotations

from typing import Any

from claims.models import Claim
from claims.presenting import CLAIM_FIELDS
from claims.statements import time_zone_of
from history.dates import Until
from history.lists import find_row
from history.reads import until_of
from history.snapshots import Snapshot


def claim_row(snapshot: Snapshot, reference: str) -> Any:
    """The claim a path names, or the one it is merged into, as of the snapshot."""
    row = find_row(Claim, reference, snapshot, CLAIM_FIELDS)
    if row.merged_into_id is None:
        return row
    return snapshot.of(Claim).values_list(*CLAIM_FIELDS, named=True).get(id=row.merged_into_id)


def until_for(request: Any, snapshot: Snapshot, claim: Any) -> Until | None:
    """`stated_until`, with bare dates as days of the claim's topic."""
    if "stated_until" not in request.GET:
        return None
    return until_of(request, time_zone_of(snapshot, claim.topic_id))
