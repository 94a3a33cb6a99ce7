CREATE OR REPLACE FUNCTION public.accounts_membership_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicalmembership
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicalmembership
        (history_id, history_date, history_type, position, changed, salt, "id", "user_id", "group_id")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."user_id", n."group_id"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicalmembership');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_membership_record_update() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicalmembership
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicalmembership
        (history_id, history_date, history_type, position, changed, salt, "id", "user_id", "group_id")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."user_id", n."group_id"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."user_id" IS DISTINCT FROM o."user_id" THEN 'user_id' END,
        CASE WHEN n."group_id" IS DISTINCT FROM o."group_id" THEN 'group_id' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicalmembership');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_membership_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicalmembership
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicalmembership
        (history_id, history_date, history_type, position, changed, salt, "id", "user_id", "group_id")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."id", n."user_id", n."group_id"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicalmembership');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER accounts_membership_before_write BEFORE INSERT OR DELETE OR UPDATE ON public.accounts_membership
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_before_write;

CREATE OR REPLACE TRIGGER accounts_membership_record_insert AFTER INSERT ON public.accounts_membership
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_membership_record_insert();
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_record_insert;

CREATE OR REPLACE TRIGGER accounts_membership_record_update AFTER UPDATE ON public.accounts_membership
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_membership_record_update();
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_record_update;

CREATE OR REPLACE TRIGGER accounts_membership_record_delete AFTER DELETE ON public.accounts_membership
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_membership_record_delete();
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_record_delete;

CREATE OR REPLACE TRIGGER accounts_membership_fixed_columns BEFORE UPDATE ON public.accounts_membership
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id") EXECUTE FUNCTION public.history_refuse('never changed: id');
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_fixed_columns;

CREATE OR REPLACE TRIGGER accounts_membership_no_truncate BEFORE TRUNCATE ON public.accounts_membership
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.accounts_membership ENABLE ALWAYS TRIGGER accounts_membership_no_truncate;

CREATE OR REPLACE TRIGGER history_historicalmembership_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.history_historicalmembership
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.history_historicalmembership ENABLE ALWAYS TRIGGER history_historicalmembership_insert_only;

REVOKE EXECUTE ON FUNCTION public.accounts_membership_record_insert(), public.accounts_membership_record_update(), public.accounts_membership_record_delete() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.accounts_token_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaltoken
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaltoken
        (history_id, history_date, history_type, position, changed, salt, "user_id", "expiry", "id", "name", "scopes")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."user_id", n."expiry", n."id", n."name", n."scopes"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaltoken');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_token_record_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    entry bigint;
    written_at timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING ("id") WHERE n."user_id" IS DISTINCT FROM o."user_id" OR n."expiry" IS DISTINCT FROM o."expiry" OR n."name" IS DISTINCT FROM o."name" OR n."scopes" IS DISTINCT FROM o."scopes") THEN
        RETURN NULL;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    SELECT greatest(
        clock_timestamp(),
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaltoken
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaltoken
        (history_id, history_date, history_type, position, changed, salt, "user_id", "expiry", "id", "name", "scopes")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."user_id", n."expiry", n."id", n."name", n."scopes"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."user_id" IS DISTINCT FROM o."user_id" THEN 'user_id' END,
        CASE WHEN n."expiry" IS DISTINCT FROM o."expiry" THEN 'expiry' END,
        CASE WHEN n."name" IS DISTINCT FROM o."name" THEN 'name' END,
        CASE WHEN n."scopes" IS DISTINCT FROM o."scopes" THEN 'scopes' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaltoken');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_token_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaltoken
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaltoken
        (history_id, history_date, history_type, position, changed, salt, "user_id", "expiry", "id", "name", "scopes")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."user_id", n."expiry", n."id", n."name", n."scopes"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaltoken');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER accounts_token_before_write BEFORE INSERT OR DELETE OR UPDATE OF "user_id", "expiry", "id", "name", "scopes" ON public.accounts_token
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_before_write;

CREATE OR REPLACE TRIGGER accounts_token_record_insert AFTER INSERT ON public.accounts_token
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_token_record_insert();
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_record_insert;

CREATE OR REPLACE TRIGGER accounts_token_record_update AFTER UPDATE ON public.accounts_token
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_token_record_update();
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_record_update;

CREATE OR REPLACE TRIGGER accounts_token_record_delete AFTER DELETE ON public.accounts_token
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_token_record_delete();
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_record_delete;

CREATE OR REPLACE TRIGGER accounts_token_fixed_columns BEFORE UPDATE ON public.accounts_token
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id") EXECUTE FUNCTION public.history_refuse('never changed: id');
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_fixed_columns;

CREATE OR REPLACE TRIGGER accounts_token_no_truncate BEFORE TRUNCATE ON public.accounts_token
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.accounts_token ENABLE ALWAYS TRIGGER accounts_token_no_truncate;

CREATE OR REPLACE TRIGGER history_historicaltoken_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.history_historicaltoken
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.history_historicaltoken ENABLE ALWAYS TRIGGER history_historicaltoken_insert_only;

REVOKE EXECUTE ON FUNCTION public.accounts_token_record_insert(), public.accounts_token_record_update(), public.accounts_token_record_delete() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.accounts_user_record_insert() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaluser
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaluser
        (history_id, history_date, history_type, position, changed, salt, "is_superuser", "username", "email", "is_staff", "is_active", "date_joined", "id", "name")
    SELECT nextval('public.history_row_id'), written_at, '+', entry, c.changed,
           uuid_send(gen_random_uuid()), n."is_superuser", n."username", n."email", n."is_staff", n."is_active", n."date_joined", n."id", n."name"
    FROM new_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaluser');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_user_record_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    entry bigint;
    written_at timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING ("id") WHERE n."is_superuser" IS DISTINCT FROM o."is_superuser" OR n."username" IS DISTINCT FROM o."username" OR n."email" IS DISTINCT FROM o."email" OR n."is_staff" IS DISTINCT FROM o."is_staff" OR n."is_active" IS DISTINCT FROM o."is_active" OR n."date_joined" IS DISTINCT FROM o."date_joined" OR n."name" IS DISTINCT FROM o."name") THEN
        RETURN NULL;
    END IF;
    SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
    SELECT greatest(
        clock_timestamp(),
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaluser
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaluser
        (history_id, history_date, history_type, position, changed, salt, "is_superuser", "username", "email", "is_staff", "is_active", "date_joined", "id", "name")
    SELECT nextval('public.history_row_id'), written_at, '~', entry, c.changed,
           uuid_send(gen_random_uuid()), n."is_superuser", n."username", n."email", n."is_staff", n."is_active", n."date_joined", n."id", n."name"
    FROM new_rows n JOIN old_rows o USING ("id")
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
        CASE WHEN n."is_superuser" IS DISTINCT FROM o."is_superuser" THEN 'is_superuser' END,
        CASE WHEN n."username" IS DISTINCT FROM o."username" THEN 'username' END,
        CASE WHEN n."email" IS DISTINCT FROM o."email" THEN 'email' END,
        CASE WHEN n."is_staff" IS DISTINCT FROM o."is_staff" THEN 'is_staff' END,
        CASE WHEN n."is_active" IS DISTINCT FROM o."is_active" THEN 'is_active' END,
        CASE WHEN n."date_joined" IS DISTINCT FROM o."date_joined" THEN 'date_joined' END,
        CASE WHEN n."name" IS DISTINCT FROM o."name" THEN 'name' END
    ], NULL) AS changed) c
    WHERE cardinality(c.changed) > 0;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaluser');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION public.accounts_user_record_delete() RETURNS trigger
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
        (SELECT history_date + interval '1 microsecond' FROM public.history_historicaluser
         ORDER BY history_id DESC LIMIT 1)
    ) INTO written_at;
    INSERT INTO public.history_historicaluser
        (history_id, history_date, history_type, position, changed, salt, "is_superuser", "username", "email", "is_staff", "is_active", "date_joined", "id", "name")
    SELECT nextval('public.history_row_id'), written_at, '-', entry, c.changed,
           uuid_send(gen_random_uuid()), n."is_superuser", n."username", n."email", n."is_staff", n."is_active", n."date_joined", n."id", n."name"
    FROM old_rows n
    CROSS JOIN LATERAL (SELECT '{}'::text[] AS changed) c;
    IF FOUND THEN
        PERFORM public.history_note_table('history_historicaluser');
    END IF;
    RETURN NULL;
END
$body$;

CREATE OR REPLACE TRIGGER accounts_user_before_write BEFORE INSERT OR DELETE OR UPDATE OF "is_superuser", "username", "email", "is_staff", "is_active", "date_joined", "id", "name" ON public.accounts_user
FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write();
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_before_write;

CREATE OR REPLACE TRIGGER accounts_user_record_insert AFTER INSERT ON public.accounts_user
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_user_record_insert();
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_record_insert;

CREATE OR REPLACE TRIGGER accounts_user_record_update AFTER UPDATE ON public.accounts_user
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_user_record_update();
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_record_update;

CREATE OR REPLACE TRIGGER accounts_user_record_delete AFTER DELETE ON public.accounts_user
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_user_record_delete();
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_record_delete;

CREATE OR REPLACE TRIGGER accounts_user_fixed_columns BEFORE UPDATE ON public.accounts_user
FOR EACH ROW WHEN (OLD."id" IS DISTINCT FROM NEW."id") EXECUTE FUNCTION public.history_refuse('never changed: id');
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_fixed_columns;

CREATE OR REPLACE TRIGGER accounts_user_no_truncate BEFORE TRUNCATE ON public.accounts_user
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('nothing is deleted');
ALTER TABLE public.accounts_user ENABLE ALWAYS TRIGGER accounts_user_no_truncate;

CREATE OR REPLACE TRIGGER history_historicaluser_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.history_historicaluser
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('history only grows');
ALTER TABLE public.history_historicaluser ENABLE ALWAYS TRIGGER history_historicaluser_insert_only;

REVOKE EXECUTE ON FUNCTION public.accounts_user_record_insert(), public.accounts_user_record_update(), public.accounts_user_record_delete() FROM PUBLIC;
