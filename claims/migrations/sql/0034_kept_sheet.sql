-- A page of a topic's sheet from what is kept of its claims, and the position it is read at, in one
-- statement: one snapshot of the record without a transaction. No rows: no such topic.
--
-- A function, for a session plans it once. One plan serves every topic, and one made before there
-- was anything to count must serve ever after: so tables are read by their indexes, and OFFSET 0
-- keeps a row's look-up where it is written.
CREATE FUNCTION public.claims_kept_sheet(
    of_id uuid, of_slug text, of_rules text, beyond uuid, backwards boolean, most integer
) RETURNS TABLE (
    "position" bigint, recorded_at text, topic_id uuid, topic_slug varchar, topic_name varchar,
    id uuid, slug varchar, question varchar, label varchar, value_type varchar, unit varchar,
    sheet text
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    stands uuid;
    topic record;
    head record;
BEGIN
    IF of_id IS NULL THEN
        SELECT coalesce(t.merged_into_id, t.id) INTO stands
        FROM public.claims_topic t WHERE t.slug = of_slug;
    ELSE
        SELECT coalesce(t.merged_into_id, t.id) INTO stands
        FROM public.claims_topic t WHERE t.id = of_id;
    END IF;
    SELECT t.id, t.slug, t.name, array_append(
        ARRAY(SELECT m.id FROM public.claims_topic m WHERE m.merged_into_id = t.id), t.id
    ) AS family
    INTO topic FROM public.claims_topic t WHERE t.id = stands;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT e.position, e.recorded_at::text INTO head FROM public.history_entry e
    WHERE e.recorded_at IS NOT NULL ORDER BY e.position DESC LIMIT 1;

    -- What is kept of a claim is left out where it is stale or too long to be kept, and where the
    -- claim has relatives: it is part of another, or something is part of it, or of what is merged
    -- into it. A subquery, for what a topic has is guessed too high: a join reads all that is kept
    -- of two thousand claims to find twenty.
    RETURN QUERY
    WITH claims AS MATERIALIZED (
        SELECT c.id, c.slug, c.question, c.label, c.value_type, c.unit,
            c.part_of_id, c.is_retired, c.merged_into_id
        FROM public.claims_claim c WHERE c.topic_id = ANY (topic.family)
    ), related AS MATERIALIZED (
        SELECT array_remove(ARRAY(
            SELECT unnest(ARRAY[p.id, p.part_of_id, w.merged_into_id])
            FROM claims p CROSS JOIN LATERAL (
                SELECT x.merged_into_id FROM public.claims_claim x
                WHERE x.id = p.part_of_id OFFSET 0
            ) w
            WHERE p.merged_into_id IS NULL
        ), NULL) AS ids
    ), standing AS (
        SELECT c.* FROM claims c WHERE NOT c.is_retired AND c.merged_into_id IS NULL
    ), page AS (
        (SELECT c.* FROM standing c
         WHERE NOT backwards AND (beyond IS NULL OR c.id > beyond) ORDER BY c.id LIMIT most)
        UNION ALL
        (SELECT c.* FROM standing c
         WHERE backwards AND c.id < beyond ORDER BY c.id DESC LIMIT most)
    )
    SELECT coalesce(head.position, 0), head.recorded_at, topic.id, topic.slug, topic.name,
        c.id, c.slug, c.question, c.label, c.value_type, c.unit,
        (
            SELECT a.sheet FROM public.claims_assessment a
            WHERE a.claim_id = c.id AND a.rules = of_rules AND a.sheet > ''
              AND c.id <> ALL (r.ids)
        )
    FROM related r LEFT JOIN page c ON true;
END $$;
