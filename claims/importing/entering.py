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
from claims.importing.staging import MODELS, REVISION, run
from claims.models import Import
from history.constraints import refusing_kindly
from history.recording import recording

FEW = 200  # lines staged again under the lock; more of them, and the lock is given back first
ROUNDS = 5  # so often at most; then they are staged under the lock, however many
WRITERS = "SELECT pg_advisory_xact_lock(4917, 1)"
HEAD = "SELECT coalesce(max(position), 0) FROM history_entry WHERE recorded_at IS NOT NULL"
# The statements that a change since a position can reach: by their claim, for every line of it
# may be followed by another; and the records whose name is taken by now.
REACHED = """
    WITH since AS (SELECT %(seen)s::bigint AS seen),
    sources AS (SELECT id, slug FROM sources_historicalsource, since WHERE position > seen),
    documents AS (
        SELECT id, url, key FROM sources_historicaldocument, since WHERE position > seen
    ),
    topics AS (SELECT id, slug FROM claims_historicaltopic, since WHERE position > seen),
    entities AS (SELECT id, slug FROM claims_historicalentity, since WHERE position > seen),
    claims AS (SELECT id, slug, topic_id FROM claims_historicalclaim, since WHERE position > seen),
    revisions AS (
        SELECT claim_id, importer, external_id
        FROM claims_historicalrevision, since WHERE position > seen
    ),
    versions AS (
        SELECT document_id FROM sources_historicaldocumentversion, since WHERE position > seen
    ),
    staged AS (
        SELECT * FROM claims_stagedrevision WHERE import_id = %(import)s
    ),
    records AS (SELECT * FROM claims_stagedrecord WHERE import_id = %(import)s),
    taken AS (
        SELECT r.id, r.line FROM records r WHERE
            r.kind = 'source' AND r.name IN (SELECT slug FROM sources)
            OR r.kind = 'topic' AND r.name IN (SELECT slug FROM topics)
            OR r.kind = 'entity' AND r.name IN (SELECT slug FROM entities)
            OR r.kind = 'claim' AND r.name IN (SELECT slug FROM claims)
            OR r.kind = 'document' AND (
                r.name IN (SELECT unnest(ARRAY[url, key]) FROM documents)
                OR r.row ->> 'key' IN (SELECT unnest(ARRAY[url, key]) FROM documents)
            )
            OR r.row ->> 'parent_id' IN (SELECT id::text FROM sources)
            OR r.row ->> 'publisher_id' IN (SELECT id::text FROM sources)
            OR r.row ->> 'topic_id' IN (SELECT id::text FROM topics)
            OR r.row ->> 'part_of_id' IN (SELECT id::text FROM claims)
            OR r.row ->> 'broader_id' IN (SELECT id::text FROM entities)
            OR r.row ->> 'source_id' IN (SELECT id::text FROM sources)
            OR r.row ->> 'entity_id' IN (SELECT id::text FROM entities)
    ),
    reached AS (
        SELECT s.claim_id FROM staged s WHERE
            s.claim_id IN (SELECT claim_id FROM revisions)
            OR s.claim_id IN (SELECT id FROM claims)
            OR s.claim_id IN (SELECT c.id FROM claims_claim c JOIN topics t ON t.id = c.topic_id)
            OR s.document_id IN (SELECT id FROM documents UNION SELECT document_id FROM versions)
            OR s.attributed_to_id IN (SELECT id FROM sources)
            OR s.via_id IN (SELECT id FROM sources)
            OR s.line_publisher IN (SELECT id FROM sources)
            OR s.value_type = 'entity' AND EXISTS (SELECT FROM entities)
            OR (s.importer, s.external_id)
                IN (SELECT importer, external_id FROM revisions WHERE external_id <> '')
            OR s.line IN (SELECT line FROM taken)
    )
    SELECT line FROM taken
    UNION
    SELECT line FROM staged WHERE claim_id IN (SELECT claim_id FROM reached)
"""
# The lines that name records which are not made after all, and all lines of their claims.
NAMING = """
    WITH gone AS (SELECT unnest(%(gone)s::uuid[]) AS id),
    staged AS (
        SELECT * FROM claims_stagedrevision WHERE import_id = %(import)s
    )
    SELECT r.line FROM claims_stagedrecord r
    WHERE r.import_id = %(import)s AND ARRAY[
        r.row ->> 'parent_id', r.row ->> 'publisher_id', r.row ->> 'topic_id',
        r.row ->> 'part_of_id', r.row ->> 'broader_id', r.row ->> 'source_id',
        r.row ->> 'entity_id', r.row ->> 'claim_id'
    ] && (SELECT array_agg(id::text) FROM gone)
    UNION
    SELECT line FROM staged WHERE claim_id IN (
        SELECT claim_id FROM staged
        WHERE claim_id IN (SELECT id FROM gone) OR document_id IN (SELECT id FROM gone)
           OR attributed_to_id IN (SELECT id FROM gone) OR via_id IN (SELECT id FROM gone)
           OR line_publisher IN (SELECT id FROM gone)
           OR entities && (SELECT array_agg(id) FROM gone)
    )
"""
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
    SELECT EXISTS (SELECT FROM claims_stagedrevision WHERE import_id = %(import)s AND reason <> ''),
           EXISTS (SELECT FROM claims_stagedrevision WHERE import_id = %(import)s)
           OR EXISTS (SELECT FROM claims_stagedrecord WHERE import_id = %(import)s)
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
                lines = self._reached(seen)
                if few is not None and len(lines) > few:
                    raise Outdated(lines, now)
                self._again(lines)
            positions = list(self._write(first, last))
            Import.objects.filter(pk=self.import_id).update(lines_done=last)
            return positions

    def _reached(self, seen: int) -> list[int]:
        rows = run(REACHED, {"import": self.import_id, "seen": seen})
        return sorted(line for (line,) in rows)

    def _again(self, lines: Sequence[int]) -> None:
        while lines:
            before = self._records_of(lines)
            self.stage_again(lines)
            gone = list(before - self._records_of(lines))
            parameters = {"import": self.import_id, "gone": gone}
            lines = sorted(line for (line,) in run(NAMING, parameters)) if gone else []

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
                " AND line BETWEEN %(first)s AND %(last)s",
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
        if "entity" in kinds:
            fold_new_names()


def _quoted(column: str) -> str:
    return connection.ops.quote_name(column)
