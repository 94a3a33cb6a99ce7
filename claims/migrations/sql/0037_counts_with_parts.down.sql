DROP FUNCTION public.claims_counts_with_parts(uuid[]);
