-- Search by PostgreSQL's own text search, without stemming: names are in any language.
-- Words are compared without case and accents.

CREATE FUNCTION public.sources_folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(lower(normalize(words, NFKD)), '[\u0300-\u036f]', '', 'g');

-- The words of a record: its name, and what else it goes by or is described with.
CREATE FUNCTION public.sources_search_words(name text, others text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector(
    'simple'::regconfig, public.sources_folded(name || ' ' || array_to_string(others, ' '))
);

-- Every word asked for, the last one as far as it is written; matches nothing if there is none.
CREATE FUNCTION public.sources_search_query(asked text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(
    (nullif(plainto_tsquery('simple'::regconfig, public.sources_folded(asked))::text, '') || ':*')
        ::tsquery,
    ''::tsquery
);

-- Serves sources/?q= and search/.
CREATE INDEX sources_source_words ON public.sources_source
USING gin (public.sources_search_words(name, aliases));

-- Serves documents/?q=.
CREATE INDEX sources_document_words ON public.sources_document
USING gin (public.sources_search_words(title, ARRAY[byline]));
