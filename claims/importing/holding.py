"""Whose staged rows are whose, and when they go: an import's own, until it ends.

Its id is locked while somebody runs it, so that a later import can tell what a killed one left
behind, and removes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from claims.importing.staging import run
from claims.models import Import

TABLES = ("claims_stagedrevision", "claims_stagedrecord", "claims_stagedline")
LOCK = "hashtextextended('import ' || %s, 4917)"


def hold(import_id: UUID) -> None:
    """Mark the import as run by this session."""
    run(f"SELECT pg_advisory_lock({LOCK})", [str(import_id)])


def let_go(import_id: UUID) -> None:
    run(f"SELECT pg_advisory_unlock({LOCK})", [str(import_id)])


def clear(import_id: UUID, lines_done: int = 0) -> None:
    """Remove what an import staged; of lines that are on record, their ids in the file stay."""
    for table in TABLES:
        run(
            f"DELETE FROM public.{table} WHERE import_id = %s AND line > %s",  # noqa: S608
            [import_id, lines_done],
        )


def settle(import_id: UUID, first: int, last: int) -> None:
    """Lines that are on record wait no more; statements stay known by their ids in the file."""
    between = [import_id, first, last]
    where = "WHERE import_id = %s AND line BETWEEN %s AND %s"
    run(f"DELETE FROM public.claims_stagedrevision {where}", between)  # noqa: S608
    run(f"DELETE FROM public.claims_stagedrecord {where}", between)  # noqa: S608
    run(f"DELETE FROM public.claims_stagedline {where} AND file_id = ''", between)  # noqa: S608


def clear_abandoned() -> None:
    """Remove what imports staged that nobody runs any more; where they stopped stays known."""
    for import_id, lines_done in Import.objects.values_list("id", "lines_done"):
        [(free,)] = run(f"SELECT pg_try_advisory_lock({LOCK})", [str(import_id)])
        if free:
            clear(import_id, lines_done)
            if not lines_done:
                Import.objects.filter(pk=import_id).delete()
            let_go(import_id)


def remove_lines(import_id: UUID, lines: Sequence[int]) -> None:
    """Take back what lines staged, so that they can be resolved again."""
    for table in TABLES:
        run(
            f"DELETE FROM public.{table} WHERE import_id = %s AND line = ANY(%s)",  # noqa: S608
            [import_id, list(lines)],
        )
