DROP FUNCTION public.claims_read_whole_by_claim() CASCADE;
DROP FUNCTION public.claims_read_whole_by_revision() CASCADE;
DROP FUNCTION public.claims_read_whole(uuid[]);
DROP FUNCTION public.claims_out_of_line(uuid[]);
