-- Which claims must be read whole: where the newest statements of its lines do not decide, by what
-- was once superseded, replaced or moved. Set and never unset. docs/deciding.md
--
-- Statement-level and ENABLE ALWAYS, like the marks of 0007_assessment.

-- The claims of those statements that make them so, by what they supersede and replace.
CREATE FUNCTION public.claims_out_of_line(statements uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE said AS (
        SELECT r.id, r.claim_id, r.supersedes_id, r.replaces_id,
               (r.line_publisher, r.line_origin, r.definition, r.stance) AS line,
               coalesce(r.stated_at, '-infinity') AS at
        FROM public.claims_revision r WHERE r.id = ANY(statements)
    ), in_its_place (of_id, id) AS (
        -- What took the place of what one of them supersedes, and of that in its turn.
        SELECT DISTINCT s.supersedes_id, s.supersedes_id FROM said s
        WHERE s.supersedes_id IS NOT NULL
        UNION
        SELECT p.of_id, r.id FROM in_its_place p
        JOIN public.claims_revision r ON r.replaces_id = p.id
    ), whose_place (of_id, id) AS (
        -- In whose place one of them stands, and in whose that one stood.
        SELECT s.id, s.replaces_id FROM said s WHERE s.replaces_id IS NOT NULL
        UNION
        SELECT p.of_id, r.replaces_id FROM whose_place p
        JOIN public.claims_revision r ON r.id = p.id WHERE r.replaces_id IS NOT NULL
    )
    -- It supersedes what stands on another line, or later in time.
    SELECT s.claim_id FROM said s
    JOIN public.claims_revision r ON r.id = s.supersedes_id
    WHERE s.line <> (r.line_publisher, r.line_origin, r.definition, r.stance)
       OR s.at < coalesce(r.stated_at, '-infinity')
    UNION ALL
    -- It supersedes what was replaced at another place than its own.
    SELECT r.claim_id FROM in_its_place p
    JOIN public.claims_revision o ON o.id = p.of_id
    JOIN public.claims_revision r ON r.id = p.id
    WHERE (r.line_publisher, r.line_origin, r.definition, r.stance, r.stated_at)
          IS DISTINCT FROM
          (o.line_publisher, o.line_origin, o.definition, o.stance, o.stated_at)
    UNION ALL
    -- It stands at another place than what it replaces, which something superseded.
    SELECT s.claim_id FROM whose_place p
    JOIN said s ON s.id = p.of_id
    JOIN public.claims_revision o ON o.id = p.id
    WHERE (s.line, s.at) IS DISTINCT FROM
          ((o.line_publisher, o.line_origin, o.definition, o.stance),
           coalesce(o.stated_at, '-infinity'))
      AND EXISTS (SELECT FROM public.claims_revision y WHERE y.supersedes_id = o.id)
$$;

CREATE FUNCTION public.claims_read_whole(claims uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE public.claims_assessment SET reads_whole = true
    WHERE claim_id = ANY(claims) AND NOT reads_whole
$$;

CREATE FUNCTION public.claims_read_whole_by_revision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    linked uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO linked FROM new_rows
        WHERE supersedes_id IS NOT NULL OR replaces_id IS NOT NULL;
        IF linked IS NOT NULL THEN
            PERFORM public.claims_read_whole(ARRAY(SELECT public.claims_out_of_line(linked)));
        END IF;
    ELSE
        -- Voiding moves nothing. A document given another publisher does: its statements were on
        -- one line and are on another, and history holds both.
        PERFORM public.claims_read_whole(ARRAY(
            SELECT n.claim_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE (n.claim_id, n.line_publisher, n.line_origin, n.definition, n.stance,
                   n.stated_at, n.supersedes_id, n.replaces_id)
                  IS DISTINCT FROM
                  (o.claim_id, o.line_publisher, o.line_origin, o.definition, o.stance,
                   o.stated_at, o.supersedes_id, o.replaces_id)
        ));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_revision_reads_whole_insert
AFTER INSERT ON public.claims_revision REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_read_whole_by_revision();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_reads_whole_insert;
CREATE TRIGGER claims_revision_reads_whole_update
AFTER UPDATE ON public.claims_revision REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_read_whole_by_revision();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_reads_whole_update;

-- A merged claim's statements are read with those of the one it is merged into. The name comes
-- after that of the trigger that makes the claim's row.
CREATE FUNCTION public.claims_read_whole_by_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_read_whole(ARRAY(
        SELECT unnest(ARRAY[id, merged_into_id]) FROM new_rows WHERE merged_into_id IS NOT NULL
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_reads_whole_insert
AFTER INSERT ON public.claims_claim REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_read_whole_by_claim();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_reads_whole_insert;
CREATE TRIGGER claims_claim_reads_whole_update
AFTER UPDATE ON public.claims_claim REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_read_whole_by_claim();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_reads_whole_update;

REVOKE EXECUTE ON FUNCTION
    public.claims_out_of_line(uuid[]),
    public.claims_read_whole(uuid[]),
    public.claims_read_whole_by_revision(),
    public.claims_read_whole_by_claim()
FROM PUBLIC;

-- What is on record. Merges and moves are looked for in history: they may be over.
SELECT public.claims_read_whole(ARRAY(
    SELECT public.claims_out_of_line(ARRAY(
        SELECT id FROM public.claims_revision
        WHERE supersedes_id IS NOT NULL OR replaces_id IS NOT NULL
    ))
    UNION ALL
    SELECT unnest(ARRAY[id, merged_into_id]) FROM public.claims_historicalclaim
    WHERE merged_into_id IS NOT NULL
    UNION ALL
    SELECT claim_id FROM public.claims_historicalrevision
    WHERE history_type = '~' AND NOT is_void
));
