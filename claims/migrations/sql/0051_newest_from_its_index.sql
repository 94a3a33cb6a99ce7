-- Sorting is off there, so that the covering index is read, which has the lines in order. Part of a
-- sort was not: where nothing was vacuumed yet the planner was as ready to take another index, the
-- rows from the table, and sort within each line; a page more of the table decided.
ALTER FUNCTION public.claims_newest(uuid[], bigint, timestamptz, boolean)
    SET enable_incremental_sort = off;
