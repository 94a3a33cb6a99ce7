DROP TRIGGER claims_claim_figure_update ON public.claims_claim;
DROP TRIGGER sources_source_figure_update ON public.sources_source;
DROP TRIGGER claims_entity_figure_update ON public.claims_entity;
DROP FUNCTION public.claims_figure_stale_by_claim();
DROP FUNCTION public.claims_figure_stale_by_source();
DROP FUNCTION public.claims_figure_stale_by_entity();
