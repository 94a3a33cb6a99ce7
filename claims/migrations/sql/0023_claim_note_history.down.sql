DROP FUNCTION public.claims_claimnote_record_insert() CASCADE;
DROP FUNCTION public.claims_claimnote_record_update() CASCADE;
DROP FUNCTION public.claims_claimnote_record_delete() CASCADE;
DROP TRIGGER claims_claimnote_before_write ON public.claims_claimnote;
DROP TRIGGER claims_claimnote_fixed_columns ON public.claims_claimnote;
DROP TRIGGER claims_claimnote_no_truncate ON public.claims_claimnote;
DROP TRIGGER claims_historicalclaimnote_insert_only ON public.claims_historicalclaimnote;
