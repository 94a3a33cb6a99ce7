CREATE OR REPLACE FUNCTION public.history_digest(entry bigint) RETURNS bytea
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

DROP FUNCTION public.history_canonical_sql(text);
