-- Where imports wait. Unlogged: nothing here is worth a write-ahead log, a crash empties it.
CREATE UNLOGGED TABLE public.claims_stagedline (
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    content text NOT NULL,
    file_id text NOT NULL,
    revision_id uuid,
    PRIMARY KEY (import_id, line)
);
-- What `supersedes` names by the id that a statement has in the file.
CREATE INDEX claims_stagedline_file_id ON public.claims_stagedline (import_id, file_id)
WHERE file_id <> '';

CREATE UNLOGGED TABLE public.claims_stagedrecord (
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL,
    line bigint NOT NULL,
    ordinal integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    row jsonb NOT NULL
);
CREATE INDEX claims_stagedrecord_name ON public.claims_stagedrecord (import_id, kind, name);
-- A document with an address may be named by its key too.
CREATE INDEX claims_stagedrecord_key ON public.claims_stagedrecord (import_id, (row ->> 'key'))
WHERE kind = 'document';
CREATE INDEX claims_stagedrecord_line ON public.claims_stagedrecord (import_id, line);

-- A later migration that changes the columns of claims_revision changes these too (a test holds it).
CREATE UNLOGGED TABLE public.claims_stagedrevision (LIKE public.claims_revision INCLUDING DEFAULTS);
ALTER TABLE public.claims_stagedrevision
    ADD COLUMN import_id uuid NOT NULL,
    ADD COLUMN line bigint NOT NULL,
    ADD COLUMN reason text NOT NULL,
    ADD COLUMN line_stances text[],
    ADD COLUMN published_at timestamptz,
    ADD COLUMN entities uuid[] NOT NULL,
    ADD COLUMN entity_keys uuid[] NOT NULL,
    ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX claims_stagedrevision_line ON public.claims_stagedrevision (import_id, line);
-- What a line follows, and what says the same.
CREATE INDEX claims_stagedrevision_claim ON public.claims_stagedrevision
    (import_id, claim_id, line_publisher, line_origin);
CREATE INDEX claims_stagedrevision_supersedes ON public.claims_stagedrevision
    (import_id, supersedes_id) WHERE supersedes_id IS NOT NULL;
-- What `supersedes` names, and what was recorded by that name before.
CREATE INDEX claims_stagedrevision_external ON public.claims_stagedrevision
    (import_id, importer, external_id) WHERE external_id <> '';
