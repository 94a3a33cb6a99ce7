"""Finds entities by what they are called, in any spelling and script; suggests what is close.

Exact after folding (`claims.naming`), and unique: what is only close is never taken. A name on
record under two entities is ambiguous, and said to be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from api.refusals import Invalid, invalid
from api.typeid import MalformedTypeID, decode
from claims.models import Entity, EntityName
from claims.naming import closest, folded, sounds
from history.merged import standing
from history.record import SLUG_FORM

LOOKED_AT = 1000  # names weighed for a suggestion, of those with a word that sounds the same
PREFIX = 3
KEPT = 200  # characters of a folded name that the index holds
BATCH = 5000
SLUG = re.compile(SLUG_FORM)
# Four times as fast as bulk_update; no sound has a space in it.
FOLD = """
    UPDATE claims_entityname SET folded = new.folded, sounds = string_to_array(new.sounds, ' ')
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new(id, folded, sounds)
    WHERE claims_entityname.id = new.id
"""


def find_entities(references: Iterable[str]) -> dict[str, list[Entity]]:
    """Whom each text means: by id, by slug, else by name or alias. Two queries.

    A list of none: unknown; of several: ambiguous. Of one name, retired entities count only where
    no other has it.
    """
    texts = list(dict.fromkeys(references))
    ids = {text: id for text in texts if (id := _id(text)) is not None}
    slugs = [text for text in texts if SLUG.fullmatch(text)]
    rows = Entity.objects.filter(Q(slug__in=slugs) | Q(pk__in=ids.values()))
    by_key: dict[str | UUID, Entity] = {}
    for entity in rows.select_related("merged_into"):
        stands = standing(entity)
        by_key |= {entity.slug: stands, entity.pk: stands}
    found = {text: by_key.get(ids.get(text, text)) for text in texts}
    unknown = [text for text, entity in found.items() if entity is None and text not in ids]
    named = _named(unknown) if unknown else {}
    return {text: [entity] if entity else named.get(text, []) for text, entity in found.items()}


def entity_ids_named(text: str) -> set[UUID]:
    """The entities of this name or alias, in any spelling. Writes nothing."""
    wanted = folded(text)
    stands = Coalesce("entity__merged_into_id", "entity_id")
    rows = _rows_of([wanted]).values_list(stands, "name")
    return {entity for entity, name in rows if wanted and folded(name) == wanted}


def unknown_entity(text: str, found: Sequence[Entity], pointer: str) -> Invalid:
    """The refusal of a text that finds none or several, with whom it may mean."""
    if found:
        names = " and ".join(_shown(entity) for entity in found)
        return invalid(pointer, "ambiguous", f"{text!r} is a name of {names}; give the slug")
    words = did_you_mean(text) or "give an object to make it"
    return invalid(pointer, "unknown", f"no entity {text!r} is on record; {words}")


def did_you_mean(text: str) -> str:
    """The entities whose names are closest, as a question; "" where none is close."""
    slugs = closest(text, [(row.entity.slug, row.name) for row in _near(text)])
    entities = Entity.objects.select_related("merged_into").in_bulk(slugs, field_name="slug")
    meant = dict.fromkeys(standing(entities[slug]) for slug in slugs)
    shown = " or ".join(_shown(entity) for entity in meant)
    return f"did you mean {shown}?" if shown else ""


def fold_new_names() -> None:
    """Fold what the trigger listed since; inside the entry that wrote it, or at the next look."""
    unfolded = EntityName.objects.filter(folded__isnull=True).order_by("id")
    while rows := list(unfolded.values_list("id", "name")[:BATCH]):
        ids, names = zip(*rows, strict=True)
        keys = [folded(name)[:KEPT] for name in names]
        with connection.cursor() as cursor:
            cursor.execute(FOLD, [list(ids), keys, [" ".join(_sounds(name)) for name in names]])


def _named(texts: Sequence[str]) -> Mapping[str, list[Entity]]:
    keys = {text: folded(text) for text in texts}
    found: dict[str, dict[UUID, Entity]] = defaultdict(dict)
    rows = _rows_of(keys.values()).select_related("entity__merged_into").order_by("entity__slug")
    for row in rows:
        stands = standing(row.entity)
        found[folded(row.name)][stands.pk] = stands
    named: dict[str, list[Entity]] = {}
    for text, key in keys.items():
        entities = list(found.get(key, {}).values())
        named[text] = [entity for entity in entities if not entity.is_retired] or entities
    return named


def _rows_of(keys: Iterable[str]) -> QuerySet[EntityName]:
    """Names that fold to one of these, and those that nobody has folded yet."""
    wanted = [key[:KEPT] for key in keys if key]
    return EntityName.objects.filter(Q(folded__in=wanted) | Q(folded__isnull=True))


def _near(text: str) -> list[EntityName]:
    wanted, start = _sounds(text), folded(text)[:PREFIX]
    rows = EntityName.objects.filter(entity__is_retired=False).select_related("entity")
    near = [
        *rows.filter(sounds__contains=wanted).order_by("id")[:LOOKED_AT],
        *rows.filter(sounds__overlap=wanted).order_by("id")[:LOOKED_AT],
        *rows.filter(folded__startswith=start).order_by("id")[:LOOKED_AT],
        *rows.filter(folded__isnull=True).order_by("id")[:LOOKED_AT],
    ]
    return list({row.pk: row for row in near}.values())


def _sounds(text: str) -> list[str]:
    return [sound[:KEPT] for sound in sounds(text)]


def _shown(entity: Entity) -> str:
    return f"{entity.name} ({entity.slug})"


def _id(text: str) -> UUID | None:
    if not text.startswith(f"{Entity.PREFIX}_"):
        return None
    try:
        return decode(Entity.PREFIX, text)
    except MalformedTypeID:
        return None
