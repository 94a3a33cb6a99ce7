DROP INDEX public.claims_stagedrevision_claim;
CREATE INDEX claims_stagedrevision_claim ON public.claims_stagedrevision
    (claim_id, line_publisher, line_origin, import_id, stated_at);
DROP INDEX public.claims_stagedrecord_version;
DROP INDEX public.claims_stagedrecord_key;
DROP INDEX public.claims_stagedrecord_name;
CREATE INDEX claims_stagedrecord_name ON public.claims_stagedrecord (import_id, kind, name);
CREATE INDEX claims_stagedrecord_key ON public.claims_stagedrecord (import_id, (row ->> 'key'))
WHERE kind = 'document';
CREATE INDEX claims_stagedrecord_version ON public.claims_stagedrecord
    (import_id, (row ->> 'document_id'))
WHERE kind = 'version';
