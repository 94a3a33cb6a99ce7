-- The counts of topics, of those merged into them too, where any of them is part of another; none
-- at all otherwise, as mostly. A function, for a session plans it once: every agreement asks.
CREATE FUNCTION public.claims_counts_with_parts(topics uuid[])
RETURNS SETOF public.claims_claim
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    WITH topic AS (
        SELECT DISTINCT t.id FROM unnest(topics) x (id) CROSS JOIN LATERAL (
            SELECT coalesce(o.merged_into_id, o.id) AS id
            FROM public.claims_topic o WHERE o.id = x.id OFFSET 0
        ) t
    ), member AS (
        SELECT t.id FROM topic t
        UNION ALL
        SELECT m.id FROM topic t CROSS JOIN LATERAL (
            SELECT o.id FROM public.claims_topic o WHERE o.merged_into_id = t.id OFFSET 0
        ) m
    ), counts AS MATERIALIZED (
        SELECT c.* FROM member m CROSS JOIN LATERAL (
            SELECT * FROM public.claims_claim o
            WHERE o.topic_id = m.id AND o.value_type = 'quantity' AND NOT o.is_retired OFFSET 0
        ) c
    )
    SELECT * FROM counts
    WHERE EXISTS (SELECT FROM counts c WHERE c.part_of_id IS NOT NULL) ORDER BY counts.id;
END $$;
