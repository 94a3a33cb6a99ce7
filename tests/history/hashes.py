"""Digests and roots made anew in Python, from the rows as they are read today: RFC 9162 as written.

A second reading of the rule: it shares no code with history.merkle nor with the sealing functions.
"""

from __future__ import annotations

import hashlib
from functools import cache

from django.db import transaction

from history.tracking import TRACKED
from tests.history.ledger import run

PINNED = """
    SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD';
    SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex'
"""
CANONICAL = """
    jsonb_strip_nulls(jsonb_build_object('@table', '{table}') || to_jsonb(h){without})::text
"""
Sealed = list[tuple[int, bytes, bytes]]


def leaf_hash(text: str) -> bytes:
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as written there; over leaf hashes."""
    return roots_of(leaves, [len(leaves)])[0]


def roots_of(leaves: list[bytes], sizes: list[int]) -> list[bytes]:
    """The tree hashes of the first leaves, for each size; what two trees share is hashed once."""

    @cache
    def between(start: int, end: int) -> bytes:
        if end - start == 1:
            return leaves[start]
        split = 1
        while split * 2 < end - start:
            split *= 2
        halves = between(start, start + split) + between(start + split, end)
        return hashlib.sha256(b"\x01" + halves).digest()

    return [between(0, size) for size in sizes]


def kept_hashes() -> dict[tuple[str, int], bytes]:
    """What erased rows were sealed with, by table and number: the first that was kept."""
    found = run(
        "SELECT historical_table, erased_history_id, row_hash FROM history_erasure"
        " ORDER BY history_id DESC"
    )
    return {(table, number): bytes(row_hash) for table, number, row_hash in found}


@transaction.atomic
def recomputed() -> Sealed:
    """Position, digest and root of every sealed entry, from the rows as they are read today."""
    run(PINNED)
    kept = kept_hashes()
    rows: dict[int, list[tuple[int, bytes]]] = {}
    tables = [tracked.historical._meta.db_table for tracked in TRACKED.values()]
    for table in [*tables, "history_erasure"]:
        canonical = CANONICAL.format(table=table, without="")
        for position, number, text in run(
            f"SELECT position, history_id, {canonical} FROM public.{table} h"
        ):
            row_hash = kept.get((table, number), leaf_hash(text))
            rows.setdefault(position, []).append((number, row_hash))
    canonical = CANONICAL.format(table="history_entry", without=" - 'root'")
    entries = run(
        f"SELECT position, {canonical} FROM public.history_entry h"
        " WHERE recorded_at IS NOT NULL ORDER BY position"
    )
    leaves = [kept.get(("history_entry", position), leaf_hash(text)) for position, text in entries]
    roots = roots_of(leaves, list(range(1, len(entries) + 1)))
    return [
        (position, tree_hash([row_hash for _, row_hash in sorted(rows[position])]), root)
        for (position, _), root in zip(entries, roots, strict=True)
    ]


def stored() -> Sealed:
    return [
        (position, bytes(digest), bytes(root))
        for position, digest, root in run(
            "SELECT position, digest, root FROM history_entry"
            " WHERE recorded_at IS NOT NULL ORDER BY position"
        )
    ]


def check_the_log() -> None:
    """Positions without a gap, times that grow, every digest and root that of the rows."""
    found = stored()
    assert [position for position, _, _ in found] == list(range(1, len(found) + 1))
    assert found == recomputed()
    assert run(
        "SELECT count(*) FROM (SELECT recorded_at <= lag(recorded_at) OVER (ORDER BY position)"
        " AS early FROM history_entry) e WHERE early"
    ) == [(0,)]
