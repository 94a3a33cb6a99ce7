-- The ledger's machinery: one lock, one open entry, one seal. docs/decisions/0003-single-writer.md
--
-- Two advisory locks, both held to the end of the transaction:
--   (4917, 1) write: taken before any tracked row is locked, so that writers queue;
--   (4917, 2) seal:  taken to stamp the time, so that a reader of "as of now" can wait for it.

CREATE SEQUENCE public.history_row_id AS bigint;

-- Takes the write lock; a writer that can't see what others committed meanwhile is refused.
CREATE FUNCTION public.history_take_lock() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'onrecord: writes need READ COMMITTED, this transaction is %',
            upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM pg_advisory_xact_lock(4917, 1);
END $$;

CREATE FUNCTION public.history_insert_entry(
    actor uuid, actor_name text, token uuid, channel text, reason text, request_id text
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    -- A client's SET CONSTRAINTS ALL IMMEDIATE would seal it before its first row.
    SET CONSTRAINTS public.history_entry_seal DEFERRED;
    INSERT INTO public.history_entry
        (position, actor_id, actor_name, token_id, role, channel, reason, request_id)
    VALUES ((SELECT coalesce(max(e.position), 0) + 1 FROM public.history_entry e),
            actor, actor_name, token, session_user, channel, reason, request_id)
    RETURNING position
$$;

-- Opens the entry of a `recording()` block, first sealing what plain SQL left open before it.
CREATE FUNCTION public.history_open(
    actor uuid, actor_name text, token uuid, channel text, reason text, request_id text
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    standing public.history_entry;
BEGIN
    PERFORM public.history_take_lock();
    SELECT * INTO standing FROM public.history_entry WHERE recorded_at IS NULL;
    IF standing.channel = 'sql' THEN
        PERFORM public.history_seal();
    ELSIF standing.channel IS NOT NULL THEN
        RAISE EXCEPTION 'onrecord: entry % is open, no other is opened in it', standing.position
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    RETURN public.history_insert_entry(actor, actor_name, token, channel, reason, request_id);
END $$;

-- Seals the open entry now rather than at commit; what is written next opens another. A block
-- gives the position it `opened` at, and is refused if anything it wrote lies elsewhere: the entry
-- was sealed under it, and what followed would stand without its author.
CREATE FUNCTION public.history_seal(opened bigint DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sealed bigint;
BEGIN
    SELECT position INTO sealed FROM public.history_entry WHERE recorded_at IS NULL;
    SET CONSTRAINTS public.history_entry_seal IMMEDIATE;
    SET CONSTRAINTS public.history_entry_seal DEFERRED;
    IF EXISTS (
        SELECT FROM public.history_entry
        WHERE position > opened OR (position = opened AND channel = 'sql')
    ) THEN
        RAISE EXCEPTION 'onrecord: entry % was sealed before its block was left', opened
            USING ERRCODE = 'invalid_transaction_state',
                  HINT = 'SET CONSTRAINTS ALL IMMEDIATE and loaddata seal what is open.';
    END IF;
    RETURN (SELECT position FROM public.history_entry WHERE position = coalesce(opened, sealed));
END $$;

-- BEFORE STATEMENT on every tracked table: lock first, then make sure an entry is open.
CREATE FUNCTION public.history_before_write() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.history_take_lock();
    IF NOT EXISTS (SELECT FROM public.history_entry WHERE recorded_at IS NULL) THEN
        PERFORM public.history_insert_entry(NULL, '', NULL, 'sql', '', '');
    END IF;
    RETURN NULL;
END $$;

-- The position and time that a statement's historical rows carry. Under the lock the highest
-- history_id is the newest row, so the time never goes back, within an object or a table.
CREATE FUNCTION public.history_note_table(historical_table text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_position bigint;
BEGIN
    SELECT position INTO STRICT open_position FROM public.history_entry WHERE recorded_at IS NULL;
    INSERT INTO public.history_entrytable VALUES (open_position, historical_table)
        ON CONFLICT DO NOTHING;
    RETURN open_position;
END $$;

-- Deferred to commit, or called forth by history_seal(): stamps the entry, or removes it if
-- nothing was written. Times are strictly increasing whatever the clock does.
CREATE FUNCTION public.history_seal_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    previous timestamptz;
BEGIN
    IF NOT EXISTS (SELECT FROM public.history_entrytable WHERE position = NEW.position) THEN
        DELETE FROM public.history_entry WHERE position = NEW.position;
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(4917, 2);
    SELECT recorded_at INTO previous
    FROM public.history_entry WHERE position = NEW.position - 1;
    UPDATE public.history_entry
    SET recorded_at = greatest(clock_timestamp(), previous + interval '1 microsecond')
    WHERE position = NEW.position;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER history_entry_seal
AFTER INSERT ON public.history_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION public.history_seal_entry();
ALTER TABLE public.history_entry ENABLE ALWAYS TRIGGER history_entry_seal;

-- An entry is born open, next in line, of the role that is there. What is sealed stays: the open
-- entry takes one UPDATE, its sealing, or is removed unused.
CREATE FUNCTION public.history_guard_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.history_take_lock();
        IF NEW.recorded_at IS NULL AND NEW.role = session_user AND NEW.position
            = (SELECT coalesce(max(e.position), 0) + 1 FROM public.history_entry e)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'onrecord: entry % is not the next of this role', NEW.position
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'history_entry_next';
    END IF;
    IF OLD.recorded_at IS NULL AND TG_OP = 'UPDATE' THEN
        IF NEW.recorded_at IS NOT NULL
           AND (NEW.position, NEW.actor_id, NEW.actor_name, NEW.token_id, NEW.role, NEW.channel,
                NEW.reason, NEW.request_id)
               IS NOT DISTINCT FROM
               (OLD.position, OLD.actor_id, OLD.actor_name, OLD.token_id, OLD.role, OLD.channel,
                OLD.reason, OLD.request_id)
        THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.recorded_at IS NULL
          AND NOT EXISTS (SELECT FROM public.history_entrytable WHERE position = OLD.position)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'onrecord: ledger entry % is never changed', OLD.position
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'history_entry_sealed';
END $$;

CREATE TRIGGER history_entry_guard BEFORE INSERT OR UPDATE OR DELETE ON public.history_entry
FOR EACH ROW EXECUTE FUNCTION public.history_guard_entry();
ALTER TABLE public.history_entry ENABLE ALWAYS TRIGGER history_entry_guard;

-- Refuses whatever it is put on: TG_ARGV[0] names the rule, for the error.
CREATE FUNCTION public.history_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'onrecord: % on % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME,
              TABLE = TG_TABLE_NAME;
END $$;

CREATE TRIGGER history_entry_no_truncate BEFORE TRUNCATE ON public.history_entry
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('the ledger only grows');
ALTER TABLE public.history_entry ENABLE ALWAYS TRIGGER history_entry_no_truncate;

CREATE TRIGGER history_entrytable_insert_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.history_entrytable
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('the ledger only grows');
ALTER TABLE public.history_entrytable ENABLE ALWAYS TRIGGER history_entrytable_insert_only;

REVOKE EXECUTE ON FUNCTION
    public.history_take_lock(),
    public.history_insert_entry(uuid, text, uuid, text, text, text),
    public.history_note_table(text),
    public.history_before_write(),
    public.history_seal_entry(),
    public.history_guard_entry(),
    public.history_refuse()
FROM PUBLIC;
