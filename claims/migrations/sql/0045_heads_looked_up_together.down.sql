CREATE OR REPLACE FUNCTION public.claims_agreement(
    of_id uuid, of_slug text, as_of bigint, until timestamptz, inclusive boolean
) RETURNS TABLE (
    "position" bigint, recorded_at text, time_zone varchar, has_parts boolean,
    claim_id uuid, slug varchar, topic_id uuid, question varchar, label varchar,
    value_type varchar, unit varchar, is_count boolean, cumulative boolean, settled_at text,
    many boolean, tolerance numeric, definitions varchar[], part_of_id uuid,
    adopted_revision_id uuid, adopted_wording varchar, is_retired boolean, merged_into_id uuid,
    marked_id uuid, reads_whole boolean, undated bigint,
    said_of uuid, id uuid, line_publisher uuid, line_origin uuid, definition varchar,
    stance varchar, stated_at_text text, stated_before_text text, document_id uuid,
    attributed_to_id uuid, via_id uuid, qualifier varchar, lower numeric, upper numeric,
    lower_inc boolean, upper_inc boolean, best numeric, "boolean" boolean,
    source_id uuid, source_slug varchar, source_name varchar, source_kind varchar,
    source_parent_id uuid, source_parent_role varchar, source_merged_into_id uuid,
    wording varchar, read_by varchar, sequence integer, supersedes_id uuid,
    follows_void boolean, document_key varchar, document_url varchar, document_title varchar,
    document_published varchar, publisher_id uuid, published_at_text text
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    stands uuid;
    claim record;
    zone varchar;
    head record;
BEGIN
    IF as_of IS NULL THEN
        IF of_id IS NULL THEN
            SELECT coalesce(c.merged_into_id, c.id) INTO stands
            FROM public.claims_claim c WHERE c.slug = of_slug;
        ELSE
            SELECT coalesce(c.merged_into_id, c.id) INTO stands
            FROM public.claims_claim c WHERE c.id = of_id;
        END IF;
        SELECT c.* INTO claim FROM public.claims_claim c WHERE c.id = stands;
        SELECT t.time_zone INTO zone FROM public.claims_topic t WHERE t.id = claim.topic_id;
        SELECT e.position, e.recorded_at INTO head FROM public.history_entry e
        WHERE e.recorded_at IS NOT NULL ORDER BY e.position DESC LIMIT 1;
    ELSE
        -- A claim's slug never changes: history may be looked up by it.
        stands := coalesce(of_id, (
            SELECT c.id FROM public.claims_historicalclaim c
            WHERE c.slug = of_slug AND c.position <= as_of LIMIT 1
        ));
        SELECT c.* INTO claim FROM public.claims_historicalclaim c
        WHERE c.id = stands AND c.position <= as_of
        ORDER BY c.position DESC, c.history_id DESC LIMIT 1;
        IF claim.merged_into_id IS NOT NULL THEN
            SELECT c.* INTO claim FROM public.claims_historicalclaim c
            WHERE c.id = claim.merged_into_id AND c.position <= as_of
            ORDER BY c.position DESC, c.history_id DESC LIMIT 1;
        END IF;
        IF claim.history_type = '-' THEN
            RETURN;
        END IF;
        SELECT t.time_zone INTO zone FROM public.claims_historicaltopic t
        WHERE t.id = claim.topic_id AND t.position <= as_of
        ORDER BY t.position DESC, t.history_id DESC LIMIT 1;
        SELECT as_of AS position, NULL::timestamptz AS recorded_at INTO head;
    END IF;
    IF claim.id IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH found AS (
        SELECT coalesce(head.position, 0) AS position, head.recorded_at::text, zone,
            claim.value_type = 'quantity' AND public.claims_topic_has_parts(claim.topic_id, as_of),
            claim.id, claim.slug, claim.topic_id, claim.question, claim.label,
            claim.value_type, claim.unit, claim.is_count, claim.cumulative,
            claim.settled_at::text, claim.many, claim.tolerance, claim.definitions,
            claim.part_of_id, claim.adopted_revision_id, claim.adopted_wording,
            claim.is_retired, claim.merged_into_id
    ), newest AS (
        SELECT n.*, r.wording, r.read_by, r.sequence, r.supersedes_id, r.follows_void,
            d.key, d.url, d.title, d.published, d.publisher_id, d.published_at::text
        FROM public.claims_newest(ARRAY[claim.id], as_of, until, inclusive) n
        LEFT JOIN LATERAL (
            SELECT x.wording, x.read_by, x.sequence, x.supersedes_id, EXISTS (
                SELECT FROM public.claims_revision y WHERE y.id = x.supersedes_id AND y.is_void
            ) AS follows_void
            FROM public.claims_revision x
            WHERE as_of IS NULL AND x.id = n.id
            UNION ALL
            (SELECT x.wording, x.read_by, x.sequence, x.supersedes_id, EXISTS (
                SELECT FROM public.claims_historicalrevision y
                WHERE y.id = x.supersedes_id AND y.is_void AND y.position <= as_of
            ) AS follows_void
            FROM public.claims_historicalrevision x
            WHERE as_of IS NOT NULL AND x.id = n.id AND x.position <= as_of
            ORDER BY x.position DESC, x.history_id DESC LIMIT 1)
        ) r ON true
        LEFT JOIN LATERAL (
            SELECT x.key, x.url, x.title, x.published, x.publisher_id, x.published_at
            FROM public.sources_document x
            WHERE as_of IS NULL AND x.id = n.document_id
            UNION ALL
            (SELECT x.key, x.url, x.title, x.published, x.publisher_id, x.published_at
            FROM public.sources_historicaldocument x
            WHERE as_of IS NOT NULL AND x.id = n.document_id AND x.position <= as_of
            ORDER BY x.position DESC, x.history_id DESC LIMIT 1)
        ) d ON true
        WHERE claim.value_type IN ('quantity', 'boolean') AND NOT claim.many
    )
    SELECT * FROM found FULL JOIN newest ON false;
END $$;
