-- As 0003_statement_rules made it, but called only where it has something to check: a call costs
-- more than the question, and most statements link to nothing.
CREATE OR REPLACE TRIGGER claims_revision_links BEFORE INSERT ON public.claims_revision
FOR EACH ROW WHEN (
    NEW.supersedes_id IS NOT NULL OR NEW.version_id IS NOT NULL OR NEW.replaces_id IS NOT NULL
) EXECUTE FUNCTION public.claims_revision_check_links();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_links;
