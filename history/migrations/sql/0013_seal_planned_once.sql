-- As 0005_merkle_log has them, in half the time for an entry of one row: what tables it wrote only
-- the entry knows, so that its digest was planned for every entry; a leaf's text was a call of SQL
-- functions that are no part of the plan around them; the root was folded by a join of 62 levels.

-- Makes the function that hashes the few rows that one historical table holds of an entry: planned
-- once a session, where the table may be empty yet. Its caller pins what shapes the text.
CREATE FUNCTION public.history_plan_hashes(historical_table text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format(
        $make$
        CREATE OR REPLACE FUNCTION public.%1$I(entry bigint, most integer)
        RETURNS TABLE (history_id bigint, hash bytea)
        LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $body$
        BEGIN
            RETURN QUERY SELECT h.history_id, sha256('\x00'::bytea || convert_to(
                jsonb_strip_nulls(jsonb_build_object('@table', %2$L) || to_jsonb(h))::text, 'UTF8'
            ))
            FROM public.%2$I h WHERE h.position = entry LIMIT most;
        END $body$;
        REVOKE EXECUTE ON FUNCTION public.%1$I(bigint, integer) FROM PUBLIC
        $make$, historical_table || '_hashes', historical_table
    );
END $$;

-- A table without such a function, as while it is being made, is asked for itself. Many rows are
-- hashed with their columns spelled out, as before.
CREATE OR REPLACE FUNCTION public.history_digest(entry bigint) RETURNS bytea
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex'
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    many CONSTANT integer := 100;
    rows_written text;
    hashes bytea[];
BEGIN
    rows_written := (
        SELECT string_agg(
            CASE WHEN to_regprocedure(
                format('public.%I(bigint, integer)', t.historical_table || '_hashes')
            ) IS NOT NULL
            THEN format('SELECT * FROM public.%I($1, $2)', t.historical_table || '_hashes')
            ELSE format(
                'SELECT h.history_id,'
                ' public.history_leaf_hash(public.history_canonical(%L, to_jsonb(h))) AS hash'
                ' FROM public.%I h WHERE h.position = $1', t.historical_table, t.historical_table
            ) END, ' UNION ALL '
        )
        FROM public.history_entrytable t WHERE t.position = entry
    );
    EXECUTE format('SELECT ARRAY(SELECT hash FROM (%s LIMIT $2) r ORDER BY history_id)', rows_written)
    INTO hashes USING entry, many;
    IF cardinality(hashes) = many THEN
        SELECT string_agg(
            format(
                'SELECT h.history_id,'
                ' sha256(''\x00''::bytea || convert_to(%s, ''UTF8'')) AS hash'
                ' FROM public.%I h WHERE h.position = $1',
                public.history_canonical_sql(t.historical_table), t.historical_table
            ), ' UNION ALL '
        )
        INTO rows_written
        FROM public.history_entrytable t WHERE t.position = entry;
        EXECUTE format('SELECT array_agg(hash ORDER BY history_id) FROM (%s) r', rows_written)
        INTO hashes USING entry;
    END IF;
    RETURN public.history_tree_hash(hashes);
END $$;

CREATE OR REPLACE FUNCTION public.history_leaf(entry public.history_entry) RETURNS bytea
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
BEGIN
    entry.root := NULL;
    RETURN sha256('\x00'::bytea || convert_to(
        jsonb_strip_nulls(jsonb_build_object('@table', 'history_entry') || to_jsonb(entry))::text,
        'UTF8'
    ));
END $$;

CREATE OR REPLACE FUNCTION public.history_append(entry_position bigint, leaf bytea) RETURNS bytea
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    node_level smallint := 0;
    node_index bigint := entry_position - 1;
    node_hash bytea := leaf;
BEGIN
    LOOP
        INSERT INTO public.ledger_node VALUES (node_level, node_index, node_hash);
        EXIT WHEN node_index % 2 = 0;
        SELECT public.history_node_hash(n.hash, node_hash) INTO STRICT node_hash
        FROM public.ledger_node n WHERE n.level = node_level AND n.index = node_index - 1;
        node_level := node_level + 1;
        node_index := node_index / 2;
    END LOOP;
    -- What was completed last is the smallest of the subtrees the root is folded from: the others
    -- stand to its left, one for each level where the number of entries is odd.
    WHILE node_index > 0 LOOP
        node_level := node_level + 1;
        node_index := node_index / 2;
        CONTINUE WHEN node_index % 2 = 0;
        SELECT public.history_node_hash(n.hash, node_hash) INTO STRICT node_hash
        FROM public.ledger_node n WHERE n.level = node_level AND n.index = node_index - 1;
    END LOOP;
    RETURN node_hash;
END $$;

SELECT public.history_plan_hashes('history_erasure'),
       public.history_plan_hashes('history_historicalmembership'),
       public.history_plan_hashes('history_historicaltoken'),
       public.history_plan_hashes('history_historicaluser');

REVOKE EXECUTE ON FUNCTION public.history_plan_hashes(text) FROM PUBLIC;
