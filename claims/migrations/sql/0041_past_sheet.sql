-- Sheets as of a position, kept. A sheet that was made of a claim touched at T is the answer at
-- every position from T until the entry that touches it next: a mark that empties it puts it by
-- first. docs/assessments.md
ALTER TABLE public.claims_pastsheet SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

-- Marks (0020_merging), and puts by. Without a lock: writers queue and read what is committed, so
-- that `touched_position` is what it was. A store by another judge since then is either lost or
-- put by as it was before, which held as well. What was touched in this entry held at no position.
-- What fills more than 8 kB once compressed is not put by; its size is read without the text.
-- Planned once a session, by indexes alone, for planning it cost more than a mark does.
CREATE OR REPLACE FUNCTION public.claims_mark_stale(reached uuid[], only_words boolean DEFAULT false)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    entry bigint;
BEGIN
    IF coalesce(cardinality(reached), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    WITH marked (claim_id) AS MATERIALIZED (
        SELECT unnest(reached)
        UNION
        SELECT merged_into_id FROM public.claims_claim
        WHERE id = ANY (reached) AND merged_into_id IS NOT NULL
    ), put_by AS (
        INSERT INTO public.claims_pastsheet (claim_id, since, until, rules, sheet)
        SELECT a.claim_id, a.touched_position, entry, a.rules, a.sheet
        FROM marked m JOIN public.claims_assessment a ON a.claim_id = m.claim_id
        WHERE a.touched_position < entry AND a.sheet <> '' AND pg_column_size(a.sheet) <= 8192
        ON CONFLICT DO NOTHING
    )
    UPDATE public.claims_assessment a
    SET touched_position = entry,
        sheet = NULL,
        rules = CASE WHEN only_words THEN a.rules ELSE '' END
    FROM marked m
    WHERE a.claim_id = m.claim_id
      AND (a.touched_position <> entry OR a.sheet IS NOT NULL OR (NOT only_words AND a.rules <> ''));
END $$;

-- What `claims_kept_sheet` gives (0034_kept_sheet), as of a position: topics and claims are read
-- from history, what is kept from what was put by for then, or from what is kept now of a claim
-- that nothing has touched since. `has_parts`: some claim of the topic has relatives.
CREATE FUNCTION public.claims_kept_sheet_as_of(
    of_id uuid, of_slug text, of_rules text, as_of bigint,
    beyond uuid, backwards boolean, most integer
) RETURNS TABLE (
    topic_id uuid, topic_slug varchar, topic_name varchar, has_parts boolean,
    id uuid, slug varchar, question varchar, label varchar, value_type varchar, unit varchar,
    sheet text
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    stands uuid;
    topic record;
BEGIN
    IF of_id IS NULL THEN
        SELECT coalesce(t.merged_into_id, t.id) INTO stands FROM (
            SELECT DISTINCT ON (h.id) h.id, h.merged_into_id, h.history_type
            FROM public.claims_historicaltopic h
            WHERE h.slug = of_slug AND h.position <= as_of
            ORDER BY h.id, h.position DESC, h.history_id DESC
        ) t WHERE t.history_type <> '-';
    ELSE
        SELECT coalesce(t.merged_into_id, t.id) INTO stands FROM (
            SELECT h.id, h.merged_into_id, h.history_type
            FROM public.claims_historicaltopic h
            WHERE h.id = of_id AND h.position <= as_of
            ORDER BY h.position DESC, h.history_id DESC LIMIT 1
        ) t WHERE t.history_type <> '-';
    END IF;
    SELECT t.id, t.slug, t.name, array_append(ARRAY(
        SELECT m.id FROM (
            SELECT DISTINCT h.id FROM public.claims_historicaltopic h
            WHERE h.merged_into_id = stands AND h.position <= as_of
        ) once CROSS JOIN LATERAL (
            SELECT h.id, h.merged_into_id, h.history_type
            FROM public.claims_historicaltopic h
            WHERE h.id = once.id AND h.position <= as_of
            ORDER BY h.position DESC, h.history_id DESC LIMIT 1
        ) m WHERE m.merged_into_id = stands AND m.history_type <> '-'
    ), t.id) AS family
    INTO topic FROM (
        SELECT h.id, h.slug, h.name, h.history_type
        FROM public.claims_historicaltopic h
        WHERE h.id = stands AND h.position <= as_of
        ORDER BY h.position DESC, h.history_id DESC LIMIT 1
    ) t WHERE t.history_type <> '-';
    IF NOT FOUND THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH claims AS MATERIALIZED (
        SELECT * FROM (
            SELECT DISTINCT ON (h.id) h.id, h.slug, h.question, h.label, h.value_type, h.unit,
                h.part_of_id, h.is_retired, h.merged_into_id, h.history_type
            FROM public.claims_historicalclaim h
            WHERE h.topic_id = ANY (topic.family) AND h.position <= as_of
            ORDER BY h.id, h.position DESC, h.history_id DESC
        ) c WHERE c.history_type <> '-'
    ), related AS MATERIALIZED (
        SELECT array_remove(ARRAY(
            SELECT unnest(ARRAY[p.id, p.part_of_id, w.merged_into_id])
            FROM claims p CROSS JOIN LATERAL (
                SELECT h.merged_into_id FROM public.claims_historicalclaim h
                WHERE h.id = p.part_of_id AND h.position <= as_of
                ORDER BY h.position DESC, h.history_id DESC LIMIT 1
            ) w
            WHERE p.merged_into_id IS NULL AND p.part_of_id IS NOT NULL
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
    SELECT topic.id, topic.slug, topic.name, r.ids <> '{}',
        c.id, c.slug, c.question, c.label, c.value_type, c.unit,
        CASE WHEN c.id <> ALL (r.ids) THEN coalesce((
            SELECT p.sheet FROM (
                SELECT o.until, o.rules, o.sheet FROM public.claims_pastsheet o
                WHERE o.claim_id = c.id AND o.since <= as_of ORDER BY o.since DESC LIMIT 1
            ) p WHERE p.until > as_of AND p.rules = of_rules AND p.sheet <> ''
        ), (
            SELECT a.sheet FROM public.claims_assessment a
            WHERE a.claim_id = c.id AND a.touched_position <= as_of
              AND a.rules = of_rules AND a.sheet <> ''
        )) END
    FROM related r LEFT JOIN page c ON true;
END $$;
