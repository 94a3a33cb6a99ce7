-- A page of a claim's statements in the order said, as they are shown now, and the position it is
-- read at, in one statement: one snapshot of the record without a transaction. No rows: no such
-- claim. One row has the claim and what the statements lead to, each other one a statement. `alone`:
-- nothing else will be read; none where the claim asks for entities, whose tree is needed too.
--
-- A function, for a session plans it once (see 0035_statements_shown).
CREATE FUNCTION public.claims_timeline(
    of_id uuid, of_slug text, with_void boolean,
    beyond timestamptz, backwards boolean, behind text[], most integer, alone boolean
) RETURNS TABLE (
    head bigint, head_at text, claim public.claims_claim, links text[],
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
DECLARE
    stands uuid;
    asked public.claims_claim;
    newest record;
    page uuid[];
BEGIN
    IF of_id IS NULL THEN
        SELECT coalesce(c.merged_into_id, c.id) INTO stands
        FROM public.claims_claim c WHERE c.slug = of_slug;
    ELSE
        SELECT coalesce(c.merged_into_id, c.id) INTO stands
        FROM public.claims_claim c WHERE c.id = of_id;
    END IF;
    SELECT c.* INTO asked FROM public.claims_claim c WHERE c.id = stands;
    IF NOT FOUND OR alone AND asked.value_type = 'entity' THEN
        RETURN;
    END IF;
    SELECT e.position, e.recorded_at::text INTO newest FROM public.history_entry e
    WHERE e.recorded_at IS NOT NULL ORDER BY e.position DESC LIMIT 1;

    -- Behind a place, or before it: the parts of a place compare as text, byte by byte.
    page := ARRAY(
        SELECT p.id
        FROM public.claims_page_as_said(
            stands, NULL, NULL, with_void, beyond, backwards, most
        ) p
        CROSS JOIN LATERAL (
            SELECT ARRAY[
                p.stated_at, p.published_at, p.document_id, p.retrieved_at, p.sequence, p.id_text
            ] COLLATE "C" AS place
        ) k
        WHERE behind IS NULL
           OR NOT backwards AND k.place > (behind COLLATE "C")
           OR backwards AND k.place < (behind COLLATE "C")
        ORDER BY CASE WHEN NOT backwards THEN k.place END, k.place DESC
        LIMIT most
    );

    RETURN QUERY
    WITH shown AS MATERIALIZED (
        SELECT s.* FROM public.claims_statements_shown(page, NULL, NULL) s
    ), sources AS (
        SELECT unnest(ARRAY[s.publisher_id, s.attributed_to_id, s.via_id]) AS id FROM shown s
        GROUP BY 1
    ), links AS (
        SELECT ARRAY[
            'source', o.id::text, o.slug, o.name, i.id::text, i.slug, i.name
        ] AS link
        FROM sources named
        CROSS JOIN LATERAL (
            SELECT x.* FROM public.sources_source x WHERE x.id = named.id OFFSET 0
        ) o
        LEFT JOIN LATERAL (
            SELECT x.* FROM public.sources_source x WHERE x.id = o.merged_into_id OFFSET 0
        ) i ON true
        UNION ALL
        SELECT ARRAY['claim', c.id::text, c.slug, c.question, asked.id::text, asked.slug,
            asked.question]
        FROM public.claims_claim c WHERE c.merged_into_id = stands
    )
    SELECT coalesce(newest.position, 0), newest.recorded_at, asked,
        (SELECT array_agg(l.link) FROM links l), s.*
    FROM (SELECT) one LEFT JOIN shown s ON false
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, ordered.*
    FROM (SELECT s.* FROM shown s ORDER BY array_position(page, s.id)) ordered;
END $$;
