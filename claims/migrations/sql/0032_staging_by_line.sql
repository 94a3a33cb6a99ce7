-- As 0026_staging_in_order for statements: of what is staged, only the index on lines begins with
-- import_id. A planner that takes the table for empty thinks any index good that names it.
DROP INDEX public.claims_stagedrecord_name;
DROP INDEX public.claims_stagedrecord_key;
DROP INDEX public.claims_stagedrecord_version;
CREATE INDEX claims_stagedrecord_name ON public.claims_stagedrecord (name, kind);
CREATE INDEX claims_stagedrecord_key ON public.claims_stagedrecord ((row ->> 'key'))
WHERE kind = 'document';
CREATE INDEX claims_stagedrecord_version ON public.claims_stagedrecord ((row ->> 'document_id'))
WHERE kind = 'version';
-- Of a line, newest first, whichever import has staged it: two on one line are rare.
DROP INDEX public.claims_stagedrevision_claim;
CREATE INDEX claims_stagedrevision_claim ON public.claims_stagedrevision
    (claim_id, line_publisher, line_origin, stated_at);
