CREATE OR REPLACE FUNCTION public.history_seal(opened bigint DEFAULT NULL) RETURNS bigint
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
