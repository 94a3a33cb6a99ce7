-- Every way of writing that changes an entity's names lists them anew, unfolded: `claims.finding`
-- folds them, at the write or at the next look. Untracked: all of it follows from the entities.
CREATE FUNCTION public.claims_entity_list_names() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM public.claims_entityname WHERE entity_id = NEW.id;
    INSERT INTO public.claims_entityname (entity_id, name)
    SELECT DISTINCT NEW.id, listed.name FROM unnest(NEW.name || NEW.aliases) AS listed(name);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_entity_names AFTER INSERT OR UPDATE OF name, aliases ON public.claims_entity
FOR EACH ROW EXECUTE FUNCTION public.claims_entity_list_names();
ALTER TABLE public.claims_entity ENABLE ALWAYS TRIGGER claims_entity_names;

INSERT INTO public.claims_entityname (entity_id, name)
SELECT DISTINCT e.id, listed.name
FROM public.claims_entity e, unnest(e.name || e.aliases) AS listed(name);
