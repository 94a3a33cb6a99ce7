-- Nobody analyses a table that was just filled, so the planner takes any index that begins with
-- import_id for one that finds a row, and reads the whole import for every line. Only the index on
-- lines begins with it.
DROP INDEX public.claims_stagedrevision_claim;
DROP INDEX public.claims_stagedrevision_supersedes;
DROP INDEX public.claims_stagedrevision_external;
DROP INDEX public.claims_stagedrevision_adopted;
-- What a line follows, newest first, and what says the same.
CREATE INDEX claims_stagedrevision_claim ON public.claims_stagedrevision
    (claim_id, line_publisher, line_origin, import_id, stated_at);
CREATE INDEX claims_stagedrevision_supersedes ON public.claims_stagedrevision
    (supersedes_id, import_id) WHERE supersedes_id IS NOT NULL;
-- What `supersedes` names, and what was recorded by that name before.
CREATE INDEX claims_stagedrevision_external ON public.claims_stagedrevision
    (external_id, importer, import_id) WHERE external_id <> '';
CREATE INDEX claims_stagedrevision_adopted ON public.claims_stagedrevision (claim_id, import_id)
WHERE adopted <> '';
