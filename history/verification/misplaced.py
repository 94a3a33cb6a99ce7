"""A row that carries another position than it was sealed with.

An entry that lacks a row has a digest that the row would complete: its neighbours in history_id
are tried, hashed as if they stood where they are missing.
"""

from __future__ import annotations

from dataclasses import replace

from history.merkle import tree_hash
from history.sql import TrackedTable
from history.verification.faults import Fault
from history.verification.reading import run

CANDIDATES = """
    (SELECT '{table}', h.history_id, h.{key}::text, h.position,
            public.history_leaf_hash(public.history_canonical('{table}',
                to_jsonb(h) || jsonb_build_object('position', %(position)s::bigint)))
     FROM public.{table} h WHERE h.position {comes} %(position)s
     ORDER BY h.position {order}, h.history_id {order} LIMIT 1)
"""
DIGEST = "SELECT digest FROM public.history_entry WHERE position = %s"


def misplaced(
    fault: Fault, position: int, hashes: dict[int, bytes], tables: list[TrackedTable]
) -> Fault | None:
    """The fault that names the row which belongs to this entry; None if there is none.

    `hashes`: those of the entry's rows as it has them, by history_id.
    """
    digest = run(DIGEST, [position])[0][0]
    for table, history_id, record, stands, hash in run(_query(tables), {"position": position}):
        made = [hash for _, hash in sorted({**hashes, history_id: bytes(hash)}.items())]
        if digest is not None and tree_hash(made) == bytes(digest):
            return replace(
                fault,
                code="row_misplaced",
                what="the row carries another position than it was sealed with",
                table=table,
                position=stands,
                history_id=history_id,
                record=record or "",
                column="position",
                expected=str(position),
                found=str(stands),
            )
    return None


def _query(tables: list[TrackedTable]) -> str:
    return " UNION ALL ".join(
        CANDIDATES.format(
            table=table.historical, key=f'"{table.kept_as(table.key)}"', comes=comes, order=order
        )
        for table in tables
        for comes, order in ((">", "ASC"), ("<", "DESC"))
    )
