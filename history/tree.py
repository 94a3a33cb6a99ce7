"""The log as the database keeps it: its head, its nodes, and its checkpoints, signed.

Only sealed entries are ever looked at: the head is the newest of them. What lies at or below a
head never changes, so that nothing here needs a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from history.checkpoint import Checkpoint, Signer
from history.merkle import EMPTY_ROOT, Node
from history.models import Entry

RULES = "ledger/1"
"""Names the hashing and the canonical texts that docs/ledger.md describes."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest sealed entry; of an empty log, position 0 and the empty tree's root."""

    position: int
    recorded_at: datetime | None
    digest: bytes | None
    root: bytes


EMPTY = Head(0, None, None, EMPTY_ROOT)


def head() -> Head:
    """The log's head."""
    entry = Entry.objects.filter(recorded_at__isnull=False).order_by("-position").first()
    return EMPTY if entry is None else _head(entry)


def head_at(size: int) -> Head:
    """What the head was when the log had this size, which it must have had."""
    return _head(Entry.objects.get(position=size)) if size else EMPTY


def kept_nodes(asked: Iterable[tuple[int, int]]) -> Node:
    """The nodes asked for, by one query."""
    wanted = sorted(set(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.level, n.index, n.hash FROM public.ledger_node n"
            " JOIN unnest(%s::smallint[], %s::bigint[]) AS a(level, index) USING (level, index)",
            [[level for level, _ in wanted], [index for _, index in wanted]],
        )
        found = {(level, index): bytes(hash) for level, index, hash in cursor.fetchall()}
    return lambda level, index: found[level, index]


def signer() -> Signer:
    """Who signs our checkpoints."""
    return Signer(settings.LEDGER_NAME, bytes(settings.LEDGER_KEY))


def signed_checkpoint(head: Head) -> str:
    """The checkpoint of the log at a head, as a signed note."""
    by = signer()
    return by.sign(str(Checkpoint(by.name, head.position, head.root)))


def _head(entry: Entry) -> Head:
    return Head(
        entry.position, entry.recorded_at, bytes(entry.digest or b""), bytes(entry.root or b"")
    )
