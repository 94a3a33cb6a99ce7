-- As 0030_newest has it, and of a statement that changed in whatever else but stands: its words were
-- erased, and history holds it twice from then on. As of a position that counted it twice.
CREATE OR REPLACE FUNCTION public.claims_read_whole_by_revision() RETURNS trigger
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
        -- one line and are on another, and history holds both. It also holds both rows of a
        -- statement that words were erased from. Compared as text, as history does: 84 and 84.0.
        PERFORM public.claims_read_whole(ARRAY(
            SELECT n.claim_id FROM new_rows n JOIN old_rows o USING (id)
            WHERE NOT n.is_void AND n::text IS DISTINCT FROM o::text
               OR (n.claim_id, n.line_publisher, n.line_origin, n.definition, n.stance,
                   n.stated_at, n.supersedes_id, n.replaces_id)
                  IS DISTINCT FROM
                  (o.claim_id, o.line_publisher, o.line_origin, o.definition, o.stance,
                   o.stated_at, o.supersedes_id, o.replaces_id)
        ));
    END IF;
    RETURN NULL;
END $$;

-- What is on record: none too many, for an ordinary record has no such row but of what moved.
SELECT public.claims_read_whole(ARRAY(
    SELECT claim_id FROM public.claims_historicalrevision
    WHERE history_type = '~' AND NOT is_void
));
