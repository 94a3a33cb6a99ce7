DROP TRIGGER claims_entity_names ON public.claims_entity;
DROP FUNCTION public.claims_entity_list_names();
