ALTER TABLE public.claims_historicalclaimnote SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_claimnote_record_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    entry bigint;
    written_at timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows) THEN
        RETURN NULL;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    SELECT greatest(
        clock_timestamp(),
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimnote
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimnote
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "text", "is_void")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."text", n."is_void"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimnote');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claimnote_record_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    entry bigint;
    written_at timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows) THEN
        RETURN NULL;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    SELECT greatest(
        clock_timestamp(),
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimnote
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimnote
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "text", "is_void")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."text", n."is_void"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."claim_id" IS DISTINCT FROM o."claim_id" THEN 'claim_id' END,
        CASE WHEN n."text" IS DISTINCT FROM o."text" THEN 'text' END,
        CASE WHEN n."is_void" IS DISTINCT FROM o."is_void" THEN 'is_void' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimnote');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claimnote_record_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    entry bigint;
    written_at timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM old_rows) THEN
        RETURN NULL;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    SELECT greatest(
        clock_timestamp(),
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimnote
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimnote
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "text", "is_void")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."text", n."is_void"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimnote');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_claimnote_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_claimnote
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_before_write;

CREATE OR REPLACE TRIGGER claims_claimnote_record_insert AFTER INSERT ON public.claims_claimnote
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimnote_record_insert();
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_record_insert;

CREATE OR REPLACE TRIGGER claims_claimnote_record_update AFTER UPDATE ON public.claims_claimnote
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimnote_record_update();
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_record_update;

CREATE OR REPLACE TRIGGER claims_claimnote_record_delete AFTER DELETE ON public.claims_claimnote
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimnote_record_delete();
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_record_delete;

CREATE OR REPLACE TRIGGER claims_claimnote_fixed_columns BEFORE UPDATE ON public.claims_claimnote
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."claim_id" IS DISTINCT FROM NEW."claim_id" OR OLD."text" IS DISTINCT FROM NEW."text") EXECUTE FUNCTION public.history_refuse('never changed: id, claim_id, text');
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_fixed_columns;

CREATE OR REPLACE TRIGGER claims_claimnote_no_truncate BEFORE TRUNCATE ON public.claims_claimnote
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_claimnote ENABLE ALWAYS TRIGGER claims_claimnote_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalclaimnote_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalclaimnote
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalclaimnote ENABLE ALWAYS TRIGGER claims_historicalclaimnote_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_claimnote_record_insert(), public.claims_claimnote_record_update(), public.claims_claimnote_record_delete() FROM PUBLIC;
