-- A record that is merged into another is read as that one. docs/merging.md
--
-- One step: what others stand for is merged into nothing, what is merged stands for nothing. So a
-- reader follows one link, and no circle of merges can be.
CREATE FUNCTION public.claims_check_merged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    leads_on boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %1$I.%2$I WHERE id = $1 AND merged_into_id IS NOT NULL)
             OR EXISTS (SELECT FROM %1$I.%2$I WHERE merged_into_id = $2)',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO leads_on USING NEW.merged_into_id, NEW.id;
    IF leads_on THEN
        PERFORM public.claims_refuse(TG_NAME, 'a merge is one step: of a record that nothing is '
            'merged into, into one that is not merged');
    END IF;
    RETURN NULL;
END $$;

-- What stands above a record runs in no circle either, merges followed: TG_ARGV[0] leads up. By its
-- name it fires after the rule of plain circles, which names the field.
CREATE FUNCTION public.claims_refuse_merged_circle() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    circles boolean;
BEGIN
    EXECUTE format(
        'WITH RECURSIVE up AS (
             SELECT id, coalesce(merged_into_id, %1$I) AS above FROM %2$I.%3$I WHERE id = $1
             UNION
             SELECT t.id, coalesce(t.merged_into_id, t.%1$I)
             FROM %2$I.%3$I t JOIN up ON t.id = up.above
         )
         SELECT EXISTS (SELECT FROM up WHERE above = $1)',
        TG_ARGV[0], TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO circles USING NEW.id;
    IF circles THEN
        PERFORM public.claims_refuse(TG_NAME,
            format('with what is merged, %s runs in a circle', TG_ARGV[0]));
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    merged record;
BEGIN
    FOR merged IN
        SELECT * FROM (VALUES
            ('sources_source', 'parent_id'),
            ('claims_entity', 'broader_id'),
            ('claims_claim', 'part_of_id'),
            ('claims_topic', NULL)
        ) AS t (tracked, above)
    LOOP
        EXECUTE format(
            'CREATE CONSTRAINT TRIGGER %1$I AFTER INSERT OR UPDATE OF merged_into_id
             ON public.%2$I FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
             EXECUTE FUNCTION public.claims_check_merged()',
            merged.tracked || '_merged_one_step', merged.tracked
        );
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER %I',
            merged.tracked, merged.tracked || '_merged_one_step');
        CONTINUE WHEN merged.above IS NULL;
        EXECUTE format(
            'CREATE CONSTRAINT TRIGGER %1$I AFTER INSERT OR UPDATE OF merged_into_id, %3$I
             ON public.%2$I FOR EACH ROW WHEN (coalesce(NEW.merged_into_id, NEW.%3$I) IS NOT NULL)
             EXECUTE FUNCTION public.claims_refuse_merged_circle(%3$L)',
            merged.tracked || '_with_merges_no_circle', merged.tracked, merged.above
        );
        EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER %I',
            merged.tracked, merged.tracked || '_with_merges_no_circle');
    END LOOP;
END $$;

-- Claims that are read as one answer one question: of one kind, in one unit, on one topic. Topics
-- that are merged are one.
CREATE FUNCTION public.claims_check_merged_claims() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    pair record;
BEGIN
    FOR pair IN
        SELECT m.value_type = o.value_type AND lower(btrim(m.unit)) = lower(btrim(o.unit)) AS alike,
               coalesce(mt.merged_into_id, mt.id) = coalesce(ot.merged_into_id, ot.id) AS one_topic
        FROM public.claims_claim m
        JOIN public.claims_claim o ON o.id = m.merged_into_id
        JOIN public.claims_topic mt ON mt.id = m.topic_id
        JOIN public.claims_topic ot ON ot.id = o.topic_id
        WHERE m.id = NEW.id OR m.merged_into_id = NEW.id
    LOOP
        IF NOT pair.alike THEN
            PERFORM public.claims_refuse('claims_claim_merged_same_kind',
                'claims that are merged have one value type and one unit');
        ELSIF NOT pair.one_topic THEN
            PERFORM public.claims_refuse('claims_claim_merged_same_topic',
                'claims that are merged are of one topic');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_claim_made_merged_alike
AFTER INSERT ON public.claims_claim FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL)
EXECUTE FUNCTION public.claims_check_merged_claims();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_made_merged_alike;
CREATE CONSTRAINT TRIGGER claims_claim_merged_alike
AFTER UPDATE OF merged_into_id, unit ON public.claims_claim
FOR EACH ROW EXECUTE FUNCTION public.claims_check_merged_claims();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_merged_alike;

CREATE FUNCTION public.claims_check_merged_topics() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.claims_claim m
        JOIN public.claims_claim o ON o.id = m.merged_into_id
        JOIN public.claims_topic mt ON mt.id = m.topic_id
        JOIN public.claims_topic ot ON ot.id = o.topic_id
        WHERE NEW.id IN (m.topic_id, o.topic_id)
          AND coalesce(mt.merged_into_id, mt.id) <> coalesce(ot.merged_into_id, ot.id)
    ) THEN
        PERFORM public.claims_refuse('claims_topic_merged_claims',
            'claims of the two topics are merged; unmerge them first');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_topic_merged_claims
AFTER UPDATE OF merged_into_id ON public.claims_topic
FOR EACH ROW EXECUTE FUNCTION public.claims_check_merged_topics();
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_merged_claims;

-- A claim may adopt a statement of a claim that is merged into it, which then stays merged.
CREATE OR REPLACE FUNCTION public.claims_claim_check_adopted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.claims_revision
        WHERE id = NEW.adopted_revision_id AND NOT is_void
          AND claim_id IN (
              SELECT NEW.id
              UNION ALL
              SELECT id FROM public.claims_claim WHERE merged_into_id = NEW.id
          )
    ) THEN
        PERFORM public.claims_refuse('claims_claim_adopts_its_own',
            'a claim adopts a statement of its own that is not void');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.claims_keep_adopted_merged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.claims_claim c JOIN public.claims_revision r ON r.id = c.adopted_revision_id
        WHERE c.id = OLD.merged_into_id AND r.claim_id = OLD.id
    ) THEN
        PERFORM public.claims_refuse('claims_claim_merged_adopted',
            'a statement of this claim is adopted where it is merged; adopt another one there first');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_claim_merged_adopted
AFTER UPDATE OF merged_into_id ON public.claims_claim
FOR EACH ROW WHEN (OLD.merged_into_id IS NOT NULL
                   AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id)
EXECUTE FUNCTION public.claims_keep_adopted_merged();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_merged_adopted;

-- Marks (0007_assessment): what reaches a claim reaches the one it is merged into, what reaches a
-- source or an entity reaches what is merged into it.
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
    FROM (
        SELECT unnest(reached)
        UNION
        SELECT merged_into_id FROM public.claims_claim
        WHERE id = ANY (reached) AND merged_into_id IS NOT NULL
    ) AS r (claim_id)
    WHERE a.claim_id = r.claim_id
      AND (a.touched_position <> entry OR a.sheet IS NOT NULL OR (NOT only_words AND a.rules <> ''));
END $$;

CREATE OR REPLACE FUNCTION public.claims_citing(sources uuid[]) RETURNS uuid[]
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE below (id) AS (
        SELECT unnest(sources)
        UNION
        SELECT s.id FROM public.sources_source s JOIN below b
            ON s.parent_id = b.id OR s.merged_into_id = b.id
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
        SELECT e.id FROM public.claims_entity e JOIN below b
            ON e.broader_id = b.id OR e.merged_into_id = b.id
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
        -- What it was merged into; what it is merged into now follows from the claim itself.
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT unnest(ARRAY[id, o.merged_into_id]) FROM new_rows n JOIN old_rows o USING (id)
            WHERE n.merged_into_id IS DISTINCT FROM o.merged_into_id
        ));
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
        WHERE (n.parent_id, n.parent_role, n.kind, n.merged_into_id)
              IS DISTINCT FROM (o.parent_id, o.parent_role, o.kind, o.merged_into_id)
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
        WHERE (n.broader_id, n.merged_into_id)
              IS DISTINCT FROM (o.broader_id, o.merged_into_id)
        UNION ALL
        SELECT array_agg(id), true
        FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.name, n.slug) IS DISTINCT FROM (o.name, o.slug)
    ) changed
    WHERE changed.ids IS NOT NULL;
    RETURN NULL;
END $$;

-- And the figure (0016_figure_standing): a party is known by the names of what stands for it.
CREATE OR REPLACE FUNCTION public.claims_figure_stale_by_source() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(public.claims_citing(changed.ids), true)
    FROM (
        SELECT array_agg(id) AS ids FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.aliases IS DISTINCT FROM o.aliases
    ) changed
    WHERE changed.ids IS NOT NULL;
    PERFORM public.claims_mark_stale(ARRAY(
        SELECT DISTINCT p.claim_id
        FROM new_rows n
        JOIN old_rows o USING (id)
        JOIN public.claims_claimparty p ON p.source_id = n.id
        WHERE n.merged_into_id IS DISTINCT FROM o.merged_into_id
    ), true);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.claims_figure_stale_by_entity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(ARRAY(
        SELECT DISTINCT p.claim_id
        FROM new_rows n
        JOIN old_rows o USING (id)
        JOIN public.claims_entity e ON e.id = n.id OR e.merged_into_id = n.id
        JOIN public.claims_claimparty p ON p.entity_id = e.id
        WHERE (n.name, n.slug, n.aliases, n.merged_into_id)
              IS DISTINCT FROM (o.name, o.slug, o.aliases, o.merged_into_id)
    ), true);
    RETURN NULL;
END $$;
