-- A revision's value is of its claim's kind, and a part is of its whole's topic.
ALTER TABLE public.claims_revision
    ADD CONSTRAINT claims_revision_value_type_of_claim
    FOREIGN KEY (claim_id, value_type) REFERENCES public.claims_claim (id, value_type);
ALTER TABLE public.claims_claim
    ADD CONSTRAINT claims_claim_part_of_same_topic
    FOREIGN KEY (part_of_id, topic_id) REFERENCES public.claims_claim (id, topic_id)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION public.claims_refuse(rule text, words text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'onrecord: %', words
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule;
END $$;

-- Keeps the line a revision stands on, whatever an INSERT or UPDATE says it is.
CREATE FUNCTION public.claims_revision_place() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.line_publisher := coalesce(
        (SELECT publisher_id FROM public.sources_document WHERE id = NEW.document_id),
        NEW.document_id
    );
    NEW.line_origin := coalesce(NEW.attributed_to_id, NEW.via_id, NEW.line_publisher);
    RETURN NEW;
END $$;
CREATE TRIGGER claims_revision_place
BEFORE INSERT OR UPDATE OF line_publisher, line_origin ON public.claims_revision
FOR EACH ROW EXECUTE FUNCTION public.claims_revision_place();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_place;

-- What a revision supersedes must be on record already and on the same claim: since neither ever
-- changes, supersession can't run in a circle. Its version is one of its document.
CREATE FUNCTION public.claims_revision_check_links() RETURNS trigger
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
CREATE TRIGGER claims_revision_links BEFORE INSERT ON public.claims_revision
FOR EACH ROW EXECUTE FUNCTION public.claims_revision_check_links();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_links;

-- Another publisher of a document moves its statements to that publisher's lines, same entry.
CREATE FUNCTION public.claims_document_move_lines() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.claims_revision r
    SET line_publisher = coalesce(n.publisher_id, n.id)
    FROM new_documents n JOIN old_documents o USING (id)
    WHERE n.publisher_id IS DISTINCT FROM o.publisher_id AND r.document_id = n.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sources_document_move_lines AFTER UPDATE ON public.sources_document
REFERENCING OLD TABLE AS old_documents NEW TABLE AS new_documents
FOR EACH STATEMENT EXECUTE FUNCTION public.claims_document_move_lines();
ALTER TABLE public.sources_document ENABLE ALWAYS TRIGGER sources_document_move_lines;

-- A voided statement stays voided: taking it back is a new statement.
CREATE TRIGGER claims_revision_stays_void BEFORE UPDATE ON public.claims_revision
FOR EACH ROW WHEN (OLD.is_void AND NOT NEW.is_void)
EXECUTE FUNCTION public.history_refuse('a voided statement stays voided');
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_stays_void;

-- What a claim adopts is not voided under it (nor adopted void: claims_claim_adopted).
CREATE FUNCTION public.claims_revision_check_adopted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.claims_claim WHERE adopted_revision_id = NEW.id) THEN
        PERFORM public.claims_refuse('claims_revision_not_adopted',
            'this is the adopted figure; adopt another one first');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_revision_adopted BEFORE UPDATE OF is_void ON public.claims_revision
FOR EACH ROW WHEN (NEW.is_void AND NOT OLD.is_void)
EXECUTE FUNCTION public.claims_revision_check_adopted();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_adopted;

-- Entities belong to statements of entity claims, none to a withdrawal or unreadable words, and
-- every other statement of an entity claim names at least one. They come in the entry of their
-- statement, none is added to a past one. Checked at commit.
CREATE FUNCTION public.claims_revision_check_entities() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    revision public.claims_revision;
    named boolean;
    wanted boolean;
BEGIN
    IF TG_TABLE_NAME = 'claims_revision' THEN
        revision := NEW;
    ELSE
        SELECT * INTO revision FROM public.claims_revision WHERE id = NEW.revision_id;
        IF (
            SELECT max(position) FROM public.claims_historicalrevision
            WHERE id = NEW.revision_id AND history_type = '+'
        ) <> coalesce(
            (SELECT max(position) FROM public.claims_historicalrevisionentity
             WHERE id = NEW.id AND history_type = '+'),
            (SELECT position FROM public.history_entry WHERE recorded_at IS NULL)
        ) THEN
            PERFORM public.claims_refuse('claims_revisionentity_with_its_statement',
                'a past statement names no further entity: record a new one');
        END IF;
    END IF;
    named := EXISTS (SELECT FROM public.claims_revisionentity WHERE revision_id = revision.id);
    wanted := revision.value_type = 'entity' AND revision.stance <> 'withdraws'
              AND revision.qualifier <> 'unreadable';
    IF named <> wanted THEN
        PERFORM public.claims_refuse('claims_revision_entities_as_claimed',
            'a statement of an entity claim names its entities, any other names none');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_revision_entities AFTER INSERT ON public.claims_revision
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.value_type = 'entity')
EXECUTE FUNCTION public.claims_revision_check_entities();
ALTER TABLE public.claims_revision ENABLE ALWAYS TRIGGER claims_revision_entities;
CREATE CONSTRAINT TRIGGER claims_revisionentity_belongs AFTER INSERT ON public.claims_revisionentity
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
EXECUTE FUNCTION public.claims_revision_check_entities();
ALTER TABLE public.claims_revisionentity ENABLE ALWAYS TRIGGER claims_revisionentity_belongs;

-- No tree runs in a circle: TG_ARGV[0] is the column that leads up.
CREATE FUNCTION public.claims_refuse_circle() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    circles boolean;
BEGIN
    EXECUTE format(
        'WITH RECURSIVE up AS (
             SELECT id, %1$I AS above FROM %2$I.%3$I WHERE id = $1
             UNION
             SELECT t.id, t.%1$I FROM %2$I.%3$I t JOIN up ON t.id = up.above
         )
         SELECT EXISTS (SELECT FROM up WHERE above = $1)',
        TG_ARGV[0], TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO circles USING NEW.id;
    IF circles THEN
        PERFORM public.claims_refuse(TG_NAME, format('%s runs in a circle', TG_ARGV[0]));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_entity_broader_no_circle
AFTER INSERT OR UPDATE OF broader_id ON public.claims_entity
FOR EACH ROW WHEN (NEW.broader_id IS NOT NULL)
EXECUTE FUNCTION public.claims_refuse_circle('broader_id');
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_broader_no_circle;
CREATE CONSTRAINT TRIGGER claims_claim_part_of_no_circle
AFTER INSERT OR UPDATE OF part_of_id ON public.claims_claim
FOR EACH ROW WHEN (NEW.part_of_id IS NOT NULL)
EXECUTE FUNCTION public.claims_refuse_circle('part_of_id');
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_part_of_no_circle;
CREATE CONSTRAINT TRIGGER sources_source_parent_no_circle
AFTER INSERT OR UPDATE OF parent_id ON public.sources_source
FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL)
EXECUTE FUNCTION public.claims_refuse_circle('parent_id');
ALTER TABLE public.sources_source ENABLE ALWAYS TRIGGER sources_source_parent_no_circle;

-- An adopted figure is one of the claim's own statements.
CREATE FUNCTION public.claims_claim_check_adopted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.claims_revision
        WHERE id = NEW.adopted_revision_id AND claim_id = NEW.id AND NOT is_void
    ) THEN
        PERFORM public.claims_refuse('claims_claim_adopts_its_own',
            'a claim adopts a statement of its own that is not void');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_claim_adopted BEFORE INSERT OR UPDATE OF adopted_revision_id
ON public.claims_claim FOR EACH ROW WHEN (NEW.adopted_revision_id IS NOT NULL)
EXECUTE FUNCTION public.claims_claim_check_adopted();
ALTER TABLE public.claims_claim ENABLE ALWAYS TRIGGER claims_claim_adopted;

-- A version's text stays as it was read; quotations were checked against it.
CREATE TRIGGER sources_documenttext_insert_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON public.sources_documenttext
FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse('a text stays as it was read');
ALTER TABLE public.sources_documenttext ENABLE ALWAYS TRIGGER sources_documenttext_insert_only;
