DROP FUNCTION
    public.sources_historicaldocument_hashes(bigint, integer),
    public.sources_historicaldocumentversion_hashes(bigint, integer),
    public.sources_historicalsource_hashes(bigint, integer);
