-- Vacuumed after a fixed number of new rows, not a share of the table, and frozen at once: that
-- keeps index-only scans off the table. history/vacuum.py has the figures, docs/operating.md why.

ALTER TABLE public.claims_historicaltopic SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_historicalentity SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_historicalclaim SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_historicalclaimparty SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_historicalrevision SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_historicalrevisionentity SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_revision SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.claims_revisionentity SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);

-- An assessment is written again with every statement of its claim, and its text is long: room
-- left on the page keeps the new version beside the old (of 200,000 updates 252 left their page,
-- without it 25,894, and the table grew to 26 MB, not 45). Every update touches an indexed column,
-- so that the dead rows wait for a vacuum: let it come at a twentieth.
ALTER TABLE public.claims_assessment
SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
