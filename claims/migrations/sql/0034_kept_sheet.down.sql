DROP FUNCTION public.claims_kept_sheet(uuid, text, text, uuid, boolean, integer);
