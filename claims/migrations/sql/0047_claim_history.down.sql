DROP FUNCTION public.claims_history(uuid, text, integer);
