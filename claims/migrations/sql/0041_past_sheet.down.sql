DROP FUNCTION public.claims_kept_sheet_as_of(uuid, text, text, bigint, uuid, boolean, integer);

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
