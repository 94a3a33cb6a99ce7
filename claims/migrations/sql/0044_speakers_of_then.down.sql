CREATE OR REPLACE FUNCTION public.claims_speakers(named uuid[], as_of bigint) RETURNS TABLE (
    id uuid, slug varchar, name varchar, kind varchar, parent_id uuid, parent_role varchar,
    merged_into_id uuid
)
LANGUAGE plpgsql STABLE ROWS 20 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF as_of IS NULL THEN
        RETURN QUERY
        WITH RECURSIVE above AS (
            SELECT s.id, s.slug, s.name, s.kind, s.parent_id, s.parent_role, s.merged_into_id
            FROM public.sources_source s WHERE s.id = ANY (named)
            UNION
            SELECT s.* FROM above a CROSS JOIN LATERAL (
                SELECT x.id, x.slug, x.name, x.kind, x.parent_id, x.parent_role, x.merged_into_id
                FROM public.sources_source x
                WHERE x.id = ANY (ARRAY[a.parent_id, a.merged_into_id]) OFFSET 0
            ) s
        )
        SELECT * FROM above;
        RETURN;
    END IF;
    RETURN QUERY
    WITH RECURSIVE above AS (
        SELECT NULL::uuid AS id, NULL::varchar AS slug, NULL::varchar AS name,
            NULL::varchar AS kind, n.id AS parent_id, NULL::varchar AS parent_role,
            NULL::uuid AS merged_into_id
        FROM unnest(named) n (id)
        UNION
        SELECT s.id, s.slug, s.name, s.kind, s.parent_id, s.parent_role, s.merged_into_id
        FROM above a CROSS JOIN LATERAL unnest(ARRAY[a.parent_id, a.merged_into_id]) n (id)
        CROSS JOIN LATERAL (
            SELECT h.* FROM public.sources_historicalsource h
            WHERE h.id = n.id AND h.position <= as_of
            ORDER BY h.position DESC, h.history_id DESC LIMIT 1
        ) s
        WHERE s.history_type <> '-'
    )
    SELECT * FROM above WHERE above.id IS NOT NULL;
END $$;
