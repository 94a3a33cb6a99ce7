DROP FUNCTION public.claims_timeline(
    uuid, text, boolean, timestamptz, boolean, text[], integer, boolean
);
