"""From the staging tables onto the record: the one step of an import that holds up writers.

Under the lock nothing is resolved that was resolved before, unless the record changed meanwhile
where it matters: what those changes can reach is staged again, outside the lock where it is much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from claims.finding import fold_new_names
from claims.importing.adopted import adopt
from claims.importing.reaching import naming, reached_since
from claims.importing.staging import MODELS, REVISION, run
from claims.models import Import
from history.constraints import refusing_kindly
from history.recording import recording

FEW = 200  # lines staged again under the lock; more of them, and the lock is given back first
ROUNDS = 5  # so often at most; then they are staged under the lock, however many
WRITERS = "SELECT pg_advisory_xact_lock(4917, 1)"
HEAD = "SELECT coalesce(max(position), 0) FROM history_entry WHERE recorded_at IS NOT NULL"
RUNS = """
    SELECT reason, min(line), max(line) FROM (
        SELECT line, reason,
               row_number() OVER (ORDER BY line)
               - row_number() OVER (PARTITION BY reason ORDER BY line) AS run
        FROM (
            SELECT line, reason FROM claims_stagedrevision WHERE import_id = %(import)s
               AND line BETWEEN %(first)s AND %(last)s
            UNION
            SELECT r.line, '' FROM claims_stagedrecord r
            WHERE r.import_id = %(import)s AND r.line BETWEEN %(first)s AND %(last)s
              AND NOT EXISTS (
                  SELECT FROM claims_stagedrevision s
                  WHERE s.import_id = r.import_id AND s.line = r.line
              )
        ) lines
    ) runs GROUP BY reason, run ORDER BY min(line)
"""
ANY_REASON = """
    SELECT EXISTS (SELECT FROM claims_stagedrevision WHERE import_id = %(import)s
                   AND line BETWEEN %(first)s AND %(last)s AND reason <> ''),
           EXISTS (SELECT FROM claims_stagedrevision
                   WHERE import_id = %(import)s AND line BETWEEN %(first)s AND %(last)s)
           OR EXISTS (SELECT FROM claims_stagedrecord
                      WHERE import_id = %(import)s AND line BETWEEN %(first)s AND %(last)s)
"""
ENTER_STATEMENTS = """
    INSERT INTO public.claims_revision ({columns})
    SELECT {columns} FROM public.claims_stagedrevision
    WHERE import_id = %(import)s AND line BETWEEN %(first)s AND %(last)s
    ORDER BY line
"""
ENTER_ENTITIES = """
    INSERT INTO public.claims_revisionentity (id, revision_id, entity_id)
    SELECT named.key, s.id, named.entity
    FROM public.claims_stagedrevision s
    CROSS JOIN LATERAL unnest(s.entity_keys, s.entities) AS named (key, entity)
    WHERE s.import_id = %(import)s AND s.line BETWEEN %(first)s AND %(last)s
      AND s.entities <> '{}'
    ORDER BY s.line
"""
ENTER_RECORDS = """
    INSERT INTO public.{table} ({columns})
    SELECT {new} FROM public.claims_stagedrecord s
    CROSS JOIN LATERAL jsonb_populate_record(NULL::public.{table}, s.row) AS n
    WHERE s.import_id = %(import)s AND s.kind = %(kind)s
      AND s.line BETWEEN %(first)s AND %(last)s
    ORDER BY s.line, s.ordinal
"""
Again = Callable[[Sequence[int]], None]


class Outdated(Exception):
    """Much of what is staged may be resolved otherwise by now: it is staged again first."""

    def __init__(self, lines: Sequence[int], head: int) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = lines
        self.head = head


def head() -> int:
    return int(run(HEAD)[0][0])


class Entering:
    """Enters an import's staged lines; `stage_again` resolves lines by number once more."""

    def __init__(
        self, import_id: UUID, *, by: Any, reason: str, channel: str, stage_again: Again
    ) -> None:
        self.import_id = import_id
        self.by, self.reason, self.channel = by, reason, channel
        self.stage_again = stage_again

    def enter(self, first: int, last: int, seen: int) -> list[int]:
        """Put lines on record; gives the positions of the entries. All or nothing.

        `seen`: the head of the ledger before the first of them was resolved.
        """
        if (now := head()) != seen:  # what was written up to here needs no lock to be looked at
            self._again(reached_since(self.import_id, seen))
            seen = now
        for _ in range(ROUNDS):
            try:
                return self._enter(first, last, seen, FEW)
            except Outdated as outdated:
                self._again(outdated.lines)
                seen = outdated.head
        return self._enter(first, last, seen, None)

    def _enter(self, first: int, last: int, seen: int, few: int | None) -> list[int]:
        with refusing_kindly(), transaction.atomic():
            run(WRITERS)
            if (now := head()) != seen:
                lines = reached_since(self.import_id, seen)
                if few is not None and len(lines) > few:
                    raise Outdated(lines, now)
                self._again(lines)
            positions = list(self._write(first, last))
            Import.objects.filter(pk=self.import_id).update(lines_done=last)
            return positions

    def _again(self, lines: Sequence[int]) -> None:
        while lines:
            before = self._records_of(lines)
            self.stage_again(lines)
            lines = naming(self.import_id, list(before - self._records_of(lines)))

    def _records_of(self, lines: Sequence[int]) -> set[UUID]:
        query = (
            "SELECT id FROM claims_stagedrecord WHERE import_id = %s AND line = ANY(%s)"
            " AND kind <> 'party'"
        )
        return {id for (id,) in run(query, [self.import_id, list(lines)])}

    def _write(self, first: int, last: int) -> Iterator[int]:
        """An entry for every run of lines with one reason."""
        every = {"import": self.import_id, "first": first, "last": last}
        [(reasons, anything)] = run(ANY_REASON, every)
        runs = run(RUNS, every) if reasons else [("", first, last)] if anything else []
        for own_reason, start, end in runs:
            with self._recording(own_reason or self.reason) as block:
                self._insert({**every, "first": start, "last": end})
            if block.position is not None:
                yield block.position

    def _recording(self, reason: str) -> Any:
        return recording(by=self.by, reason=reason, channel=self.channel)

    def _insert(self, lines: dict[str, Any]) -> None:
        kinds = {
            kind
            for (kind,) in run(
                "SELECT DISTINCT kind FROM claims_stagedrecord WHERE import_id = %(import)s"
                " AND line BETWEEN %(first)s AND %(last)s"
                " UNION ALL SELECT 'adopted' WHERE EXISTS ("
                " SELECT FROM claims_stagedrevision WHERE import_id = %(import)s"
                " AND line BETWEEN %(first)s AND %(last)s AND adopted <> '')",
                lines,
            )
        }
        for kind, model in MODELS.items():
            if kind in kinds:
                columns = [_quoted(str(field.column)) for field in model._meta.concrete_fields]
                query = ENTER_RECORDS.format(
                    table=model._meta.db_table,
                    columns=", ".join(columns),
                    new=", ".join(f"n.{column}" for column in columns),
                )
                run(query, {**lines, "kind": kind})
        run(ENTER_STATEMENTS.format(columns=", ".join(map(_quoted, REVISION))), lines)
        run(ENTER_ENTITIES, lines)
        if "adopted" in kinds:
            adopt(lines)
        if "entity" in kinds:
            fold_new_names()


def _quoted(column: str) -> str:
    return connection.ops.quote_name(column)
