DROP INDEX public.claims_stagedrecord_version;
DROP INDEX public.claims_stagedrevision_adopted;
ALTER TABLE public.claims_stagedrevision DROP COLUMN adopted;
