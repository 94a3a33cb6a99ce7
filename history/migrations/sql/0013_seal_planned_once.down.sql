CREATE OR REPLACE FUNCTION public.history_digest(entry bigint) RETURNS bytea
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET TimeZone = 'UTC' SET DateStyle = 'ISO, YMD' SET IntervalStyle = 'postgres'
SET extra_float_digits = 1 SET bytea_output = 'hex' AS $$
DECLARE
    many CONSTANT integer := 100;
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
    EXECUTE format(
        'SELECT array_agg(hash ORDER BY history_id) FROM (%s LIMIT %s) r', rows_written, many
    )
    INTO hashes USING entry;
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
    RETURN public.history_leaf_hash(public.history_canonical('history_entry', to_jsonb(entry)));
END $$;

CREATE OR REPLACE FUNCTION public.history_append(entry_position bigint, leaf bytea) RETURNS bytea
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

DROP FUNCTION
    public.history_erasure_hashes(bigint, integer),
    public.history_historicalmembership_hashes(bigint, integer),
    public.history_historicaltoken_hashes(bigint, integer),
    public.history_historicaluser_hashes(bigint, integer),
    public.history_plan_hashes(text);
