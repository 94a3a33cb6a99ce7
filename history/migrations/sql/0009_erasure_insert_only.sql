CREATE TRIGGER history_erasure_insert_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.history_erasure
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('the ledger only grows');
ALTER TABLE public.history_erasure ENABLE ALWAYS TRIGGER history_erasure_insert_only;

ALTER TABLE public.history_erasure SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
