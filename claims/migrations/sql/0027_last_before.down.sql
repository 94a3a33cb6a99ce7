DROP FUNCTION public.claims_last_before(
    uuid, uuid, uuid, text, text[], timestamptz, timestamptz, uuid, integer
);
