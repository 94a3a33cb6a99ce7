"""What the record's changes since a position can reach of the lines that an import has staged.

In: an import, and the head of the ledger before its lines were resolved. Out: the numbers of
lines that may be resolved otherwise by now.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from claims.importing.staging import run

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
            OR r.kind = 'version' AND (
                r.row ->> 'document_id' IN (SELECT document_id::text FROM versions)
                OR r.row ->> 'document_id' IN (SELECT id::text FROM documents)
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
        r.row ->> 'entity_id', r.row ->> 'claim_id', r.row ->> 'document_id'
    ] && (SELECT array_agg(id::text) FROM gone)
    UNION
    SELECT line FROM staged WHERE claim_id IN (
        SELECT claim_id FROM staged
        WHERE claim_id IN (SELECT id FROM gone) OR document_id IN (SELECT id FROM gone)
           OR attributed_to_id IN (SELECT id FROM gone) OR via_id IN (SELECT id FROM gone)
           OR line_publisher IN (SELECT id FROM gone) OR version_id IN (SELECT id FROM gone)
           OR entities && (SELECT array_agg(id) FROM gone)
    )
"""


def reached_since(import_id: UUID, seen: int) -> list[int]:
    """The lines that entries after the position `seen` can reach."""
    return sorted(line for (line,) in run(REACHED, {"import": import_id, "seen": seen}))


def naming(import_id: UUID, gone: Sequence[UUID]) -> list[int]:
    """The lines that name records which are not made after all."""
    if not gone:
        return []
    return sorted(line for (line,) in run(NAMING, {"import": import_id, "gone": list(gone)}))
