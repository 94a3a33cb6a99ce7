CREATE OR REPLACE FUNCTION public.claims_history(
    of_id uuid, of_slug text, most integer
) RETURNS TABLE (
    head bigint, head_at text, asked public.claims_claim, merged uuid[],
    before bigint, claim public.claims_historicalclaim, party public.claims_historicalclaimparty,
    statement public.claims_historicalrevision,
    recorded_at text, actor_name text, role text, channel varchar, reason text,
    request_id text,
    id uuid, value_type varchar, document_id uuid, version_id uuid, attributed_to_id uuid,
    via_id uuid, stance varchar, wording varchar, qualifier varchar, lower numeric, upper numeric,
    lower_inc boolean, upper_inc boolean, best numeric, edtf varchar, begins text, ends text,
    "boolean" boolean, text varchar, definition varchar, stated_at_text text,
    stated_before_text text, sequence integer, supersedes_id uuid, change_kind varchar,
    is_void boolean, publisher_id uuid, published_at_text text
)
LANGUAGE plpgsql STABLE ROWS 100 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    asked public.claims_claim;
    family uuid[];
    newest record;
BEGIN
    IF of_id IS NULL THEN
        SELECT c.* INTO asked FROM public.claims_claim c WHERE c.slug = of_slug;
    ELSE
        SELECT c.* INTO asked FROM public.claims_claim c WHERE c.id = of_id;
    END IF;
    IF asked.merged_into_id IS NOT NULL THEN
        SELECT c.* INTO asked FROM public.claims_claim c WHERE c.id = asked.merged_into_id;
    END IF;
    IF asked.id IS NULL OR asked.value_type = 'entity' THEN
        RETURN;
    END IF;
    family := asked.id || ARRAY(
        SELECT c.id FROM public.claims_claim c WHERE c.merged_into_id = asked.id
    );
    SELECT e.position, e.recorded_at::text INTO newest FROM public.history_entry e
    WHERE e.recorded_at IS NOT NULL ORDER BY e.position DESC LIMIT 1;

    -- What is read all at once is joined FULL, though nothing is left over: by hash then.
    RETURN QUERY
    WITH changes AS MATERIALIZED (
        SELECT h.position, h.history_id, h.history_type, NULL::uuid AS came, h AS claim,
            NULL::public.claims_historicalclaimparty AS party,
            NULL::public.claims_historicalrevision AS statement
        FROM public.claims_historicalclaim h
        WHERE h.id = ANY (family) AND h.position <= newest.position
        UNION ALL
        SELECT h.position, h.history_id, h.history_type, NULL, NULL, h, NULL
        FROM public.claims_historicalclaimparty h
        WHERE h.claim_id = ANY (family) AND h.position <= newest.position
        UNION ALL
        SELECT f.position, f.history_id, f.history_type, f.came, NULL, NULL, f.statement
        FROM unnest(family) c (id) CROSS JOIN LATERAL (
            SELECT h.position, h.history_id, h.history_type,
                CASE WHEN h.history_type = '+' THEN h.id END AS came, h AS statement
            FROM public.claims_historicalrevision h
            WHERE h.claim_id = c.id AND h.position <= newest.position
            ORDER BY h.position, h.history_id LIMIT most
        ) f
        ORDER BY 1, 2 LIMIT most
    ), told AS (
        SELECT false AS is_first, NULL::bigint AS before, c.position, c.came, c.claim, c.party,
            c.statement
        FROM changes c
        UNION ALL
        SELECT false, c.history_id, NULL, NULL, b.claim, b.party, b.statement
        FROM changes c CROSS JOIN LATERAL (
            (SELECT b AS claim, NULL::public.claims_historicalclaimparty AS party,
                NULL::public.claims_historicalrevision AS statement
            FROM public.claims_historicalclaim b
            WHERE b.id = (c.claim).id AND (b.position, b.history_id) < (c.position, c.history_id)
            ORDER BY b.position DESC, b.history_id DESC LIMIT 1)
            UNION ALL
            (SELECT NULL, b, NULL FROM public.claims_historicalclaimparty b
            WHERE b.id = (c.party).id AND (b.position, b.history_id) < (c.position, c.history_id)
            ORDER BY b.position DESC, b.history_id DESC LIMIT 1)
            UNION ALL
            (SELECT NULL, NULL, b FROM public.claims_historicalrevision b
            WHERE b.id = (c.statement).id
              AND (b.position, b.history_id) < (c.position, c.history_id)
            ORDER BY b.position DESC, b.history_id DESC LIMIT 1)
        ) b
        WHERE c.history_type = '~'
        UNION ALL
        SELECT true, NULL, NULL, NULL, NULL, NULL, NULL
    ), entries AS MATERIALIZED (
        SELECT e.* FROM public.history_entry e
        WHERE e.position = ANY (ARRAY(SELECT c.position FROM changes c))
    ), r AS MATERIALIZED (
        SELECT x.* FROM public.claims_revision x
        WHERE x.claim_id = ANY (family) AND x.id <= (
            SELECT p.came
            FROM (SELECT c.came FROM changes c ORDER BY c.position, c.history_id LIMIT most - 1) p
            WHERE p.came IS NOT NULL ORDER BY p.came DESC LIMIT 1
        )
    ), d AS MATERIALIZED (
        SELECT x.* FROM public.sources_document x
        WHERE x.id = ANY (ARRAY(SELECT r.document_id FROM r))
    ), said AS (
        SELECT r.id, r.value_type, r.document_id, r.version_id, r.attributed_to_id, r.via_id,
            r.stance, r.wording, r.qualifier, lower(r.quantity), upper(r.quantity),
            lower_inc(r.quantity), upper_inc(r.quantity), r.best, r.edtf, lower(r.period)::text,
            upper(r.period)::text, r.boolean, r.text, r.definition, r.stated_at::text,
            r.stated_before::text, r.sequence, r.supersedes_id, r.change_kind, r.is_void,
            d.publisher_id, d.published_at::text
        FROM r FULL JOIN d ON d.id = r.document_id
    )
    SELECT CASE WHEN t.is_first THEN coalesce(newest.position, 0) END,
        CASE WHEN t.is_first THEN newest.recorded_at END, CASE WHEN t.is_first THEN asked END,
        CASE WHEN t.is_first THEN (
            SELECT array_agg(ARRAY[o.id, o.merged_into_id]) FROM public.sources_source o
            WHERE o.merged_into_id IS NOT NULL AND o.id = ANY (ARRAY(
                SELECT d.publisher_id FROM d
                UNION SELECT unnest(ARRAY[r.attributed_to_id, r.via_id]) FROM r
            ))
        ) END,
        t.before, t.claim, t.party, t.statement, e.recorded_at::text, e.actor_name, e.role,
        e.channel, e.reason, e.request_id, s.*
    FROM told t
    FULL JOIN entries e ON e.position = t.position
    FULL JOIN said s ON s.id = t.came;
END $$;
