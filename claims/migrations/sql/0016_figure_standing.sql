-- How the figure we print stands is kept with what the sheet shows, and stale with it. What else it
-- depends on: which statement is adopted; who is a party by name, which a source's alias or an
-- entity's name or alias decides (claims/figuring.py). docs/assessments.md
--
-- Functions and triggers of their own, beside those of 0007_assessment, in the same manner.

CREATE FUNCTION public.claims_figure_stale_by_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.claims_mark_stale(ARRAY(
        SELECT id FROM new_rows n JOIN old_rows o USING (id)
        WHERE n.adopted_revision_id IS DISTINCT FROM o.adopted_revision_id
    ), true);
    RETURN NULL;
END $$;

CREATE FUNCTION public.claims_figure_stale_by_source() RETURNS trigger
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

CREATE FUNCTION public.claims_figure_stale_by_entity() RETURNS trigger
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

CREATE TRIGGER claims_claim_figure_update
AFTER UPDATE ON public.claims_claim
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_figure_stale_by_claim();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_figure_update;

CREATE TRIGGER sources_source_figure_update
AFTER UPDATE ON public.sources_source
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_figure_stale_by_source();
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_figure_update;

CREATE TRIGGER claims_entity_figure_update
AFTER UPDATE ON public.claims_entity
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_figure_stale_by_entity();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_figure_update;

REVOKE EXECUTE ON FUNCTION
    public.claims_figure_stale_by_claim(),
    public.claims_figure_stale_by_source(),
    public.claims_figure_stale_by_entity()
FROM PUBLIC;
