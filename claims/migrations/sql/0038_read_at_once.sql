-- What judging reads: claims/newest.py, above.py and claim_at_once.py. Functions, for a session
-- plans them once; `as_of` NULL reads the live tables, else history alone, never a live row.
--
-- One plan serves every claim, and one made before there was anything to count must serve ever
-- after: tables are read by their indexes, joined row by row; OFFSET 0 keeps a row's look-up where
-- it is written.

-- Sources with everything above them and what stands for the merged ones.
CREATE FUNCTION public.claims_speakers(named uuid[], as_of bigint) RETURNS TABLE (
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

-- The newest statements of each line of claims, all that share its latest time, from a covering
-- index alone; who speaks in them. Beside them a row of each claim that is marked to be read whole
-- (such a one has no others) and, where a limit of what was said is given, of each that has
-- statements nobody can place before or after it. Each row has the columns of one of the three.
CREATE FUNCTION public.claims_newest(
    claims uuid[], as_of bigint, until timestamptz, inclusive boolean
) RETURNS TABLE (
    marked_id uuid, reads_whole boolean, undated bigint,
    claim_id uuid, id uuid, line_publisher uuid, line_origin uuid, definition varchar,
    stance varchar, stated_at_text text, stated_before_text text, document_id uuid,
    attributed_to_id uuid, via_id uuid, qualifier varchar, lower numeric, upper numeric,
    lower_inc boolean, upper_inc boolean, best numeric, "boolean" boolean,
    source_id uuid, slug varchar, name varchar, kind varchar, parent_id uuid, parent_role varchar,
    merged_into_id uuid
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off AS $$
DECLARE
    whole CONSTANT uuid[] := ARRAY(
        SELECT a.claim_id FROM public.claims_assessment a
        WHERE a.claim_id = ANY (claims) AND a.reads_whole
    );
    asked CONSTANT uuid[] := CASE WHEN whole = '{}' THEN claims
        ELSE ARRAY(SELECT unnest(claims) EXCEPT SELECT unnest(whole)) END;
    -- A statement never changes but to void, so that its one other row says all: since when it is.
    void uuid[];
BEGIN
    IF as_of IS NULL THEN
        RETURN QUERY
        WITH said AS MATERIALIZED (
            SELECT * FROM (
                SELECT r.claim_id, r.id, r.line_publisher, r.line_origin, r.definition, r.stance,
                    r.stated_at, r.stated_before, r.document_id, r.attributed_to_id, r.via_id,
                    r.qualifier, r.quantity, r.best, r.boolean, rank() OVER (
                    PARTITION BY r.claim_id, r.line_publisher, r.line_origin, r.definition, r.stance
                    ORDER BY r.stated_at DESC NULLS LAST) AS newest
                FROM public.claims_revision r
                WHERE NOT r.is_void AND r.claim_id = ANY (asked)
                  AND public.claims_said_by(r.stated_at, r.stated_before, until, inclusive)
            ) r WHERE r.newest = 1
        ), marked AS (
            SELECT unnest(whole), true, 0::bigint
            UNION ALL
            SELECT r.claim_id, false, count(*) FROM public.claims_revision r
            WHERE until IS NOT NULL AND NOT r.is_void AND r.claim_id = ANY (asked)
              AND r.stated_at IS NULL AND (r.stated_before IS NULL OR r.stated_before > until)
            GROUP BY r.claim_id
        ), speaker AS (
            SELECT * FROM public.claims_speakers(ARRAY(
                SELECT DISTINCT unnest(ARRAY[
                    r.line_publisher, r.line_origin, r.attributed_to_id, r.via_id
                ]) FROM said r
            ), NULL)
        )
        SELECT m.*,
            r.claim_id, r.id, r.line_publisher, r.line_origin, r.definition, r.stance,
            r.stated_at::text, r.stated_before::text, r.document_id, r.attributed_to_id, r.via_id,
            r.qualifier, lower(r.quantity), upper(r.quantity), lower_inc(r.quantity),
            upper_inc(r.quantity), r.best, r.boolean,
            s.*
        FROM said r FULL JOIN marked m ON false FULL JOIN speaker s ON false;
        RETURN;
    END IF;
    void := ARRAY(
        SELECT r.id FROM public.claims_historicalrevision r
        WHERE r.is_void AND r.claim_id = ANY (asked) AND r.position <= as_of
    );
    RETURN QUERY
    WITH said AS MATERIALIZED (
        SELECT * FROM (
            SELECT r.claim_id, r.id, r.line_publisher, r.line_origin, r.definition, r.stance,
                r.stated_at, r.stated_before, r.document_id, r.attributed_to_id, r.via_id,
                r.qualifier, r.quantity, r.best, r.boolean, rank() OVER (
                PARTITION BY r.claim_id, r.line_publisher, r.line_origin, r.definition, r.stance
                ORDER BY r.stated_at DESC NULLS LAST) AS newest
            FROM public.claims_historicalrevision r
            WHERE NOT r.is_void AND r.claim_id = ANY (asked) AND r.position <= as_of
              AND r.id NOT IN (SELECT unnest(void))
              AND public.claims_said_by(r.stated_at, r.stated_before, until, inclusive)
        ) r WHERE r.newest = 1
    ), marked AS (
        SELECT unnest(whole), true, 0::bigint
        UNION ALL
        SELECT r.claim_id, false, count(*) FROM public.claims_historicalrevision r
        WHERE until IS NOT NULL AND NOT r.is_void AND r.claim_id = ANY (asked)
          AND r.position <= as_of AND r.id NOT IN (SELECT unnest(void))
          AND r.stated_at IS NULL AND (r.stated_before IS NULL OR r.stated_before > until)
        GROUP BY r.claim_id
    ), speaker AS (
        SELECT * FROM public.claims_speakers(ARRAY(
            SELECT DISTINCT unnest(ARRAY[
                r.line_publisher, r.line_origin, r.attributed_to_id, r.via_id
            ]) FROM said r
        ), as_of)
    )
    SELECT m.*,
        r.claim_id, r.id, r.line_publisher, r.line_origin, r.definition, r.stance,
        r.stated_at::text, r.stated_before::text, r.document_id, r.attributed_to_id, r.via_id,
        r.qualifier, lower(r.quantity), upper(r.quantity), lower_inc(r.quantity),
        upper_inc(r.quantity), r.best, r.boolean,
        s.*
    FROM said r FULL JOIN marked m ON false FULL JOIN speaker s ON false;
END $$;

-- Whether counts of a claim's topic are parts of others, those of topics merged with it too: what
-- `claims_counts_with_parts` would find.
CREATE FUNCTION public.claims_topic_has_parts(of_topic uuid, as_of bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    stands uuid;
BEGIN
    IF as_of IS NULL THEN
        SELECT coalesce(t.merged_into_id, t.id) INTO stands
        FROM public.claims_topic t WHERE t.id = of_topic;
        RETURN EXISTS (
            SELECT FROM (
                SELECT c.* FROM public.claims_claim c
                WHERE c.topic_id = ANY (
                    stands || ARRAY(SELECT t.id FROM public.claims_topic t
                                    WHERE t.merged_into_id = stands)
                ) OFFSET 0
            ) c
            WHERE c.part_of_id IS NOT NULL AND c.value_type = 'quantity' AND NOT c.is_retired
        );
    END IF;
    SELECT coalesce(t.merged_into_id, t.id) INTO stands
    FROM public.claims_historicaltopic t WHERE t.id = of_topic AND t.position <= as_of
    ORDER BY t.position DESC, t.history_id DESC LIMIT 1;
    RETURN EXISTS (
        SELECT FROM (
            SELECT DISTINCT ON (c.id) c.* FROM public.claims_historicalclaim c
            WHERE c.topic_id = ANY (
                stands || ARRAY(
                    SELECT m.id FROM (
                        SELECT DISTINCT t.id FROM public.claims_historicaltopic t
                        WHERE t.merged_into_id = stands AND t.position <= as_of
                    ) m CROSS JOIN LATERAL (
                        SELECT t.merged_into_id, t.history_type
                        FROM public.claims_historicaltopic t
                        WHERE t.id = m.id AND t.position <= as_of
                        ORDER BY t.position DESC, t.history_id DESC LIMIT 1
                    ) t WHERE t.merged_into_id = stands AND t.history_type <> '-'
                )
            ) AND c.position <= as_of
            ORDER BY c.id, c.position DESC, c.history_id DESC
        ) c
        WHERE c.part_of_id IS NOT NULL AND c.value_type = 'quantity' AND NOT c.is_retired
          AND c.history_type <> '-'
    );
END $$;

-- Everything that shows who agrees on a claim, where the newest statements of its lines decide: the
-- claim that stands for the one named, with its topic's time zone and the position it is read at;
-- what `claims_newest` gives of it, each statement with what is shown of it beside. No rows: no such
-- claim. One statement, so that what is read of now is one state of the record.
CREATE FUNCTION public.claims_agreement(
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
