"""The reports by the name they have in addresses and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from claims.audit.late import late
from claims.audit.lowered import lowered
from claims.audit.reports import Report
from claims.audit.single_origin import single_origin
from claims.audit.who_changed import who_changed

RECORDED = ("recorded.position", "recorded.at", "recorded.by", "recorded.reason")

REPORTS: Final[Mapping[str, Report]] = {
    "lowered": Report(
        lowered,
        (
            "text", "kind", "claim.slug", "before.wording", "after.wording", "gap", "certain",
            "before.id", "after.id", *RECORDED,
        ),
    ),
    "late": Report(
        late,
        (
            "text", "claim.slug", "statement.wording", "statement.stated_before", "late_seconds",
            "statement.id", *RECORDED,
        ),
    ),
    "single-origin": Report(
        single_origin,
        (
            "text", "claim.slug", "adopted_wording", "origins.min", "origins.max", "outlets",
            "statement.id", *RECORDED,
        ),
    ),
    "changes": Report(
        who_changed,
        (
            "position", "recorded_at", "actor.name", "channel", "reason", "claim.slug",
            "object.type", "object.id", "kind", "fields",
        ),
    ),
}  # fmt: skip
