"""What the views of one claim share: its topic's clock."""

from __future__ import annotations

from typing import Any

from claims.statements import time_zone_of
from history.dates import Until
from history.reads import until_of
from history.snapshots import Snapshot


def until_for(request: Any, snapshot: Snapshot, claim: Any) -> Until | None:
    """`stated_until`, with bare dates as days of the claim's topic."""
    if "stated_until" not in request.GET:
        return None
    return until_of(request, time_zone_of(snapshot, claim.topic_id))
