-- As 0006_search has it, to the same words: indexes of them stand. Text of ASCII alone has nothing
-- to fold but its case; and in PL/pgSQL, since a function in SQL is set up anew for every row.
CREATE OR REPLACE FUNCTION public.sources_search_words(name text, others text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    words text := name || ' ' || array_to_string(others, ' ');
BEGIN
    RETURN to_tsvector(
        'simple'::regconfig,
        CASE WHEN octet_length(words) = char_length(words) THEN lower(words)
             ELSE public.sources_folded(words) END
    );
END $$;
