-- As 0033_last_before_planned_once has it, and gives the statement with all that is read of one that
-- another follows: to plan the reading of a row that the function names took as long as to find it.
-- Of a record that nothing was merged with, the sets are itself, and are not asked for.
DROP FUNCTION public.claims_last_before(
    uuid, uuid, uuid, text, text[], timestamptz, timestamptz, uuid, integer
);
CREATE FUNCTION public.claims_last_before(
    of_claim uuid, of_publisher uuid, of_origin uuid, of_definition text, stances text[],
    of_stated timestamptz, of_published timestamptz, of_document uuid, of_sequence integer
) RETURNS TABLE (
    id uuid, claim_id uuid, value_type varchar, document_id uuid, version_id uuid,
    attributed_to_id uuid, via_id uuid, line_publisher uuid, line_origin uuid, stance varchar,
    wording varchar, qualifier varchar, quantity numrange, best numeric, period tstzrange,
    edtf varchar, "boolean" boolean, "text" varchar, read_by varchar, definition varchar,
    stated varchar, stated_at timestamptz, stated_before timestamptz, sequence integer,
    quotation_exact text, quotation_prefix varchar, quotation_suffix varchar,
    quotation_start integer, quotation_end integer, quotation_match varchar, locator varchar,
    supersedes_id uuid, replaces_id uuid, change_kind varchar, is_void boolean, importer varchar,
    external_id varchar, publisher_id uuid, published_at timestamptz, retrieved_at timestamptz,
    superseded_stance varchar, superseded_definition varchar
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    -- A record, what it is merged into, and all that is merged into the same (history.merged).
    -- Its own id even if no such record is: a document stands in for an unknown publisher.
    claims uuid[] := ARRAY[of_claim];
    publishers uuid[] := ARRAY[of_publisher];
    origins uuid[];
    found uuid;
BEGIN
    IF EXISTS (SELECT FROM public.claims_claim k WHERE k.merged_into_id = of_claim)
       OR EXISTS (SELECT FROM public.claims_claim o
                  WHERE o.id = of_claim AND o.merged_into_id IS NOT NULL) THEN
        claims := ARRAY(
            SELECT of_claim UNION
            SELECT k.id FROM public.claims_claim k WHERE k.merged_into_id = of_claim UNION
            SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.claims_claim o
            JOIN public.claims_claim k ON k.merged_into_id = o.merged_into_id
            WHERE o.id = of_claim
        );
    END IF;
    IF EXISTS (SELECT FROM public.sources_source k WHERE k.merged_into_id = of_publisher)
       OR EXISTS (SELECT FROM public.sources_source o
                  WHERE o.id = of_publisher AND o.merged_into_id IS NOT NULL) THEN
        publishers := ARRAY(
            SELECT of_publisher UNION
            SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = of_publisher UNION
            SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.sources_source o
            JOIN public.sources_source k ON k.merged_into_id = o.merged_into_id
            WHERE o.id = of_publisher
        );
    END IF;
    origins := publishers;
    IF of_origin <> of_publisher THEN
        origins := ARRAY(
            SELECT of_origin UNION
            SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = of_origin UNION
            SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.sources_source o
            JOIN public.sources_source k ON k.merged_into_id = o.merged_into_id
            WHERE o.id = of_origin
        );
    END IF;
    found := (
        SELECT last.id
        FROM unnest(claims) AS c (claim), unnest(publishers) AS p (publisher),
             unnest(origins) AS o (origin)
        CROSS JOIN LATERAL (
            SELECT r.id, r.qualifier = 'unreadable' AS unread, r.stated_at, d.published_at,
                   r.sequence
            FROM public.claims_revision r
            JOIN public.sources_document d ON d.id = r.document_id
            WHERE NOT r.is_void
              AND r.claim_id = c.claim
              AND r.line_publisher = p.publisher
              AND r.line_origin = o.origin
              -- By stated time, then by the document's date, then by its sequence; unknown first.
              AND (
                  r.stated_at < of_stated OR r.stated_at IS NULL AND of_stated IS NOT NULL
                  OR r.stated_at IS NOT DISTINCT FROM of_stated AND (
                      d.published_at < of_published
                      OR d.published_at IS NULL AND of_published IS NOT NULL
                      OR d.published_at IS NOT DISTINCT FROM of_published
                      AND r.document_id = of_document AND r.sequence < of_sequence
                  )
              )
              AND (
                  r.definition = of_definition AND r.stance = ANY (stances)
                  OR r.stance = 'withdraws' AND (
                      r.supersedes_id IS NULL
                      -- No EXISTS, which a plan made of little hashes the whole table for.
                      OR (SELECT b.definition = of_definition AND b.stance = ANY (stances)
                          FROM public.claims_revision b WHERE b.id = r.supersedes_id)
                  )
              )
              AND NOT EXISTS (
                  SELECT FROM public.claims_revision s
                  WHERE s.supersedes_id = r.id AND NOT s.is_void
              )
            ORDER BY r.qualifier = 'unreadable', r.stated_at DESC NULLS LAST,
                     d.published_at DESC NULLS LAST, r.sequence DESC, r.id DESC
            LIMIT 1
        ) last
        ORDER BY last.unread, last.stated_at DESC NULLS LAST, last.published_at DESC NULLS LAST,
                 last.sequence DESC, last.id DESC
        LIMIT 1
    );
    RETURN QUERY
    SELECT r.id, r.claim_id, r.value_type, r.document_id, r.version_id, r.attributed_to_id,
           r.via_id, r.line_publisher, r.line_origin, r.stance, r.wording, r.qualifier,
           r.quantity, r.best, r.period, r.edtf, r."boolean", r."text", r.read_by, r.definition,
           r.stated, r.stated_at, r.stated_before, r.sequence, r.quotation_exact,
           r.quotation_prefix, r.quotation_suffix, r.quotation_start, r.quotation_end,
           r.quotation_match, r.locator, r.supersedes_id, r.replaces_id, r.change_kind,
           r.is_void, r.importer, r.external_id, d.publisher_id, d.published_at, v.retrieved_at,
           b.stance, b.definition
    FROM public.claims_revision r
    JOIN public.sources_document d ON d.id = r.document_id
    LEFT JOIN public.sources_documentversion v ON v.id = r.version_id
    LEFT JOIN public.claims_revision b ON b.id = r.supersedes_id
    WHERE r.id = found;
END $$;
