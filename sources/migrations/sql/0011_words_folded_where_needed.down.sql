CREATE OR REPLACE FUNCTION public.sources_search_words(name text, others text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector(
    'simple'::regconfig, public.sources_folded(name || ' ' || array_to_string(others, ' '))
);
