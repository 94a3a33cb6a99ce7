-- The digest of an entry of many rows, to the same bytes in half the time.

-- SQL for history_canonical() of the row called h, column by column. What to_jsonb asks of the
-- catalog for every value of every row, it asks once, and what is null is never made. Of a scalar
-- JSON's text is as json has it; anything else goes through jsonb. docs/ledger.md
CREATE FUNCTION public.history_canonical_sql(table_name text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT format('''{'' || array_to_string(ARRAY[%s], '', '') || ''}''',
                  string_agg(piece, ', ' ORDER BY octet_length(name), name COLLATE "C"))
    FROM (
        SELECT '@table' AS name, quote_literal('"@table": ' || to_json(table_name)) AS piece
        UNION ALL
        SELECT a.attname::text,
               CASE
                   WHEN a.atttypid IN (
                       'boolean'::regtype, 'smallint'::regtype, 'integer'::regtype, 'bigint'::regtype
                   ) THEN format('%L || h.%I::text', key, a.attname)
                   WHEN a.atttypid = 'uuid'::regtype
                   THEN format('%L || h.%I::text || %L', key || '"', a.attname, '"')
                   WHEN a.atttypid IN (
                       'text'::regtype, 'varchar'::regtype, 'bytea'::regtype, 'date'::regtype,
                       'timestamptz'::regtype, 'numrange'::regtype, 'tstzrange'::regtype
                   ) THEN format('%L || to_json(h.%I)::text', key, a.attname)
                   ELSE format(
                       '%L || nullif(jsonb_strip_nulls(to_jsonb(h.%I)), ''null'')::text', key,
                       a.attname
                   )
               END
        FROM pg_attribute a
        CROSS JOIN LATERAL (SELECT to_json(a.attname::text) || ': ' AS key) k
        WHERE a.attrelid = format('public.%I', table_name)::regclass
          AND a.attnum > 0 AND NOT a.attisdropped
    ) columns
$$;

-- As 0005_merkle_log has it for few rows, where spelling out would cost more than it saves.
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
