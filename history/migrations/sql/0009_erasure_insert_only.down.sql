DROP TRIGGER history_erasure_insert_only ON public.history_erasure;
