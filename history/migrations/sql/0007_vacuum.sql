-- Vacuumed after a fixed number of new rows, not a share of the table, and frozen at once: that
-- keeps index-only scans off the table. history/vacuum.py has the figures, docs/operating.md why.

ALTER TABLE public.history_entry SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.history_entrytable SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.history_historicaluser SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.history_historicalmembership SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.history_historicaltoken SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE public.ledger_node SET (
    autovacuum_vacuum_insert_threshold = 5000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.02
);
