DROP FUNCTION public.claims_check_merged() CASCADE;
DROP FUNCTION public.claims_refuse_merged_circle() CASCADE;
DROP FUNCTION public.claims_check_merged_claims() CASCADE;
DROP FUNCTION public.claims_check_merged_topics() CASCADE;
DROP FUNCTION public.claims_keep_adopted_merged() CASCADE;

-- As 0007_assessment, 0016_figure_standing and 0003_statement_rules made them.
CREATE OR REPLACE FUNCTION public.claims_mark_stale(reached uuid[], only_words boolean DEFAULT false)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry bigint;
BEGIN
    IF coalesce(cardinality(reached), 0) = 0 THEN
        RETURN;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    UPDATE public.claims_assessment a
    SET touched_position = entry,
        sheet = NULL,
        rules = CASE WHEN only_words THEN a.rules ELSE '' END
    FROM unnest(reached) AS r (claim_id)
    WHERE a.claim_id = r.claim_id
      AND (a.touched_position <> entry OR a.sheet IS NOT NULL OR (NOT only_words AND a.rules <> ''));
END $$;

CREATE OR REPLACE FUNCTION public.claims_citing(sources uuid[]) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE below (id) AS (
        SELECT unnest(sources)
        UNION
        SELECT s.id FROM public.sources_source s JOIN below b ON s.parent_id = b.id
    )
    SELECT array_agg(claim_id) FROM (
        SELECT r.claim_id FROM public.claims_revision r
        JOIN below b ON r.attributed_to_id = b.id WHERE NOT r.is_void
        UNION
        SELECT r.claim_id FROM public.claims_revision r
        JOIN below b ON r.via_id = b.id WHERE NOT r.is_void
        UNION
        SELECT r.claim_id FROM public.claims_revision r
        JOIN public.sources_document d ON d.id = r.document_id
        JOIN below b ON d.publisher_id = b.id WHERE NOT r.is_void
    ) reached
$$;

CREATE OR REPLACE FUNCTION public.claims_answered_by(entities uuid[]) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE below (id) AS (
        SELECT unnest(entities)
        UNION
        SELECT e.id FROM public.claims_entity e JOIN below b ON e.broader_id = b.id
    )
    SELECT array_agg(DISTINCT r.claim_id)
    FROM below b
    JOIN public.claims_revisionentity n ON n.entity_id = b.id
    JOIN public.claims_revision r ON r.id = n.revision_id
    WHERE NOT r.is_void
$$;

CREATE OR REPLACE FUNCTION public.claims_assessment_of_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.claims_assessment
            (claim_id, touched_position, rules, verdict, outlets, origins_min, origins_max,
             contradictions)
        SELECT n.id, e.position, '', '', 0, 0, 0, 0
        FROM new_rows n, public.history_entry e WHERE e.recorded_at IS NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT id FROM new_rows n JOIN old_rows o USING (id)
            WHERE (n.value_type, n.is_count, n.cumulative, n.settled_at, n.many, n.tolerance,
                   n.definitions)
                  IS DISTINCT FROM
                  (o.value_type, o.is_count, o.cumulative, o.settled_at, o.many, o.tolerance,
                   o.definitions)
        ));
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT id FROM new_rows n JOIN old_rows o USING (id) WHERE n.unit <> o.unit
        ), true);
    ELSE
        DELETE FROM public.claims_assessment WHERE claim_id IN (SELECT id FROM old_rows);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.claims_stale_by_source() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(public.claims_citing(changed.ids), changed.only_words)
    FROM (
        SELECT array_agg(id) AS ids, false AS only_words
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.parent_id, n.parent_role, n.kind)
              IS DISTINCT FROM (o.parent_id, o.parent_role, o.kind)
        UNION ALL
        SELECT array_agg(id), true
        FROM new_rows n JOIN old_rows o USING (id) WHERE n.name <> o.name
    ) changed
    WHERE changed.ids IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.claims_stale_by_entity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(public.claims_answered_by(changed.ids), changed.only_words)
    FROM (
        SELECT array_agg(id) AS ids, false AS only_words
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.broader_id IS DISTINCT FROM o.broader_id
        UNION ALL
        SELECT array_agg(id), true
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.name, n.slug) IS DISTINCT FROM (o.name, o.slug)
    ) changed
    WHERE changed.ids IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.claims_claim_check_adopted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.claims_revision
        WHERE id = NEW.adopted_revision_id AND claim_id = NEW.id AND NOT is_void
    ) THEN
        PERFORM public.claims_refuse('claims_claim_adopts_its_own',
            'a claim adopts a statement of its own that is not void');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.claims_figure_stale_by_source() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(public.claims_citing(changed.ids), true)
    FROM (
        SELECT array_agg(id) AS ids FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.aliases IS DISTINCT FROM o.aliases
    ) changed
    WHERE changed.ids IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.claims_figure_stale_by_entity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(ARRAY(
        SELECT DISTINCT p.claim_id
        FROM new_rows n
        JOIN old_rows o USING (id)
        JOIN public.claims_claimparty p ON p.entity_id = n.id
        WHERE (n.name, n.slug, n.aliases) IS DISTINCT FROM (o.name, o.slug, o.aliases)
    ), true);
    RETURN NULL;
END $$;
