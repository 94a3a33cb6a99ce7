DROP INDEX public.sources_document_words;
DROP INDEX public.sources_source_words;
DROP FUNCTION public.sources_search_query(text);
DROP FUNCTION public.sources_search_words(text, text[]);
DROP FUNCTION public.sources_folded(text);
