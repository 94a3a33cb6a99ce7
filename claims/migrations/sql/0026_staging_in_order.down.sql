DROP INDEX public.claims_stagedrevision_claim;
DROP INDEX public.claims_stagedrevision_supersedes;
DROP INDEX public.claims_stagedrevision_external;
DROP INDEX public.claims_stagedrevision_adopted;
CREATE INDEX claims_stagedrevision_claim ON public.claims_stagedrevision
    (import_id, claim_id, line_publisher, line_origin);
CREATE INDEX claims_stagedrevision_supersedes ON public.claims_stagedrevision
    (import_id, supersedes_id) WHERE supersedes_id IS NOT NULL;
CREATE INDEX claims_stagedrevision_external ON public.claims_stagedrevision
    (import_id, importer, external_id) WHERE external_id <> '';
CREATE INDEX claims_stagedrevision_adopted ON public.claims_stagedrevision (import_id, claim_id)
WHERE adopted <> '';
