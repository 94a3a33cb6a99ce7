DROP FUNCTION
    public.claims_historicalclaim_hashes(bigint, integer),
    public.claims_historicalclaimnote_hashes(bigint, integer),
    public.claims_historicalclaimparty_hashes(bigint, integer),
    public.claims_historicalentity_hashes(bigint, integer),
    public.claims_historicalrevision_hashes(bigint, integer),
    public.claims_historicalrevisionentity_hashes(bigint, integer),
    public.claims_historicaltopic_hashes(bigint, integer);
