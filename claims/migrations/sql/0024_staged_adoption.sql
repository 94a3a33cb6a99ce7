-- The words in which the newsroom prints a statement; '' where it isn't the adopted figure.
ALTER TABLE public.claims_stagedrevision ADD COLUMN adopted text NOT NULL DEFAULT '';
CREATE INDEX claims_stagedrevision_adopted ON public.claims_stagedrevision (import_id, claim_id)
WHERE adopted <> '';
-- The versions of a document that earlier lines have made.
CREATE INDEX claims_stagedrecord_version ON public.claims_stagedrecord
    (import_id, (row ->> 'document_id'))
WHERE kind = 'version';
