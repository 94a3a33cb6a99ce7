DROP FUNCTION public.claims_last_before(
    uuid, uuid, uuid, text, text[], timestamptz, timestamptz, uuid, integer
);

CREATE FUNCTION public.claims_last_before(
    of_claim uuid, of_publisher uuid, of_origin uuid, of_definition text, stances text[],
    of_stated timestamptz, of_published timestamptz, of_document uuid, of_sequence integer
) RETURNS uuid
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    -- A record, what it is merged into, and all that is merged into the same (history.merged).
    -- Its own id even if no such record is: a document stands in for an unknown publisher.
    claims uuid[] := ARRAY(
        SELECT of_claim UNION
        SELECT k.id FROM public.claims_claim k WHERE k.merged_into_id = of_claim UNION
        SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.claims_claim o
        JOIN public.claims_claim k ON k.merged_into_id = o.merged_into_id WHERE o.id = of_claim
    );
    publishers uuid[] := ARRAY(
        SELECT of_publisher UNION
        SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = of_publisher UNION
        SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.sources_source o
        JOIN public.sources_source k ON k.merged_into_id = o.merged_into_id
        WHERE o.id = of_publisher
    );
    origins uuid[] := publishers;
BEGIN
    IF of_origin <> of_publisher THEN
        origins := ARRAY(
            SELECT of_origin UNION
            SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = of_origin UNION
            SELECT unnest(ARRAY[o.merged_into_id, k.id]) FROM public.sources_source o
            JOIN public.sources_source k ON k.merged_into_id = o.merged_into_id
            WHERE o.id = of_origin
        );
    END IF;
    RETURN (
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
                      OR EXISTS (
                          SELECT FROM public.claims_revision b
                          WHERE b.id = r.supersedes_id
                            AND b.definition = of_definition AND b.stance = ANY (stances)
                      )
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
END $$;
