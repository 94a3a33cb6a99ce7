-- The ledger is a Merkle log: RFC 9162 hashing over canonical texts. docs/ledger.md
--
-- A row hash is SHA-256(0x00 || canonical text), a node SHA-256(0x01 || left || right). An entry's
-- digest is the tree over its row hashes by history_id; its leaf is the hash of the whole entry
-- but its root; its root is the tree over all leaves to here.

-- One JSON object of a row: the table it stands in, and the columns that hold something, by the
-- names they were made with. Settings shape to_jsonb (time zone, dates, bytea): whoever calls this
-- pins them, once a statement; pinned a row they would cost more than the hashing.
CREATE FUNCTION public.history_canonical(table_name text, held jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN jsonb_strip_nulls(jsonb_build_object('@table', table_name) || held)::text;

CREATE FUNCTION public.history_leaf_hash(canonical text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sha256('\x00'::bytea || convert_to(canonical, 'UTF8'));

CREATE FUNCTION public.history_node_hash(one bytea, other bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN sha256('\x01'::bytea || one || other);

-- The tree hash of leaf hashes. Pairing level by level and handing an odd last one up is the
-- RFC's split at the largest power of two. Null of none.
CREATE FUNCTION public.history_tree_hash(leaves bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    standing bytea[] := leaves;
BEGIN
    WHILE cardinality(standing) > 1 LOOP
        SELECT array_agg(coalesce(public.history_node_hash(p.one, p.other), p.one) ORDER BY p.i)
        INTO standing
        FROM (
            SELECT u.i, u.hash AS one, lead(u.hash) OVER (ORDER BY u.i) AS other
            FROM unnest(standing) WITH ORDINALITY AS u(hash, i)
        ) p
        WHERE p.i % 2 = 1;
    END LOOP;
    RETURN standing[1];
END $$;

-- The tree hash over everything the entry wrote, in the order it was written.
CREATE FUNCTION public.history_digest(entry bigint) RETURNS bytea
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
DECLARE
    rows_written text;
    hashes bytea[];
BEGIN
    SELECT string_agg(
        format(
            'SELECT h.history_id,'
            ' public.history_leaf_hash(public.history_canonical(%L, to_jsonb(h))) AS hash'
            ' FROM public.%I h WHERE h.position = $1', t.historical_table, t.historical_table
        ), ' UNION ALL '
    )
    INTO rows_written
    FROM public.history_entrytable t WHERE t.position = entry;
    EXECUTE format('SELECT array_agg(hash ORDER BY history_id) FROM (%s) r', rows_written)
    INTO hashes USING entry;
    RETURN public.history_tree_hash(hashes);
END $$;

-- The leaf of an entry: everything it holds but the root that follows from it.
CREATE FUNCTION public.history_leaf(entry public.history_entry) RETURNS bytea
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
BEGIN
    entry.root := NULL;
    RETURN public.history_leaf_hash(public.history_canonical('history_entry', to_jsonb(entry)));
END $$;

-- Puts the next leaf into the log: keeps every subtree it completes, gives the root to here.
CREATE FUNCTION public.history_append(entry_position bigint, leaf bytea) RETURNS bytea
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    node_level smallint := 0;
    node_index bigint := entry_position - 1;
    node_hash bytea := leaf;
    above bytea;
BEGIN
    LOOP
        INSERT INTO public.ledger_node VALUES (node_level, node_index, node_hash);
        EXIT WHEN node_index % 2 = 0;
        SELECT public.history_node_hash(n.hash, node_hash) INTO STRICT node_hash
        FROM public.ledger_node n WHERE n.level = node_level AND n.index = node_index - 1;
        node_level := node_level + 1;
        node_index := node_index / 2;
    END LOOP;
    -- What was completed last is the smallest of the subtrees the root is folded from.
    FOR above IN
        SELECT n.hash
        FROM generate_series(node_level + 1, 62) AS g(level)
        JOIN public.ledger_node n
          ON n.level = g.level AND n.index = (entry_position >> g.level) - 1
        WHERE (entry_position >> g.level) % 2 = 1
        ORDER BY g.level
    LOOP
        node_hash := public.history_node_hash(above, node_hash);
    END LOOP;
    RETURN node_hash;
END $$;

-- Deferred to commit, or called forth by history_seal(): hashes and stamps the entry, or removes
-- it if nothing was written. Times are strictly increasing whatever the clock does.
CREATE OR REPLACE FUNCTION public.history_seal_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sealed public.history_entry;
BEGIN
    IF NOT EXISTS (SELECT FROM public.history_entrytable WHERE position = NEW.position) THEN
        DELETE FROM public.history_entry WHERE position = NEW.position;
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT sealed FROM public.history_entry WHERE position = NEW.position;
    sealed.digest := public.history_digest(NEW.position);
    PERFORM pg_advisory_xact_lock(4917, 2);
    SELECT greatest(clock_timestamp(), max(e.recorded_at) + interval '1 microsecond')
    INTO sealed.recorded_at
    FROM public.history_entry e WHERE e.position = NEW.position - 1;
    sealed.root := public.history_append(NEW.position, public.history_leaf(sealed));
    UPDATE public.history_entry
    SET recorded_at = sealed.recorded_at, digest = sealed.digest, root = sealed.root
    WHERE position = NEW.position;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_node_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_node
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('the ledger only grows');
ALTER TABLE public.ledger_node ENABLE ALWAYS TRIGGER ledger_node_insert_only;

-- The entries sealed before there were hashes, in order.
ALTER TABLE public.history_entry DISABLE TRIGGER history_entry_guard;
DO $$
DECLARE
    earlier public.history_entry;
BEGIN
    FOR earlier IN SELECT * FROM public.history_entry ORDER BY position LOOP
        earlier.digest := public.history_digest(earlier.position);
        UPDATE public.history_entry
        SET digest = earlier.digest,
            root = public.history_append(earlier.position, public.history_leaf(earlier))
        WHERE position = earlier.position;
    END LOOP;
END $$;
ALTER TABLE public.history_entry ENABLE ALWAYS TRIGGER history_entry_guard;

-- Who opens and seals is granted by name: the service role (manage.py db roles).
REVOKE EXECUTE ON FUNCTION
    public.history_open(uuid, text, uuid, text, text, text),
    public.history_seal(bigint),
    public.history_digest(bigint),
    public.history_leaf(public.history_entry),
    public.history_append(bigint, bytea)
FROM PUBLIC;
