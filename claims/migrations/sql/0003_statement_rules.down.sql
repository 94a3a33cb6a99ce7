DROP FUNCTION public.claims_claim_check_adopted() CASCADE;
DROP FUNCTION public.claims_refuse_circle() CASCADE;
DROP FUNCTION public.claims_revision_check_entities() CASCADE;
DROP TRIGGER claims_revision_stays_void ON public.claims_revision;
DROP FUNCTION public.claims_document_move_lines() CASCADE;
DROP FUNCTION public.claims_revision_place() CASCADE;
DROP FUNCTION public.claims_refuse(text, text);
ALTER TABLE public.claims_claim DROP CONSTRAINT claims_claim_part_of_same_topic;
ALTER TABLE public.claims_revision DROP CONSTRAINT claims_revision_value_type_of_claim;
