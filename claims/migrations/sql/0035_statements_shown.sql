-- Pages of a claim's statements as they are shown now: claims/statement_rows.py, said_order.py and
-- nearest.py. Functions, for a session plans them once: planning took longer than reading.
--
-- One plan serves every claim, of five statements and of five thousand, and one made before there
-- was anything to count must serve ever after. So the planner is left no choice: tables are read by
-- their indexes, in the order of the one that is meant, and joined row by row. OFFSET 0 keeps a
-- row's look-up where it is written: else a table that seems empty is read whole for it. ORDER BY
-- without need names the index: else any that has the claim seems as good.

-- Whether it was said by then: claims.statements.said_by. Where no limit is asked for, it was.
-- One expression, which the planner puts in its place.
CREATE FUNCTION public.claims_said_by(
    stated_at timestamptz, stated_before timestamptz, until timestamptz, inclusive boolean
) RETURNS boolean
LANGUAGE sql IMMUTABLE
RETURN until IS NULL OR stated_at < until OR inclusive AND stated_at = until
    OR stated_at IS NULL AND stated_before <= until;

-- Statements with all that is shown of them but what their links lead to; instants as text.
CREATE FUNCTION public.claims_statements_shown(
    ids uuid[], until timestamptz, inclusive boolean
) RETURNS TABLE (
    id uuid, claim_id uuid, value_type varchar, document_id uuid, version_id uuid,
    attributed_to_id uuid, via_id uuid, line_publisher uuid, line_origin uuid, stance varchar,
    wording varchar, qualifier varchar, best numeric, edtf varchar, "boolean" boolean,
    text varchar, read_by varchar, definition varchar, stated varchar, sequence integer,
    quotation_exact text, quotation_prefix varchar, quotation_suffix varchar,
    quotation_start integer, quotation_end integer, quotation_match varchar, locator varchar,
    supersedes_id uuid, replaces_id uuid, change_kind varchar, is_void boolean, importer varchar,
    external_id varchar, lower numeric, lower_inc boolean, upper numeric, upper_inc boolean,
    begins text, ends text, stated_at_text text, stated_before_text text, document_key varchar,
    document_url varchar, document_title varchar, document_published varchar, publisher_id uuid,
    published_at_text text, version_published varchar, version_retrieved_at_text text,
    version_sha256 varchar, version_has_text boolean, "position" bigint, recorded_at_text text,
    actor text, channel varchar, reason text, unit varchar, superseded_by uuid[],
    replaced_by uuid, entities uuid[]
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT r.id, r.claim_id, r.value_type, r.document_id, r.version_id, r.attributed_to_id,
        r.via_id, r.line_publisher, r.line_origin, r.stance, r.wording, r.qualifier, r.best,
        r.edtf, r.boolean, r.text, r.read_by, r.definition, r.stated, r.sequence,
        r.quotation_exact, r.quotation_prefix, r.quotation_suffix, r.quotation_start,
        r.quotation_end, r.quotation_match, r.locator, r.supersedes_id, r.replaces_id,
        r.change_kind, r.is_void, r.importer, r.external_id, lower(r.quantity),
        lower_inc(r.quantity), upper(r.quantity), upper_inc(r.quantity),
        lower(r.period)::text, upper(r.period)::text, r.stated_at::text, r.stated_before::text,
        d.key, d.url, d.title, d.published, d.publisher_id, d.published_at::text, v.published,
        v.retrieved_at::text, v.content_sha256, v.has_text, e.position, e.recorded_at::text,
        e.actor_name, e.channel, e.reason,
        (SELECT c.unit FROM public.claims_claim c WHERE c.id = r.claim_id),
        -- What superseded it had been said by then too; what replaced it is ours, said or not.
        ARRAY(
            SELECT s.id FROM public.claims_revision s
            WHERE s.supersedes_id = r.id AND NOT s.is_void
              AND public.claims_said_by(s.stated_at, s.stated_before, until, inclusive)
            ORDER BY s.id
        ),
        (SELECT s.id FROM public.claims_revision s
         WHERE s.replaces_id = r.id ORDER BY s.id DESC LIMIT 1),
        CASE WHEN r.value_type = 'entity' THEN ARRAY(
            SELECT n.entity_id FROM public.claims_revisionentity n WHERE n.revision_id = r.id
        ) END
    FROM unnest(ids) page (id)
    CROSS JOIN LATERAL (
        SELECT x.* FROM public.claims_revision x WHERE x.id = page.id OFFSET 0
    ) r
    CROSS JOIN LATERAL (
        SELECT x.* FROM public.sources_document x WHERE x.id = r.document_id OFFSET 0
    ) d
    LEFT JOIN LATERAL (
        SELECT x.* FROM public.sources_documentversion x WHERE x.id = r.version_id OFFSET 0
    ) v ON true
    CROSS JOIN LATERAL (
        SELECT min(h.position) AS position FROM public.claims_historicalrevision h
        WHERE h.id = r.id
    ) first
    CROSS JOIN LATERAL (
        SELECT x.* FROM public.history_entry x WHERE x.position = first.position OFFSET 0
    ) e;
END $$;

-- All that a page in the order said may hold, with the parts of each one's place in that order:
-- what was said at the very time of `beyond`, and the nearest from there on, all that share the
-- last one's time. Where `beyond` is NULL, from the first on.
CREATE FUNCTION public.claims_page_as_said(
    of_claim uuid, until timestamptz, inclusive boolean, with_void boolean,
    beyond timestamptz, backwards boolean, most integer
) RETURNS TABLE (
    id uuid, stated_at text, published_at text, document_id text, retrieved_at text,
    sequence text, id_text text
)
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    unknown CONSTANT timestamptz := '0001-01-01 00:00:00+00';
    instant CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US';
BEGIN
    RETURN QUERY
    WITH family AS (
        SELECT of_claim AS id
        UNION ALL SELECT c.id FROM public.claims_claim c WHERE c.merged_into_id = of_claim
    )
    -- The index claims_revision_said is on this very expression, unknown times first.
    SELECT r.id,
        to_char(coalesce(r.stated_at, unknown) AT TIME ZONE 'UTC', instant),
        to_char(coalesce(d.published_at, unknown) AT TIME ZONE 'UTC', instant),
        r.document_id::text,
        to_char(coalesce(v.retrieved_at, unknown) AT TIME ZONE 'UTC', instant),
        lpad(r.sequence::text, 10, '0'), r.id::text
    FROM family c
    CROSS JOIN LATERAL (
        (SELECT x.* FROM public.claims_revision x
         WHERE x.claim_id = c.id
           AND coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz) >= beyond
           AND coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz) <= beyond
           AND (with_void OR NOT x.is_void)
           AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
         ORDER BY coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz))
        UNION ALL
        (SELECT x.* FROM public.claims_revision x
         WHERE NOT backwards AND x.claim_id = c.id
           AND coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz)
               > coalesce(beyond, '-infinity')
           AND (with_void OR NOT x.is_void)
           AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
         ORDER BY coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz)
         FETCH FIRST (most) ROWS WITH TIES)
        UNION ALL
        (SELECT x.* FROM public.claims_revision x
         WHERE backwards AND x.claim_id = c.id
           AND coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz) < beyond
           AND (with_void OR NOT x.is_void)
           AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
         ORDER BY coalesce(x.stated_at, '0001-01-01 00:00:00+00'::timestamptz) DESC
         FETCH FIRST (most) ROWS WITH TIES)
    ) r
    CROSS JOIN LATERAL (
        SELECT x.published_at FROM public.sources_document x WHERE x.id = r.document_id OFFSET 0
    ) d
    LEFT JOIN LATERAL (
        SELECT x.retrieved_at FROM public.sources_documentversion x
        WHERE x.id = r.version_id OFFSET 0
    ) v ON true;
END $$;

-- Of a claim's statements those that shown ones can follow: of each voice `most` dated ones back
-- from a time, or more if they were said at once, and all of unknown time; what is named by these
-- or by the shown. Not what is known. A merged source speaks on the line of what stands for it.
CREATE FUNCTION public.claims_nearest(
    of_claim uuid, until timestamptz, inclusive boolean, with_void boolean,
    publishers uuid[], origins uuid[], back_from timestamptz[], most bigint,
    named uuid[], known uuid[]
) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 50 SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    WITH family AS MATERIALIZED (
        SELECT of_claim AS id
        UNION ALL SELECT c.id FROM public.claims_claim c WHERE c.merged_into_id = of_claim
    ), voice AS MATERIALIZED (
        SELECT p.id AS publisher, o.id AS origin, s.stated_at
        FROM unnest(publishers, origins, back_from) s (publisher, origin, stated_at)
        CROSS JOIN LATERAL (
            SELECT s.publisher AS id
            UNION ALL SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = s.publisher
        ) p
        CROSS JOIN LATERAL (
            SELECT s.origin AS id
            UNION ALL SELECT k.id FROM public.sources_source k WHERE k.merged_into_id = s.origin
        ) o
    ), near AS MATERIALIZED (
        SELECT r.id, r.supersedes_id, r.stance
        FROM voice v CROSS JOIN family c
        CROSS JOIN LATERAL (
            (SELECT x.id, x.supersedes_id, x.stance FROM public.claims_revision x
             WHERE x.claim_id = c.id AND x.line_publisher = v.publisher
               AND x.line_origin = v.origin AND x.stated_at <= v.stated_at AND NOT x.is_void
               AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
             ORDER BY x.stated_at DESC FETCH FIRST (most) ROWS WITH TIES)
            UNION ALL
            (SELECT x.id, x.supersedes_id, x.stance FROM public.claims_revision x
             WHERE x.claim_id = c.id AND x.line_publisher = v.publisher
               AND x.line_origin = v.origin AND x.stated_at IS NULL AND NOT x.is_void
               AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
             ORDER BY x.stated_at)
        ) r
    ), wanted AS (
        SELECT n.id FROM near n
        UNION SELECT unnest(named)
        UNION SELECT n.supersedes_id FROM near n WHERE n.stance = 'withdraws'
        UNION SELECT n.supersedes_id FROM unnest(named) w (id)
        CROSS JOIN LATERAL (
            SELECT x.supersedes_id FROM public.claims_revision x
            WHERE x.id = w.id AND x.stance = 'withdraws' AND (with_void OR NOT x.is_void)
              AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
            OFFSET 0
        ) n
    )
    SELECT r.id FROM wanted w CROSS JOIN LATERAL (
        SELECT x.id FROM public.claims_revision x
        WHERE x.id = w.id AND (with_void OR NOT x.is_void)
          AND public.claims_said_by(x.stated_at, x.stated_before, until, inclusive)
        OFFSET 0
    ) r
    WHERE r.id <> ALL (known);
END $$;
