CREATE OR REPLACE FUNCTION public.claims_revision_check_links() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    superseded_claim uuid;
BEGIN
    IF NEW.supersedes_id IS NOT NULL THEN
        SELECT claim_id INTO superseded_claim
        FROM public.claims_revision WHERE id = NEW.supersedes_id;
        IF superseded_claim IS NULL THEN
            PERFORM public.claims_refuse('claims_revision_supersedes_earlier',
                'what a statement supersedes must be on record before it');
        ELSIF superseded_claim <> NEW.claim_id THEN
            PERFORM public.claims_refuse('claims_revision_supersedes_same_claim',
                'a statement supersedes only statements of its own claim');
        END IF;
    END IF;
    IF NEW.version_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM public.sources_documentversion
        WHERE id = NEW.version_id AND document_id = NEW.document_id
    ) THEN
        PERFORM public.claims_refuse('claims_revision_version_of_document',
            'the version is one of another document');
    END IF;
    RETURN NEW;
END $$;
