ALTER TABLE public.claims_historicalclaim SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_claim_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaim
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaim
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "topic_id", "question", "label", "value_type", "unit", "is_count", "cumulative", "settled_at", "many", "tolerance", "definitions", "part_of_id", "adopted_revision_id", "adopted_wording")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."topic_id", n."question", n."label", n."value_type", n."unit", n."is_count", n."cumulative", n."settled_at", n."many", n."tolerance", n."definitions", n."part_of_id", n."adopted_revision_id", n."adopted_wording"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaim');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claim_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaim
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaim
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "topic_id", "question", "label", "value_type", "unit", "is_count", "cumulative", "settled_at", "many", "tolerance", "definitions", "part_of_id", "adopted_revision_id", "adopted_wording")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."topic_id", n."question", n."label", n."value_type", n."unit", n."is_count", n."cumulative", n."settled_at", n."many", n."tolerance", n."definitions", n."part_of_id", n."adopted_revision_id", n."adopted_wording"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."slug" IS DISTINCT FROM o."slug" THEN 'slug' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END,
        CASE WHEN n."merged_into_id" IS DISTINCT FROM o."merged_into_id" THEN 'merged_into_id' END,
        CASE WHEN n."topic_id" IS DISTINCT FROM o."topic_id" THEN 'topic_id' END,
        CASE WHEN n."question" IS DISTINCT FROM o."question" THEN 'question' END,
        CASE WHEN n."label" IS DISTINCT FROM o."label" THEN 'label' END,
        CASE WHEN n."value_type" IS DISTINCT FROM o."value_type" THEN 'value_type' END,
        CASE WHEN n."unit" IS DISTINCT FROM o."unit" THEN 'unit' END,
        CASE WHEN n."is_count" IS DISTINCT FROM o."is_count" THEN 'is_count' END,
        CASE WHEN n."cumulative" IS DISTINCT FROM o."cumulative" THEN 'cumulative' END,
        CASE WHEN n."settled_at" IS DISTINCT FROM o."settled_at" THEN 'settled_at' END,
        CASE WHEN n."many" IS DISTINCT FROM o."many" THEN 'many' END,
        CASE WHEN n."tolerance" IS DISTINCT FROM o."tolerance" THEN 'tolerance' END,
        CASE WHEN n."definitions" IS DISTINCT FROM o."definitions" THEN 'definitions' END,
        CASE WHEN n."part_of_id" IS DISTINCT FROM o."part_of_id" THEN 'part_of_id' END,
        CASE WHEN n."adopted_revision_id" IS DISTINCT FROM o."adopted_revision_id" THEN 'adopted_revision_id' END,
        CASE WHEN n."adopted_wording" IS DISTINCT FROM o."adopted_wording" THEN 'adopted_wording' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaim');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claim_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaim
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaim
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "topic_id", "question", "label", "value_type", "unit", "is_count", "cumulative", "settled_at", "many", "tolerance", "definitions", "part_of_id", "adopted_revision_id", "adopted_wording")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."topic_id", n."question", n."label", n."value_type", n."unit", n."is_count", n."cumulative", n."settled_at", n."many", n."tolerance", n."definitions", n."part_of_id", n."adopted_revision_id", n."adopted_wording"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaim');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_claim_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_claim
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_before_write;

CREATE OR REPLACE TRIGGER claims_claim_record_insert AFTER INSERT ON public.claims_claim
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claim_record_insert();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_record_insert;

CREATE OR REPLACE TRIGGER claims_claim_record_update AFTER UPDATE ON public.claims_claim
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claim_record_update();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_record_update;

CREATE OR REPLACE TRIGGER claims_claim_record_delete AFTER DELETE ON public.claims_claim
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claim_record_delete();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_record_delete;

CREATE OR REPLACE TRIGGER claims_claim_fixed_columns BEFORE UPDATE ON public.claims_claim
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."slug" IS DISTINCT FROM NEW."slug" OR OLD."topic_id" IS DISTINCT FROM NEW."topic_id" OR OLD."value_type" IS DISTINCT FROM NEW."value_type") EXECUTE FUNCTION public.history_refuse('never changed: id, slug, topic_id, value_type');
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_fixed_columns;

CREATE OR REPLACE TRIGGER claims_claim_no_truncate BEFORE TRUNCATE ON public.claims_claim
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalclaim_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalclaim
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalclaim ENABLE ALWAYS TRIGGER claims_historicalclaim_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_claim_record_insert(), public.claims_claim_record_update(), public.claims_claim_record_delete() FROM PUBLIC;

ALTER TABLE public.claims_historicalclaimparty SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_claimparty_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimparty
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimparty
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "entity_id", "source_id", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."entity_id", n."source_id", n."is_retired"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimparty');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claimparty_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimparty
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimparty
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "entity_id", "source_id", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."entity_id", n."source_id", n."is_retired"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."claim_id" IS DISTINCT FROM o."claim_id" THEN 'claim_id' END,
        CASE WHEN n."entity_id" IS DISTINCT FROM o."entity_id" THEN 'entity_id' END,
        CASE WHEN n."source_id" IS DISTINCT FROM o."source_id" THEN 'source_id' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimparty');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_claimparty_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalclaimparty
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalclaimparty
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "entity_id", "source_id", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."entity_id", n."source_id", n."is_retired"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalclaimparty');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_claimparty_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_claimparty
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_before_write;

CREATE OR REPLACE TRIGGER claims_claimparty_record_insert AFTER INSERT ON public.claims_claimparty
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimparty_record_insert();
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_record_insert;

CREATE OR REPLACE TRIGGER claims_claimparty_record_update AFTER UPDATE ON public.claims_claimparty
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimparty_record_update();
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_record_update;

CREATE OR REPLACE TRIGGER claims_claimparty_record_delete AFTER DELETE ON public.claims_claimparty
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_claimparty_record_delete();
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_record_delete;

CREATE OR REPLACE TRIGGER claims_claimparty_fixed_columns BEFORE UPDATE ON public.claims_claimparty
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."claim_id" IS DISTINCT FROM NEW."claim_id" OR OLD."entity_id" IS DISTINCT FROM NEW."entity_id" OR OLD."source_id" IS DISTINCT FROM NEW."source_id") EXECUTE FUNCTION public.history_refuse('never changed: id, claim_id, entity_id, source_id');
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_fixed_columns;

CREATE OR REPLACE TRIGGER claims_claimparty_no_truncate BEFORE TRUNCATE ON public.claims_claimparty
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_claimparty ENABLE ALWAYS TRIGGER claims_claimparty_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalclaimparty_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalclaimparty
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalclaimparty ENABLE ALWAYS TRIGGER claims_historicalclaimparty_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_claimparty_record_insert(), public.claims_claimparty_record_update(), public.claims_claimparty_record_delete() FROM PUBLIC;

ALTER TABLE public.claims_historicalentity SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_entity_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalentity
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "aliases", "broader_id", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."aliases", n."broader_id", n."wikidata_id"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_entity_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalentity
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "aliases", "broader_id", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."aliases", n."broader_id", n."wikidata_id"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."slug" IS DISTINCT FROM o."slug" THEN 'slug' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END,
        CASE WHEN n."merged_into_id" IS DISTINCT FROM o."merged_into_id" THEN 'merged_into_id' END,
        CASE WHEN n."name" IS DISTINCT FROM o."name" THEN 'name' END,
        CASE WHEN n."kind" IS DISTINCT FROM o."kind" THEN 'kind' END,
        CASE WHEN n."aliases" IS DISTINCT FROM o."aliases" THEN 'aliases' END,
        CASE WHEN n."broader_id" IS DISTINCT FROM o."broader_id" THEN 'broader_id' END,
        CASE WHEN n."wikidata_id" IS DISTINCT FROM o."wikidata_id" THEN 'wikidata_id' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_entity_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalentity
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "aliases", "broader_id", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."aliases", n."broader_id", n."wikidata_id"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_entity_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_entity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_before_write;

CREATE OR REPLACE TRIGGER claims_entity_record_insert AFTER INSERT ON public.claims_entity
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_entity_record_insert();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_record_insert;

CREATE OR REPLACE TRIGGER claims_entity_record_update AFTER UPDATE ON public.claims_entity
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_entity_record_update();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_record_update;

CREATE OR REPLACE TRIGGER claims_entity_record_delete AFTER DELETE ON public.claims_entity
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_entity_record_delete();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_record_delete;

CREATE OR REPLACE TRIGGER claims_entity_fixed_columns BEFORE UPDATE ON public.claims_entity
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."slug" IS DISTINCT FROM NEW."slug") EXECUTE FUNCTION public.history_refuse('never changed: id, slug');
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_fixed_columns;

CREATE OR REPLACE TRIGGER claims_entity_no_truncate BEFORE TRUNCATE ON public.claims_entity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalentity_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalentity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalentity ENABLE ALWAYS TRIGGER claims_historicalentity_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_entity_record_insert(), public.claims_entity_record_update(), public.claims_entity_record_delete() FROM PUBLIC;

ALTER TABLE public.claims_historicalrevision SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_revision_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevision
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevision
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id", "line_publisher", "line_origin", "stance", "wording", "qualifier", "quantity", "best", "period", "edtf", "boolean", "text", "read_by", "definition", "stated", "stated_at", "stated_before", "sequence", "quotation_exact", "quotation_prefix", "quotation_suffix", "quotation_start", "quotation_end", "quotation_match", "locator", "supersedes_id", "replaces_id", "change_kind", "is_void", "importer", "external_id")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."value_type", n."document_id", n."version_id", n."attributed_to_id", n."via_id", n."line_publisher", n."line_origin", n."stance", n."wording", n."qualifier", n."quantity", n."best", n."period", n."edtf", n."boolean", n."text", n."read_by", n."definition", n."stated", n."stated_at", n."stated_before", n."sequence", n."quotation_exact", n."quotation_prefix", n."quotation_suffix", n."quotation_start", n."quotation_end", n."quotation_match", n."locator", n."supersedes_id", n."replaces_id", n."change_kind", n."is_void", n."importer", n."external_id"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevision');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_revision_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevision
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevision
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id", "line_publisher", "line_origin", "stance", "wording", "qualifier", "quantity", "best", "period", "edtf", "boolean", "text", "read_by", "definition", "stated", "stated_at", "stated_before", "sequence", "quotation_exact", "quotation_prefix", "quotation_suffix", "quotation_start", "quotation_end", "quotation_match", "locator", "supersedes_id", "replaces_id", "change_kind", "is_void", "importer", "external_id")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."value_type", n."document_id", n."version_id", n."attributed_to_id", n."via_id", n."line_publisher", n."line_origin", n."stance", n."wording", n."qualifier", n."quantity", n."best", n."period", n."edtf", n."boolean", n."text", n."read_by", n."definition", n."stated", n."stated_at", n."stated_before", n."sequence", n."quotation_exact", n."quotation_prefix", n."quotation_suffix", n."quotation_start", n."quotation_end", n."quotation_match", n."locator", n."supersedes_id", n."replaces_id", n."change_kind", n."is_void", n."importer", n."external_id"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."claim_id" IS DISTINCT FROM o."claim_id" THEN 'claim_id' END,
        CASE WHEN n."value_type" IS DISTINCT FROM o."value_type" THEN 'value_type' END,
        CASE WHEN n."document_id" IS DISTINCT FROM o."document_id" THEN 'document_id' END,
        CASE WHEN n."version_id" IS DISTINCT FROM o."version_id" THEN 'version_id' END,
        CASE WHEN n."attributed_to_id" IS DISTINCT FROM o."attributed_to_id" THEN 'attributed_to_id' END,
        CASE WHEN n."via_id" IS DISTINCT FROM o."via_id" THEN 'via_id' END,
        CASE WHEN n."line_publisher" IS DISTINCT FROM o."line_publisher" THEN 'line_publisher' END,
        CASE WHEN n."line_origin" IS DISTINCT FROM o."line_origin" THEN 'line_origin' END,
        CASE WHEN n."stance" IS DISTINCT FROM o."stance" THEN 'stance' END,
        CASE WHEN n."wording" IS DISTINCT FROM o."wording" THEN 'wording' END,
        CASE WHEN n."qualifier" IS DISTINCT FROM o."qualifier" THEN 'qualifier' END,
        CASE WHEN n."quantity"::text IS DISTINCT FROM o."quantity"::text THEN 'quantity' END,
        CASE WHEN n."best" IS DISTINCT FROM o."best" THEN 'best' END,
        CASE WHEN n."period" IS DISTINCT FROM o."period" THEN 'period' END,
        CASE WHEN n."edtf" IS DISTINCT FROM o."edtf" THEN 'edtf' END,
        CASE WHEN n."boolean" IS DISTINCT FROM o."boolean" THEN 'boolean' END,
        CASE WHEN n."text" IS DISTINCT FROM o."text" THEN 'text' END,
        CASE WHEN n."read_by" IS DISTINCT FROM o."read_by" THEN 'read_by' END,
        CASE WHEN n."definition" IS DISTINCT FROM o."definition" THEN 'definition' END,
        CASE WHEN n."stated" IS DISTINCT FROM o."stated" THEN 'stated' END,
        CASE WHEN n."stated_at" IS DISTINCT FROM o."stated_at" THEN 'stated_at' END,
        CASE WHEN n."stated_before" IS DISTINCT FROM o."stated_before" THEN 'stated_before' END,
        CASE WHEN n."sequence" IS DISTINCT FROM o."sequence" THEN 'sequence' END,
        CASE WHEN n."quotation_exact" IS DISTINCT FROM o."quotation_exact" THEN 'quotation_exact' END,
        CASE WHEN n."quotation_prefix" IS DISTINCT FROM o."quotation_prefix" THEN 'quotation_prefix' END,
        CASE WHEN n."quotation_suffix" IS DISTINCT FROM o."quotation_suffix" THEN 'quotation_suffix' END,
        CASE WHEN n."quotation_start" IS DISTINCT FROM o."quotation_start" THEN 'quotation_start' END,
        CASE WHEN n."quotation_end" IS DISTINCT FROM o."quotation_end" THEN 'quotation_end' END,
        CASE WHEN n."quotation_match" IS DISTINCT FROM o."quotation_match" THEN 'quotation_match' END,
        CASE WHEN n."locator" IS DISTINCT FROM o."locator" THEN 'locator' END,
        CASE WHEN n."supersedes_id" IS DISTINCT FROM o."supersedes_id" THEN 'supersedes_id' END,
        CASE WHEN n."replaces_id" IS DISTINCT FROM o."replaces_id" THEN 'replaces_id' END,
        CASE WHEN n."change_kind" IS DISTINCT FROM o."change_kind" THEN 'change_kind' END,
        CASE WHEN n."is_void" IS DISTINCT FROM o."is_void" THEN 'is_void' END,
        CASE WHEN n."importer" IS DISTINCT FROM o."importer" THEN 'importer' END,
        CASE WHEN n."external_id" IS DISTINCT FROM o."external_id" THEN 'external_id' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevision');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_revision_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevision
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevision
        (history_id, history_date, history_type, position, changed, salt, "id", "claim_id", "value_type", "document_id", "version_id", "attributed_to_id", "via_id", "line_publisher", "line_origin", "stance", "wording", "qualifier", "quantity", "best", "period", "edtf", "boolean", "text", "read_by", "definition", "stated", "stated_at", "stated_before", "sequence", "quotation_exact", "quotation_prefix", "quotation_suffix", "quotation_start", "quotation_end", "quotation_match", "locator", "supersedes_id", "replaces_id", "change_kind", "is_void", "importer", "external_id")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."claim_id", n."value_type", n."document_id", n."version_id", n."attributed_to_id", n."via_id", n."line_publisher", n."line_origin", n."stance", n."wording", n."qualifier", n."quantity", n."best", n."period", n."edtf", n."boolean", n."text", n."read_by", n."definition", n."stated", n."stated_at", n."stated_before", n."sequence", n."quotation_exact", n."quotation_prefix", n."quotation_suffix", n."quotation_start", n."quotation_end", n."quotation_match", n."locator", n."supersedes_id", n."replaces_id", n."change_kind", n."is_void", n."importer", n."external_id"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevision');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_revision_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_revision
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_before_write;

CREATE OR REPLACE TRIGGER claims_revision_record_insert AFTER INSERT ON public.claims_revision
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revision_record_insert();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_record_insert;

CREATE OR REPLACE TRIGGER claims_revision_record_update AFTER UPDATE ON public.claims_revision
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revision_record_update();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_record_update;

CREATE OR REPLACE TRIGGER claims_revision_record_delete AFTER DELETE ON public.claims_revision
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revision_record_delete();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_record_delete;

CREATE OR REPLACE TRIGGER claims_revision_fixed_columns BEFORE UPDATE ON public.claims_revision
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."claim_id" IS DISTINCT FROM NEW."claim_id" OR OLD."value_type" IS DISTINCT FROM NEW."value_type" OR OLD."document_id" IS DISTINCT FROM NEW."document_id" OR OLD."version_id" IS DISTINCT FROM NEW."version_id" OR OLD."attributed_to_id" IS DISTINCT FROM NEW."attributed_to_id" OR OLD."via_id" IS DISTINCT FROM NEW."via_id" OR OLD."stance" IS DISTINCT FROM NEW."stance" OR OLD."wording" IS DISTINCT FROM NEW."wording" OR OLD."qualifier" IS DISTINCT FROM NEW."qualifier" OR OLD."quantity"::text IS DISTINCT FROM NEW."quantity"::text OR OLD."best" IS DISTINCT FROM NEW."best" OR OLD."period" IS DISTINCT FROM NEW."period" OR OLD."edtf" IS DISTINCT FROM NEW."edtf" OR OLD."boolean" IS DISTINCT FROM NEW."boolean" OR OLD."text" IS DISTINCT FROM NEW."text" OR OLD."read_by" IS DISTINCT FROM NEW."read_by" OR OLD."definition" IS DISTINCT FROM NEW."definition" OR OLD."stated" IS DISTINCT FROM NEW."stated" OR OLD."stated_at" IS DISTINCT FROM NEW."stated_at" OR OLD."stated_before" IS DISTINCT FROM NEW."stated_before" OR OLD."sequence" IS DISTINCT FROM NEW."sequence" OR OLD."quotation_exact" IS DISTINCT FROM NEW."quotation_exact" OR OLD."quotation_prefix" IS DISTINCT FROM NEW."quotation_prefix" OR OLD."quotation_suffix" IS DISTINCT FROM NEW."quotation_suffix" OR OLD."quotation_start" IS DISTINCT FROM NEW."quotation_start" OR OLD."quotation_end" IS DISTINCT FROM NEW."quotation_end" OR OLD."quotation_match" IS DISTINCT FROM NEW."quotation_match" OR OLD."locator" IS DISTINCT FROM NEW."locator" OR OLD."supersedes_id" IS DISTINCT FROM NEW."supersedes_id" OR OLD."replaces_id" IS DISTINCT FROM NEW."replaces_id" OR OLD."change_kind" IS DISTINCT FROM NEW."change_kind" OR OLD."importer" IS DISTINCT FROM NEW."importer" OR OLD."external_id" IS DISTINCT FROM NEW."external_id") EXECUTE FUNCTION public.history_refuse('never changed: id, claim_id, value_type, document_id, version_id, attributed_to_id, via_id, stance, wording, qualifier, quantity, best, period, edtf, boolean, text, read_by, definition, stated, stated_at, stated_before, sequence, quotation_exact, quotation_prefix, quotation_suffix, quotation_start, quotation_end, quotation_match, locator, supersedes_id, replaces_id, change_kind, importer, external_id');
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_fixed_columns;

CREATE OR REPLACE TRIGGER claims_revision_no_truncate BEFORE TRUNCATE ON public.claims_revision
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalrevision_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalrevision
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalrevision ENABLE ALWAYS TRIGGER claims_historicalrevision_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_revision_record_insert(), public.claims_revision_record_update(), public.claims_revision_record_delete() FROM PUBLIC;

ALTER TABLE public.claims_historicalrevisionentity SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_revisionentity_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevisionentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevisionentity
        (history_id, history_date, history_type, position, changed, salt, "id", "revision_id", "entity_id")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."revision_id", n."entity_id"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevisionentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_revisionentity_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevisionentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevisionentity
        (history_id, history_date, history_type, position, changed, salt, "id", "revision_id", "entity_id")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."revision_id", n."entity_id"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."revision_id" IS DISTINCT FROM o."revision_id" THEN 'revision_id' END,
        CASE WHEN n."entity_id" IS DISTINCT FROM o."entity_id" THEN 'entity_id' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevisionentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_revisionentity_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicalrevisionentity
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicalrevisionentity
        (history_id, history_date, history_type, position, changed, salt, "id", "revision_id", "entity_id")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."revision_id", n."entity_id"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicalrevisionentity');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_revisionentity_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_revisionentity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_before_write;

CREATE OR REPLACE TRIGGER claims_revisionentity_record_insert AFTER INSERT ON public.claims_revisionentity
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revisionentity_record_insert();
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_record_insert;

CREATE OR REPLACE TRIGGER claims_revisionentity_record_update AFTER UPDATE ON public.claims_revisionentity
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revisionentity_record_update();
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_record_update;

CREATE OR REPLACE TRIGGER claims_revisionentity_record_delete AFTER DELETE ON public.claims_revisionentity
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_revisionentity_record_delete();
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_record_delete;

CREATE OR REPLACE TRIGGER claims_revisionentity_fixed_columns BEFORE UPDATE ON public.claims_revisionentity
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."revision_id" IS DISTINCT FROM NEW."revision_id" OR OLD."entity_id" IS DISTINCT FROM NEW."entity_id") EXECUTE FUNCTION public.history_refuse('never changed: id, revision_id, entity_id');
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_fixed_columns;

CREATE OR REPLACE TRIGGER claims_revisionentity_no_truncate BEFORE TRUNCATE ON public.claims_revisionentity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicalrevisionentity_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicalrevisionentity
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicalrevisionentity ENABLE ALWAYS TRIGGER claims_historicalrevisionentity_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_revisionentity_record_insert(), public.claims_revisionentity_record_update(), public.claims_revisionentity_record_delete() FROM PUBLIC;

ALTER TABLE public.claims_historicaltopic SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

CREATE OR REPLACE FUNCTION public.claims_topic_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicaltopic
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicaltopic
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "description", "occurred", "place", "time_zone", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."description", n."occurred", n."place", n."time_zone", n."wikidata_id"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicaltopic');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_topic_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicaltopic
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicaltopic
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "description", "occurred", "place", "time_zone", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."description", n."occurred", n."place", n."time_zone", n."wikidata_id"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."slug" IS DISTINCT FROM o."slug" THEN 'slug' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END,
        CASE WHEN n."merged_into_id" IS DISTINCT FROM o."merged_into_id" THEN 'merged_into_id' END,
        CASE WHEN n."name" IS DISTINCT FROM o."name" THEN 'name' END,
        CASE WHEN n."kind" IS DISTINCT FROM o."kind" THEN 'kind' END,
        CASE WHEN n."description" IS DISTINCT FROM o."description" THEN 'description' END,
        CASE WHEN n."occurred" IS DISTINCT FROM o."occurred" THEN 'occurred' END,
        CASE WHEN n."place" IS DISTINCT FROM o."place" THEN 'place' END,
        CASE WHEN n."time_zone" IS DISTINCT FROM o."time_zone" THEN 'time_zone' END,
        CASE WHEN n."wikidata_id" IS DISTINCT FROM o."wikidata_id" THEN 'wikidata_id' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicaltopic');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.claims_topic_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.claims_historicaltopic
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.claims_historicaltopic
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "merged_into_id", "name", "kind", "description", "occurred", "place", "time_zone", "wikidata_id")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."merged_into_id", n."name", n."kind", n."description", n."occurred", n."place", n."time_zone", n."wikidata_id"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('claims_historicaltopic');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER claims_topic_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.claims_topic
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_before_write;

CREATE OR REPLACE TRIGGER claims_topic_record_insert AFTER INSERT ON public.claims_topic
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_topic_record_insert();
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_record_insert;

CREATE OR REPLACE TRIGGER claims_topic_record_update AFTER UPDATE ON public.claims_topic
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_topic_record_update();
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_record_update;

CREATE OR REPLACE TRIGGER claims_topic_record_delete AFTER DELETE ON public.claims_topic
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_topic_record_delete();
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_record_delete;

CREATE OR REPLACE TRIGGER claims_topic_fixed_columns BEFORE UPDATE ON public.claims_topic
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."slug" IS DISTINCT FROM NEW."slug") EXECUTE FUNCTION public.history_refuse('never changed: id, slug');
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_fixed_columns;

CREATE OR REPLACE TRIGGER claims_topic_no_truncate BEFORE TRUNCATE ON public.claims_topic
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.claims_topic ENABLE ALWAYS TRIGGER claims_topic_no_truncate;

CREATE OR REPLACE TRIGGER claims_historicaltopic_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.claims_historicaltopic
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.claims_historicaltopic ENABLE ALWAYS TRIGGER claims_historicaltopic_insert_only;

REVOKE EXECUTE ON FUNCTION public.claims_topic_record_insert(), public.claims_topic_record_update(), public.claims_topic_record_delete() FROM PUBLIC;
