"""Merging duplicates: one record says which other one stands for it. Nothing else is written.

In: a record, and the one of its kind that it turned out to be. Out: the record with its pointer
set, or cleared. A merge is one step: what is merged stands for nothing, what others stand behind
is itself not merged; so every reader follows one link at most. The database keeps that, and what
each app's kinds ask beside it. Reading: history/merged.py. docs/merging.md.
"""

from __future__ import annotations

from typing import Any, TypeVar

from accounts.models import User
from api.refusals import Conflict, Fault, invalid
from api.typeid import encode
from history.constraints import refusing_kindly
from history.editing import edit, locked, refuse_retired, require_reason
from history.record import MergeableRecord
from history.recording import recording, retried

R = TypeVar("R", bound=MergeableRecord)

NAMED = 5  # of the records that stand in the way


@retried
def merge(
    record: R,
    into: R,
    *,
    by: User | None,
    reason: str,
    channel: str,
    version: int | None = None,
) -> R:
    """Have `into` stand for the record, wherever the record is read from now on.

    `version` is the record's. Raises Conflict if it is merged into another already, or others are
    into it; Invalid for a target that is the record itself, merged or retired. What stands so
    already writes nothing.
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        current, target = locked(record, version), locked(into, None)
        if current.merged_into not in (None, target):
            where = name_of(current.merged_into)
            raise Conflict(Fault("", "already_merged", f"it is merged into {where}; unmerge first"))
        _refuse_with_merged(current, target)
        _check_target(current, target)
        return edit(current, {"merged_into_id": target.pk}, by=by, reason=reason, channel=channel)


@retried
def unmerge(
    record: R, *, by: User | None, reason: str, channel: str, version: int | None = None
) -> R:
    """Have the record stand for itself again: all is read as it was before the merge.

    Of a record that is merged into nothing, nothing is written.
    """
    require_reason(reason)
    with refusing_kindly(), recording(by=by, reason=reason, channel=channel, whole=True):
        current = locked(record, version)
        return edit(current, {"merged_into_id": None}, by=by, reason=reason, channel=channel)


def name_of(record: Any) -> str:
    """A record as an error names it: in words, and by the slug to write instead."""
    return f"“{record}” ({record.slug})"


def _refuse_with_merged(record: Any, target: Any) -> None:
    merged = list(type(record)._default_manager.filter(merged_into=record).order_by("slug"))
    if not merged:
        return
    named = ", ".join(each.slug for each in merged[:NAMED])
    more = f" and {len(merged) - NAMED} more" if len(merged) > NAMED else ""
    words = f"{named}{more} merged into it; unmerge, then merge each into {target.slug}"
    raise Conflict(Fault("", "stands_for_others", words))


def _check_target(record: Any, target: Any) -> None:
    if target.pk == record.pk:
        raise invalid("into", "itself", "a record is not merged into itself")
    if target.merged_into is not None:
        stands = target.merged_into
        id = encode(type(stands).PREFIX, stands.pk)
        words = f"{target.slug} is itself merged into {name_of(stands)}; give that one, {id}"
        raise invalid("into", "merged", words)
    refuse_retired(target, "into")
