"""What the record's changes since a position can reach of the lines that an import has staged.

In: an import, and the head of the ledger before its lines were resolved. Out: the numbers of
lines that may be resolved otherwise by now.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from claims.importing.staging import by_index, run

# What entries after a position wrote.
SINCE = """
    WITH since AS (SELECT %(seen)s::bigint AS seen),
    -- A source that was merged or parted is read, or no more, as one with what it is merged into.
    read_as_one AS (
        SELECT DISTINCT unnest(ARRAY[id, merged_into_id]) AS id FROM sources_historicalsource
        WHERE id IN (SELECT id FROM sources_historicalsource, since WHERE position > seen)
    ),
    sources AS (
        SELECT s.id, s.slug FROM sources_source s, read_as_one m
        WHERE s.id = m.id OR s.merged_into_id = m.id
    ),
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
    )
"""
WRITTEN = f"""
    {SINCE}
    SELECT EXISTS (SELECT FROM revisions),
           EXISTS (SELECT FROM claims) OR EXISTS (SELECT FROM topics),
           EXISTS (SELECT FROM sources) OR EXISTS (SELECT FROM documents)
           OR EXISTS (SELECT FROM versions) OR EXISTS (SELECT FROM entities)
"""  # noqa: S608
# The lines that make records whose name is taken by now, or name what was written.
TAKEN = """
    SELECT r.id, r.line FROM claims_stagedrecord r WHERE r.import_id = %(import)s AND (
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
    )
"""
# The claims of statements that a change can reach, for every line of one may be followed by
# another: found by index where statements alone were written, which is what editors do all day.
BY_STATEMENTS = """
    SELECT claim_id FROM revisions
    UNION
    SELECT s.claim_id FROM revisions v JOIN claims_stagedrevision s
        ON s.external_id = v.external_id AND s.importer = v.importer
    WHERE s.external_id <> '' AND s.import_id = %(import)s
"""
BY_CLAIMS = """
    SELECT unnest(ARRAY[h.id, h.merged_into_id]) FROM claims_historicalclaim h
    WHERE h.id IN (SELECT id FROM claims)
    UNION SELECT c.id FROM claims_claim c JOIN topics t ON t.id = c.topic_id
"""
BY_OTHERS = """
    SELECT s.claim_id FROM claims_stagedrevision s WHERE s.import_id = %(import)s AND (
        s.document_id IN (SELECT id FROM documents UNION SELECT document_id FROM versions)
        OR s.attributed_to_id IN (SELECT id FROM sources)
        OR s.via_id IN (SELECT id FROM sources)
        OR s.line_publisher IN (SELECT id FROM sources)
        OR s.value_type = 'entity' AND EXISTS (SELECT FROM entities)
    )
"""
BY_TAKEN = """
    SELECT s.claim_id FROM taken JOIN claims_stagedrevision s
        ON s.import_id = %(import)s AND s.line = taken.line
"""
READ_AS_ONE = """
    SELECT claim_id FROM touched
    UNION
    SELECT unnest(ARRAY[k.id, k.merged_into_id])
    FROM touched t
    JOIN claims_claim o ON o.id = t.claim_id
    JOIN claims_claim k ON k.merged_into_id = coalesce(o.merged_into_id, o.id)
"""
OF_CLAIMS = """
    SELECT line FROM claims_stagedrevision
    WHERE claim_id = ANY (ARRAY(SELECT claim_id FROM reached)) AND import_id = %(import)s
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
    asked = {"import": import_id, "seen": seen}
    [(statements, claims, others)] = run(WRITTEN, asked)
    if not (statements or claims or others):
        return []
    reached = [BY_STATEMENTS] if statements else []
    reached += [BY_CLAIMS] if claims else []
    reached += [BY_OTHERS] if others else []
    ctes, lines = [SINCE], [OF_CLAIMS]
    if claims or others:
        ctes.append(f"taken AS ({TAKEN})")
        reached.append(BY_TAKEN)
        lines.append("SELECT line FROM taken")
    ctes.append(f"touched (claim_id) AS ({' UNION '.join(reached)})")
    ctes.append(f"reached (claim_id) AS ({READ_AS_ONE})")
    return sorted(line for (line,) in by_index(f"{', '.join(ctes)} {' UNION '.join(lines)}", asked))


def naming(import_id: UUID, gone: Sequence[UUID]) -> list[int]:
    """The lines that name records which are not made after all."""
    if not gone:
        return []
    return sorted(line for (line,) in run(NAMING, {"import": import_id, "gone": list(gone)}))
