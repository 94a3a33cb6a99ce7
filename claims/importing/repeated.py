"""Which staged statements say what is said already, on record or by an earlier line: in SQL.

No lock is held: `claims.importing.entering` looks again at what changed since.
"""

from __future__ import annotations

from uuid import UUID

from claims.importing.staging import by_index

# The same words of the same source in the same place of the same document are one statement,
# whoever recorded it; how it was read, dated or filed does not make it another. The line names what
# stands (history.merged), the record perhaps what was merged into that since.
STANDS_FOR = "coalesce((SELECT k.merged_into_id FROM public.{} k WHERE k.id = {}), {})"
THE_SAME = f"""
    r.claim_id = ANY (ARRAY(
        SELECT k.id FROM public.claims_claim k WHERE k.merged_into_id = s.claim_id
    ) || s.claim_id)
    AND r.document_id = s.document_id
    AND {STANDS_FOR.format("sources_source", *["r.attributed_to_id"] * 2)}
        IS NOT DISTINCT FROM s.attributed_to_id
    AND {STANDS_FOR.format("sources_source", *["r.via_id"] * 2)} IS NOT DISTINCT FROM s.via_id
    AND r.version_id IS NOT DISTINCT FROM s.version_id
    AND (r.stance, r.wording, r.qualifier, r.definition, r.stated, r.sequence, r.locator,
         r.quotation_exact, r.quotation_prefix, r.quotation_suffix)
      = (s.stance, s.wording, s.qualifier, s.definition, s.stated, s.sequence, s.locator,
         s.quotation_exact, s.quotation_prefix, s.quotation_suffix)
    AND (r.quantity, r.best, r.period, r.boolean, r.text)
        IS NOT DISTINCT FROM (s.quantity, s.best, s.period, s.boolean, s.text)
"""  # noqa: S608
SORTED = "ARRAY(SELECT e FROM unnest({}) e ORDER BY e)"
ENTITIES = (
    "ARRAY(SELECT coalesce(e.merged_into_id, e.id) FROM public.claims_revisionentity n"
    " JOIN public.claims_entity e ON e.id = n.entity_id WHERE n.revision_id = r.id)"
)
SAID_ALREADY = f"""
    SELECT s.line, found.id
    FROM public.claims_stagedrevision s
    CROSS JOIN LATERAL (
        SELECT r.id FROM public.claims_revision r
        WHERE {THE_SAME} AND r.is_void = s.is_void
          AND {SORTED.format(ENTITIES)} = {SORTED.format("s.entities")}
        UNION ALL
        SELECT r.id FROM public.claims_stagedrevision r
        WHERE r.import_id = s.import_id AND r.line < s.line AND {THE_SAME}
          AND r.is_void = s.is_void
          AND {SORTED.format("r.entities")} = {SORTED.format("s.entities")}
        ORDER BY 1 LIMIT 1
    ) found
    WHERE s.import_id = %s AND s.line BETWEEN %s AND %s AND s.external_id = ''
"""  # noqa: S608


def said_already(import_id: UUID, first: int, last: int) -> dict[int, UUID]:
    """The lines without external_id that say what is said already, and by which statement."""
    return dict(by_index(SAID_ALREADY, [import_id, first, last]))
