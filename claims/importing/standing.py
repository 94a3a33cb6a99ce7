"""What staged statements follow: set by set, in SQL.

The rules are `claims.following` and `claims.rereading`; here they read the record and, beside it,
what earlier lines of the import staged, as if it were on record. A test holds the two to the
same answers. No lock is held: `claims.importing.entering` looks again at what changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from claims.importing.merged import Place
from claims.importing.staging import by_index
from claims.models import Revision

# Statements on record, or staged by an earlier line: what both have in common. Autovacuum likes to
# look at staging tables when they are empty, and any index will do for a planner that takes them to
# be so: it reads the whole import for every line. OFFSET 0 fences what is to be found by its own
# index: what stands on a line, what supersedes a statement.
COLUMNS = """
    r.id, r.definition, r.stance, r.qualifier, r.stated_at, {}.published_at, r.document_id,
    r.version_id, r.sequence, r.supersedes_id
"""
ON_RECORD = f"""
    SELECT {COLUMNS.format("d")}
    FROM public.claims_revision r JOIN public.sources_document d ON d.id = r.document_id
    WHERE NOT r.is_void AND {{}}
"""  # noqa: S608
STAGED = f"""
    SELECT {COLUMNS.format("r")}
    FROM (SELECT * FROM public.claims_stagedrevision r WHERE {{}} OFFSET 0) r
    WHERE r.import_id = s.import_id AND r.line < s.line AND NOT r.is_void
"""  # noqa: S608
STANDS = """
    NOT EXISTS (
        SELECT FROM public.claims_revision x WHERE x.supersedes_id = c.id AND NOT x.is_void
    ) AND NOT EXISTS (
        SELECT FROM (
            SELECT * FROM public.claims_stagedrevision x WHERE x.supersedes_id = c.id OFFSET 0
        ) x WHERE x.import_id = s.import_id AND x.line < s.line AND NOT x.is_void
    )
"""
OF_THE_LINE = """
    r.claim_id = place.claim AND r.line_publisher = place.publisher
    AND r.line_origin = place.origin
"""
BEFORE = """
    (
        (c.stated_at < s.stated_at OR (c.stated_at IS NULL AND s.stated_at IS NOT NULL))
        OR c.stated_at IS NOT DISTINCT FROM s.stated_at AND (
            (c.published_at < s.published_at
             OR (c.published_at IS NULL AND s.published_at IS NOT NULL))
            OR c.published_at IS NOT DISTINCT FROM s.published_at
            AND c.document_id = s.document_id AND c.sequence < s.sequence
        )
    )
    AND (
        c.definition = s.definition AND c.stance = ANY(s.line_stances)
        OR c.stance = 'withdraws' AND (
            c.supersedes_id IS NULL
            OR EXISTS (
                SELECT FROM (
                    SELECT w.definition, w.stance FROM public.claims_revision w
                    WHERE w.id = c.supersedes_id
                    UNION ALL
                    SELECT w.definition, w.stance FROM public.claims_stagedrevision w
                    WHERE w.id = c.supersedes_id
                ) w WHERE w.definition = s.definition AND w.stance = ANY(s.line_stances)
            )
        )
    )
"""
IN_ORDER = """
    (c.qualifier = 'unreadable')::int, c.stated_at DESC NULLS LAST,
    c.published_at DESC NULLS LAST, c.sequence DESC, c.id DESC
"""
# Each line at its own place, and wherever else its statements may stand (claims.importing.merged).
ASKED = """
    (
        SELECT line, null::uuid AS claim, null::uuid AS publisher, null::uuid AS origin
        FROM unnest(%(lines)s::bigint[]) AS own (line)
        UNION ALL
        SELECT * FROM unnest(
            %(merged)s::bigint[], %(claims)s::uuid[], %(publishers)s::uuid[], %(origins)s::uuid[]
        )
    ) asked
    CROSS JOIN LATERAL (
        SELECT * FROM public.claims_stagedrevision
        WHERE import_id = %(import)s AND line = asked.line OFFSET 0
    ) s
    CROSS JOIN LATERAL (
        SELECT coalesce(asked.claim, s.claim_id) AS claim,
               coalesce(asked.publisher, s.line_publisher) AS publisher,
               coalesce(asked.origin, s.line_origin) AS origin
        OFFSET 0
    ) place
"""
# Most lines of a file are the first of theirs.
THERE = f"""
    SELECT EXISTS (SELECT FROM public.claims_revision r WHERE {OF_THE_LINE}) AS recorded,
           EXISTS (
               SELECT FROM (
                   SELECT * FROM public.claims_stagedrevision r WHERE {OF_THE_LINE} OFFSET 0
               ) r WHERE r.import_id = s.import_id AND r.line < s.line
           ) AS staged
"""  # noqa: S608
# When what is followed was said, if it is plainly dated and read: the newest, by a descent.
NEWEST = f"""
    SELECT c.stated_at FROM ({{}}) c WHERE c.qualifier <> 'unreadable' AND {BEFORE} AND {STANDS}
    ORDER BY c.stated_at DESC LIMIT 1
"""  # noqa: S608
EARLIER = f"{OF_THE_LINE} AND r.stated_at <= s.stated_at"
NEWEST_RECORDED = NEWEST.format(f"{ON_RECORD.format(EARLIER)} AND there.recorded")
NEWEST_STAGED = NEWEST.format(
    STAGED.format(f"{EARLIER} AND there.staged ORDER BY r.stated_at DESC")
)
THEN = f"{OF_THE_LINE} AND r.stated_at = newest.stated_at"
# What is left where there is no such statement: a plain one before would have been the newest.
ELSE = f"{OF_THE_LINE} AND (r.stated_at IS NULL OR r.qualifier = 'unreadable')"
# OFFSET 0 keeps the planner from taking the parts apart: line by line, each looked up once.
LAST_BEFORE = f"""
    SELECT DISTINCT ON (s.line) s.line, c.id
    FROM {ASKED}
    CROSS JOIN LATERAL ({THERE} OFFSET 0) there
    CROSS JOIN LATERAL (
        SELECT greatest(({NEWEST_RECORDED}), ({NEWEST_STAGED})) AS stated_at
        OFFSET 0
    ) newest
    CROSS JOIN LATERAL (
        SELECT c.*
        FROM (
            {ON_RECORD.format(THEN)} AND there.recorded
            UNION ALL {STAGED.format(THEN)} AND there.staged
            UNION ALL {ON_RECORD.format(ELSE)} AND newest.stated_at IS NULL AND there.recorded
            UNION ALL {STAGED.format(ELSE)} AND newest.stated_at IS NULL AND there.staged
        ) c
        WHERE {BEFORE} AND {STANDS}
        ORDER BY {IN_ORDER} LIMIT 1
    ) c
    WHERE there.recorded OR there.staged
    ORDER BY s.line, {IN_ORDER}
"""  # noqa: S608
STANDING_BEFORE = f"""
    SELECT c.id
    FROM (SELECT %s::uuid AS import_id, %s::bigint AS line, %s::uuid AS claim_id) s
    CROSS JOIN LATERAL (
        {ON_RECORD.format("r.claim_id = s.claim_id AND r.line_origin = ANY(%s)")}
        UNION ALL
        {STAGED.format("r.claim_id = s.claim_id AND r.line_origin = ANY(%s)")}
    ) c
    CROSS JOIN LATERAL (
        SELECT v.retrieved_at FROM public.sources_documentversion v WHERE v.id = c.version_id
        UNION ALL
        SELECT (v.row ->> 'retrieved_at')::timestamptz FROM public.claims_stagedrecord v
        WHERE v.id = c.version_id AND v.import_id = s.import_id
    ) v
    WHERE c.document_id = %s AND c.definition = %s AND c.stance = ANY(%s)
      AND v.retrieved_at < %s AND {STANDS}
    ORDER BY c.stated_at DESC NULLS LAST, v.retrieved_at DESC, c.sequence DESC, c.id DESC
    LIMIT 1
"""  # noqa: S608


def last_before(import_id: UUID, lines: Mapping[int, Collection[Place]]) -> dict[int, UUID]:
    """What staged lines follow on their line, on record or staged; lines that follow nothing
    are left out. `lines`: with the places beside their own where it may stand. One query."""
    places = [(line, *place) for line, others in lines.items() for place in others]
    columns = zip(*places, strict=True) if places else ((), (), (), ())
    asked = {"import": import_id, "lines": list(lines)}
    merged = zip(("merged", "claims", "publishers", "origins"), map(list, columns), strict=True)
    return dict(by_index(LAST_BEFORE, asked | dict(merged))) if lines else {}


def standing_before(
    import_id: UUID, line: int, revision: Revision, stances: set[str], origins: Collection[UUID]
) -> Any:
    """What the revision's line says in an older version of its document, if that still stands.

    `origins`: that of its line, and all that are read as one with it."""
    assert revision.version is not None
    rows = by_index(
        STANDING_BEFORE,
        [
            import_id, line, revision.claim_id, list(origins), list(origins),
            revision.document_id, revision.definition, sorted(stances),
            revision.version.retrieved_at,
        ],
    )  # fmt: skip
    return rows[0][0] if rows else None


def is_replaced(import_id: UUID, id: UUID) -> bool:
    """Whether a statement has taken the place of this one, on record or staged."""
    return bool(
        by_index(
            "SELECT FROM public.claims_revision WHERE replaces_id = %s"
            " UNION ALL SELECT FROM public.claims_stagedrevision"
            " WHERE import_id = %s AND replaces_id = %s",
            [id, import_id, id],
        )
    )
