CREATE OR REPLACE FUNCTION public.sources_document_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocument
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocument
        (history_id, history_date, history_type, position, changed, salt, "id", "publisher_id", "title", "byline", "url", "key", "archived_url", "language", "published", "published_at", "published_before", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."publisher_id", n."title", n."byline", n."url", n."key", n."archived_url", n."language", n."published", n."published_at", n."published_before", n."is_retired"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocument');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_document_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocument
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocument
        (history_id, history_date, history_type, position, changed, salt, "id", "publisher_id", "title", "byline", "url", "key", "archived_url", "language", "published", "published_at", "published_before", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."publisher_id", n."title", n."byline", n."url", n."key", n."archived_url", n."language", n."published", n."published_at", n."published_before", n."is_retired"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."publisher_id" IS DISTINCT FROM o."publisher_id" THEN 'publisher_id' END,
        CASE WHEN n."title" IS DISTINCT FROM o."title" THEN 'title' END,
        CASE WHEN n."byline" IS DISTINCT FROM o."byline" THEN 'byline' END,
        CASE WHEN n."url" IS DISTINCT FROM o."url" THEN 'url' END,
        CASE WHEN n."key" IS DISTINCT FROM o."key" THEN 'key' END,
        CASE WHEN n."archived_url" IS DISTINCT FROM o."archived_url" THEN 'archived_url' END,
        CASE WHEN n."language" IS DISTINCT FROM o."language" THEN 'language' END,
        CASE WHEN n."published" IS DISTINCT FROM o."published" THEN 'published' END,
        CASE WHEN n."published_at" IS DISTINCT FROM o."published_at" THEN 'published_at' END,
        CASE WHEN n."published_before" IS DISTINCT FROM o."published_before" THEN 'published_before' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocument');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_document_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocument
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocument
        (history_id, history_date, history_type, position, changed, salt, "id", "publisher_id", "title", "byline", "url", "key", "archived_url", "language", "published", "published_at", "published_before", "is_retired")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."publisher_id", n."title", n."byline", n."url", n."key", n."archived_url", n."language", n."published", n."published_at", n."published_before", n."is_retired"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocument');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER sources_document_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.sources_document
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_before_write;

CREATE OR REPLACE TRIGGER sources_document_record_insert AFTER INSERT ON public.sources_document
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_document_record_insert();
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_record_insert;

CREATE OR REPLACE TRIGGER sources_document_record_update AFTER UPDATE ON public.sources_document
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_document_record_update();
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_record_update;

CREATE OR REPLACE TRIGGER sources_document_record_delete AFTER DELETE ON public.sources_document
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_document_record_delete();
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_record_delete;

CREATE OR REPLACE TRIGGER sources_document_fixed_columns BEFORE UPDATE ON public.sources_document
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."url" IS DISTINCT FROM NEW."url" OR OLD."key" IS DISTINCT FROM NEW."key") EXECUTE FUNCTION public.history_refuse('never changed: id, url, key');
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_fixed_columns;

CREATE OR REPLACE TRIGGER sources_document_no_truncate BEFORE TRUNCATE ON public.sources_document
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_no_truncate;

CREATE OR REPLACE TRIGGER sources_historicaldocument_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.sources_historicaldocument
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.sources_historicaldocument ENABLE ALWAYS TRIGGER sources_historicaldocument_insert_only;

REVOKE EXECUTE ON FUNCTION public.sources_document_record_insert(), public.sources_document_record_update(), public.sources_document_record_delete() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.sources_documentversion_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocumentversion
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocumentversion
        (history_id, history_date, history_type, position, changed, salt, "id", "document_id", "published", "retrieved_at", "content_sha256", "has_text")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."document_id", n."published", n."retrieved_at", n."content_sha256", n."has_text"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocumentversion');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_documentversion_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocumentversion
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocumentversion
        (history_id, history_date, history_type, position, changed, salt, "id", "document_id", "published", "retrieved_at", "content_sha256", "has_text")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."document_id", n."published", n."retrieved_at", n."content_sha256", n."has_text"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."document_id" IS DISTINCT FROM o."document_id" THEN 'document_id' END,
        CASE WHEN n."published" IS DISTINCT FROM o."published" THEN 'published' END,
        CASE WHEN n."retrieved_at" IS DISTINCT FROM o."retrieved_at" THEN 'retrieved_at' END,
        CASE WHEN n."content_sha256" IS DISTINCT FROM o."content_sha256" THEN 'content_sha256' END,
        CASE WHEN n."has_text" IS DISTINCT FROM o."has_text" THEN 'has_text' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocumentversion');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_documentversion_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicaldocumentversion
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicaldocumentversion
        (history_id, history_date, history_type, position, changed, salt, "id", "document_id", "published", "retrieved_at", "content_sha256", "has_text")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."document_id", n."published", n."retrieved_at", n."content_sha256", n."has_text"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicaldocumentversion');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER sources_documentversion_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.sources_documentversion
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_before_write;

CREATE OR REPLACE TRIGGER sources_documentversion_record_insert AFTER INSERT ON public.sources_documentversion
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_documentversion_record_insert();
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_record_insert;

CREATE OR REPLACE TRIGGER sources_documentversion_record_update AFTER UPDATE ON public.sources_documentversion
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_documentversion_record_update();
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_record_update;

CREATE OR REPLACE TRIGGER sources_documentversion_record_delete AFTER DELETE ON public.sources_documentversion
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_documentversion_record_delete();
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_record_delete;

CREATE OR REPLACE TRIGGER sources_documentversion_fixed_columns BEFORE UPDATE ON public.sources_documentversion
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."document_id" IS DISTINCT FROM NEW."document_id" OR OLD."content_sha256" IS DISTINCT FROM NEW."content_sha256") EXECUTE FUNCTION public.history_refuse('never changed: id, document_id, content_sha256');
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_fixed_columns;

CREATE OR REPLACE TRIGGER sources_documentversion_no_truncate BEFORE TRUNCATE ON public.sources_documentversion
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.sources_documentversion ENABLE ALWAYS TRIGGER sources_documentversion_no_truncate;

CREATE OR REPLACE TRIGGER sources_historicaldocumentversion_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.sources_historicaldocumentversion
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.sources_historicaldocumentversion ENABLE ALWAYS TRIGGER sources_historicaldocumentversion_insert_only;

REVOKE EXECUTE ON FUNCTION public.sources_documentversion_record_insert(), public.sources_documentversion_record_update(), public.sources_documentversion_record_delete() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.sources_source_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicalsource
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicalsource
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "name", "kind", "aliases", "country", "url", "parent_id", "parent_role", "note")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."name", n."kind", n."aliases", n."country", n."url", n."parent_id", n."parent_role", n."note"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicalsource');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_source_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicalsource
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicalsource
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "name", "kind", "aliases", "country", "url", "parent_id", "parent_role", "note")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."name", n."kind", n."aliases", n."country", n."url", n."parent_id", n."parent_role", n."note"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."slug" IS DISTINCT FROM o."slug" THEN 'slug' END,
        CASE WHEN n."is_retired" IS DISTINCT FROM o."is_retired" THEN 'is_retired' END,
        CASE WHEN n."name" IS DISTINCT FROM o."name" THEN 'name' END,
        CASE WHEN n."kind" IS DISTINCT FROM o."kind" THEN 'kind' END,
        CASE WHEN n."aliases" IS DISTINCT FROM o."aliases" THEN 'aliases' END,
        CASE WHEN n."country" IS DISTINCT FROM o."country" THEN 'country' END,
        CASE WHEN n."url" IS DISTINCT FROM o."url" THEN 'url' END,
        CASE WHEN n."parent_id" IS DISTINCT FROM o."parent_id" THEN 'parent_id' END,
        CASE WHEN n."parent_role" IS DISTINCT FROM o."parent_role" THEN 'parent_role' END,
        CASE WHEN n."note" IS DISTINCT FROM o."note" THEN 'note' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicalsource');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.sources_source_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.sources_historicalsource
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.sources_historicalsource
        (history_id, history_date, history_type, position, changed, salt, "id", "slug", "is_retired", "name", "kind", "aliases", "country", "url", "parent_id", "parent_role", "note")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."slug", n."is_retired", n."name", n."kind", n."aliases", n."country", n."url", n."parent_id", n."parent_role", n."note"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('sources_historicalsource');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER sources_source_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.sources_source
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_before_write;

CREATE OR REPLACE TRIGGER sources_source_record_insert AFTER INSERT ON public.sources_source
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_source_record_insert();
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_record_insert;

CREATE OR REPLACE TRIGGER sources_source_record_update AFTER UPDATE ON public.sources_source
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_source_record_update();
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_record_update;

CREATE OR REPLACE TRIGGER sources_source_record_delete AFTER DELETE ON public.sources_source
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.sources_source_record_delete();
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_record_delete;

CREATE OR REPLACE TRIGGER sources_source_fixed_columns BEFORE UPDATE ON public.sources_source
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."slug" IS DISTINCT FROM NEW."slug") EXECUTE FUNCTION public.history_refuse('never changed: id, slug');
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_fixed_columns;

CREATE OR REPLACE TRIGGER sources_source_no_truncate BEFORE TRUNCATE ON public.sources_source
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_no_truncate;

CREATE OR REPLACE TRIGGER sources_historicalsource_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.sources_historicalsource
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.sources_historicalsource ENABLE ALWAYS TRIGGER sources_historicalsource_insert_only;

REVOKE EXECUTE ON FUNCTION public.sources_source_record_insert(), public.sources_source_record_update(), public.sources_source_record_delete() FROM PUBLIC;
