ALTER FUNCTION public.claims_newest(uuid[], bigint, timestamptz, boolean)
    RESET enable_incremental_sort;
