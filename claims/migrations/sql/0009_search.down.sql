DROP INDEX public.claims_revision_words;
DROP INDEX public.claims_claim_words;
DROP INDEX public.claims_entity_words;
DROP INDEX public.claims_topic_words;
