-- Each serves `?q=` of its list, and search/.

CREATE INDEX claims_topic_words ON public.claims_topic
USING gin (public.sources_search_words(name, ARRAY[description, place]));

CREATE INDEX claims_entity_words ON public.claims_entity
USING gin (public.sources_search_words(name, aliases));

CREATE INDEX claims_claim_words ON public.claims_claim
USING gin (public.sources_search_words(question, ARRAY[label]));

CREATE INDEX claims_revision_words ON public.claims_revision
USING gin (public.sources_search_words(wording, ARRAY[quotation_exact]));
