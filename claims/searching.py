"""search/: topics, claims, sources and entities by name, alias or words, best first.

One query over the word indexes of all four (sources migration 0006, claims migration 0009). What is
merged is found as what stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from django.db import connection, models

from claims.models import Claim, Entity, Revision, Topic
from sources.models import Source
from sources.searching import searched_by

searched_by(Topic, "name", "description", "place")
searched_by(Entity, "name", aliases="aliases")
searched_by(Claim, "question", "label")
searched_by(Revision, "wording", "quotation_exact")


class Match(IntEnum):
    """What of a record answers to the words, from the least telling on."""

    STATEMENT = 0  # a claim's statements: their words or quotations
    WORDS = 1  # the name with what else describes it
    NAME = 2  # every word is in the name
    ALIAS = 3  # an alias, whole
    WHOLE_NAME = 4


@dataclass(frozen=True, slots=True)
class Found:
    model: type[models.Model]
    id: UUID
    match: Match

    @property
    def key(self) -> tuple[int, UUID]:
        return self.match.value, self.id


# What each kind is found by: its table, its name, what else its index holds, its aliases.
KINDS: dict[type[models.Model], tuple[str, str, str, str]] = {
    Topic: ("claims_topic", "name", "ARRAY[description, place]", "NULL::text[]"),
    Claim: ("claims_claim", "question", "ARRAY[label]", "ARRAY[label]"),
    Source: ("sources_source", "name", "aliases", "aliases"),
    Entity: ("claims_entity", "name", "aliases", "aliases"),
}

BY_WORDS = """
    SELECT {number} AS kind, coalesce(r.merged_into_id, r.id) AS id, CASE
        WHEN public.sources_folded(r.{name}) = asked.folded THEN 4
        WHEN asked.folded IN (SELECT public.sources_folded(a) FROM unnest({aliases}) a) THEN 3
        WHEN public.sources_search_words(r.{name}, '{{}}') @@ asked.query THEN 2
        ELSE 1
    END AS match
    FROM public.{table} r, asked
    WHERE public.sources_search_words({name}, {others}) @@ asked.query AND NOT r.is_retired
"""
BY_STATEMENTS = """
    SELECT {number}, c.id, 0 FROM public.claims_claim c
    WHERE NOT c.is_retired AND c.merged_into_id IS NULL AND c.id IN (
        SELECT coalesce(k.merged_into_id, k.id)
        FROM public.claims_revision s JOIN public.claims_claim k ON k.id = s.claim_id, asked
        WHERE public.sources_search_words(wording, ARRAY[quotation_exact]) @@ asked.query
          AND NOT s.is_void
    )
"""
SEARCH = """
    WITH asked AS (
        SELECT public.sources_search_query(%(words)s) AS query,
               public.sources_folded(btrim(%(words)s)) AS folded
    ), found AS ({each}), best AS (SELECT kind, id, max(match) AS match FROM found GROUP BY 1, 2)
    SELECT kind, id, match FROM best WHERE {side} ORDER BY match {way}, id {way} LIMIT %(limit)s
"""


def search(
    words: str,
    *,
    among: Sequence[type[models.Model]],
    limit: int,
    standing: tuple[int, UUID] | None = None,
    backwards: bool = False,
) -> list[Found]:
    """What the words find, best first, the newest first of equals; at most `limit`.

    `standing`: the key of a row to go on behind, or before, then in the opposite order.
    """
    models_ = list(KINDS)
    each = [
        BY_WORDS.format(number=n, table=table, name=name, others=others, aliases=aliases)
        for n, model in enumerate(models_)
        if model in among
        for table, name, others, aliases in [KINDS[model]]
    ]
    if Claim in among:
        each.append(BY_STATEMENTS.format(number=models_.index(Claim)))
    way, beyond = ("ASC", ">") if backwards else ("DESC", "<")
    side = f"(match, id) {beyond} (%(match)s, %(id)s)" if standing else "true"
    match, id = standing or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            SEARCH.format(each=" UNION ALL ".join(each), side=side, way=way),
            {"words": words, "match": match, "id": id, "limit": limit},
        )
        rows = cursor.fetchall()
    return [Found(models_[kind], id, Match(match)) for kind, id, match in rows]
