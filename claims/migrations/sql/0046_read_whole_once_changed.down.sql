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
