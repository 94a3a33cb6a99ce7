-- Which change marks which kept verdict stale. docs/assessments.md
--
-- Statement-level and ENABLE ALWAYS, like history's triggers: every path that PostgreSQL knows
-- marks, in the transaction of the change. Trees are followed downwards as they stand after the
-- change; that finds every claim that the state before reached, too: of a path that led up
-- through changed rows, the part below the first of them is as it was.

INSERT INTO public.claims_assessment
    (claim_id, touched_position, rules, verdict, outlets, origins_min, origins_max, contradictions)
SELECT id, (SELECT coalesce(max(position), 0) FROM public.history_entry), '', '', 0, 0, 0, 0
FROM public.claims_claim;

-- Marks claims: the sheet alone where only words changed (a name), else the verdict with it.
-- A row already marked in this entry is ours alone until commit and needs no second version;
-- any other is written, stale or not, for whoever judges it just now: see docs/assessments.md.
CREATE FUNCTION public.claims_mark_stale(reached uuid[], only_words boolean DEFAULT false)
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

-- The claims with a statement published, relayed or made by one of the sources or one below them.
CREATE FUNCTION public.claims_citing(sources uuid[]) RETURNS uuid[]
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

-- The claims with a statement that names one of the entities or one inside them.
CREATE FUNCTION public.claims_answered_by(entities uuid[]) RETURNS uuid[]
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

-- A claim has one row from its first moment. What the rules read of it stales its verdict, its
-- unit the sheet.
CREATE FUNCTION public.claims_assessment_of_claim() RETURNS trigger
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

CREATE FUNCTION public.claims_stale_by_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT claim_id FROM new_rows WHERE NOT is_void
        ));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT n.claim_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE n IS DISTINCT FROM o AND NOT (n.is_void AND o.is_void)
        ));
    ELSE
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT claim_id FROM old_rows WHERE NOT is_void
        ));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.claims_stale_by_revision_entity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT r.claim_id
            FROM new_rows n JOIN public.claims_revision r ON r.id = n.revision_id
        ));
    ELSE
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT r.claim_id
            FROM old_rows o JOIN public.claims_revision r ON r.id = o.revision_id
        ));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.claims_stale_by_party() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.claims_mark_stale(ARRAY(SELECT DISTINCT claim_id FROM new_rows));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM public.claims_mark_stale(ARRAY(
            SELECT DISTINCT n.claim_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE n IS DISTINCT FROM o
        ));
    ELSE
        PERFORM public.claims_mark_stale(ARRAY(SELECT DISTINCT claim_id FROM old_rows));
    END IF;
    RETURN NULL;
END $$;

-- Its publisher is an outlet and may be an origin, its date orders statements on a line.
CREATE FUNCTION public.claims_stale_by_document() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(ARRAY(
        SELECT DISTINCT r.claim_id
        FROM new_rows n
        JOIN old_rows o USING (id)
        JOIN public.claims_revision r ON r.document_id = n.id
        WHERE (n.publisher_id, n.published_at) IS DISTINCT FROM (o.publisher_id, o.published_at)
          AND NOT r.is_void
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION public.claims_stale_by_source() RETURNS trigger
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

CREATE FUNCTION public.claims_stale_by_entity() RETURNS trigger
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

-- One trigger an operation: transition tables allow no more. Rows of sources, documents and
-- entities come and go without a mark: nothing cites them then.
DO $$
DECLARE
    marks record;
    operation text;
    tables jsonb := '{
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows"
    }';
BEGIN
    FOR marks IN
        SELECT * FROM (VALUES
            ('claims_claim', 'claims_assessment_of_claim', ARRAY['INSERT', 'UPDATE', 'DELETE']),
            ('claims_revision', 'claims_stale_by_revision', ARRAY['INSERT', 'UPDATE', 'DELETE']),
            ('claims_revisionentity', 'claims_stale_by_revision_entity', ARRAY['INSERT', 'DELETE']),
            ('claims_claimparty', 'claims_stale_by_party', ARRAY['INSERT', 'UPDATE', 'DELETE']),
            ('sources_document', 'claims_stale_by_document', ARRAY['UPDATE']),
            ('sources_source', 'claims_stale_by_source', ARRAY['UPDATE']),
            ('claims_entity', 'claims_stale_by_entity', ARRAY['UPDATE'])
        ) AS t (tracked, function, operations)
    LOOP
        FOREACH operation IN ARRAY marks.operations LOOP
            EXECUTE format(
                'CREATE TRIGGER %1$I AFTER %2$s ON public.%3$I REFERENCING %4$s
                 FOR EACH STATEMENT EXECUTE FUNCTION public.%5$I()',
                marks.tracked || '_assess_' || lower(operation), operation, marks.tracked,
                tables ->> operation, marks.function
            );
            EXECUTE format(
                'ALTER TABLE public.%I ENABLE ALWAYS TRIGGER %I',
                marks.tracked, marks.tracked || '_assess_' || lower(operation)
            );
        END LOOP;
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION
    public.claims_mark_stale(uuid[], boolean),
    public.claims_citing(uuid[]),
    public.claims_answered_by(uuid[]),
    public.claims_assessment_of_claim(),
    public.claims_stale_by_revision(),
    public.claims_stale_by_revision_entity(),
    public.claims_stale_by_party(),
    public.claims_stale_by_document(),
    public.claims_stale_by_source(),
    public.claims_stale_by_entity()
FROM PUBLIC;
