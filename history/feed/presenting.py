"""Entries and changes as the API shows them; `audits`: for a reader who may see tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import Token, User
from api.typeid import encode
from history.feed.choosing import EntryRow
from history.linking import typeid
from history.telling import TELLINGS
from history.telling_rows import Change
from history.told_columns import instant


def present_entry(entry: EntryRow, *, audits: bool) -> dict[str, Any]:
    """Who, through what, why and when; an entry of nobody's has no actor."""
    actor = None
    if entry.actor_id is not None:
        actor = {"id": encode(TELLINGS[User].prefix, entry.actor_id), "name": entry.actor_name}
    return {
        "position": entry.position,
        "recorded_at": instant(entry.recorded_at),
        "actor": actor,
        "token": typeid(TELLINGS[Token].prefix, entry.token_id) if audits else None,
        "role": entry.role,
        "channel": entry.channel,
        "reason": entry.reason or None,
        "request_id": entry.request_id or None,
        "digest": _hex(entry.digest),
        "root": _hex(entry.root),
    }


def present_change(change: Change) -> dict[str, Any]:
    """What was changed and what that is about, field by field."""
    return {
        "object": {"type": change.telling.type, "id": change.shown_id, "slug": change.slug},
        **change.about,
        "kind": change.kind,
        "fields": change.fields,
    }


def present_together(
    changes: Sequence[Change], entries: dict[int, EntryRow], *, audits: bool
) -> list[dict[str, Any]]:
    """Changes that each carry their entry, for lists and streams of changes alone."""
    shown = {position: present_entry(entry, audits=audits) for position, entry in entries.items()}
    return [{**shown[change.position], **present_change(change)} for change in changes]


def _hex(digest: Any) -> str | None:
    return None if digest is None else bytes(digest).hex()
