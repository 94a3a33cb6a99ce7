CREATE OR REPLACE TRIGGER claims_revision_links BEFORE INSERT ON public.claims_revision
FOR EACH ROW EXECUTE FUNCTION public.claims_revision_check_links();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_links;
