"""What is on record that an article may mean, for `claims.articles` to match it against.

Of topics, those that share a proper name with the text, and the one chosen; of claims, theirs; of
sources and entities, those with a name whose first word stands in the text. Five queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from claims.articles import Catalogue, Named, Question, Subject
from claims.models import Claim, Entity, Topic
from sources.models import Source

MAX_TOPICS: Final = 200
MAX_CLAIMS: Final = 1000
MAX_NAMES: Final = 2000

_WORD = re.compile(r"[^\W_]+")
_TOPICS = """
    SELECT id FROM claims_topic
    WHERE NOT is_retired
      AND regexp_split_to_array(lower(name || ' ' || place), '[^[:alnum:]]+') && %s::text[]
    ORDER BY id DESC LIMIT %s
"""
_SOURCES = """
    SELECT id FROM sources_source
    WHERE NOT is_retired AND (
        (regexp_match(lower(name), '[[:alnum:]]+'))[1] = ANY(%s::text[])
        OR EXISTS (
            SELECT FROM unnest(aliases) AS alias
            WHERE (regexp_match(lower(alias), '[[:alnum:]]+'))[1] = ANY(%s::text[])
        )
    )
    ORDER BY id LIMIT %s
"""
_ENTITIES = """
    SELECT id FROM claims_entity
    WHERE NOT is_retired AND (
        (regexp_match(lower(name), '[[:alnum:]]+'))[1] = ANY(%s::text[])
        OR EXISTS (
            SELECT FROM unnest(aliases) AS alias
            WHERE (regexp_match(lower(alias), '[[:alnum:]]+'))[1] = ANY(%s::text[])
        )
    )
    ORDER BY id LIMIT %s
"""


class OnRecord:
    """The records an article may mean, and the same as the pure reading takes them."""

    def __init__(self, text: str, topic: Topic | None) -> None:
        words, names = _words(text)
        wanted = Q(pk__in=_ids(_TOPICS, names, MAX_TOPICS))
        if topic is not None:
            wanted |= Q(pk=topic.pk)
        self.topic = topic
        self.topics = list(Topic.objects.filter(wanted).order_by("name", "id"))
        claims = Claim.objects.filter(topic__in=self.topics, is_retired=False)
        self.claims = list(claims.select_related("topic").order_by("slug")[:MAX_CLAIMS])
        self.sources = _named(Source, _ids(_SOURCES, words, words, MAX_NAMES))
        self.entities = _named(Entity, _ids(_ENTITIES, words, words, MAX_NAMES))

    def catalogue(self) -> Catalogue:
        return Catalogue(
            subjects=[_subject(topic) for topic in self.topics],
            questions=[_question(claim) for claim in self.claims],
            sources=[_name(source) for source in self.sources],
            entities=[_name(entity) for entity in self.entities],
            topic=str(self.topic.pk) if self.topic else "",
        )


def _words(text: str) -> tuple[list[str], list[str]]:
    """Every word of the text in small letters, and those that begin with a capital."""
    found = set(_WORD.findall(text))
    names = {word.lower() for word in found if word[0].isupper()}
    return sorted({word.lower() for word in found}), sorted(names)


def _ids(query: str, *parameters: Any) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [row[0] for row in cursor.fetchall()]


def _named(model: Any, ids: Sequence[UUID]) -> list[Any]:
    return list(model.objects.filter(pk__in=ids).order_by("name", "id"))


def _name(record: Source | Entity) -> Named:
    return Named(str(record.pk), (record.name, *record.aliases), record.kind)


def _subject(topic: Topic) -> Subject:
    return Subject(str(topic.pk), topic.name, topic.kind, topic.place, topic.occurred)


def _question(claim: Claim) -> Question:
    return Question(
        key=str(claim.pk),
        topic=str(claim.topic_id),
        question=claim.question,
        label=claim.label,
        value_type=claim.value_type,
        unit=claim.unit,
        is_count=claim.is_count,
        definitions=tuple(claim.definitions),
    )


def by_key(records: Iterable[Any]) -> dict[str, Any]:
    return {str(record.pk): record for record in records}
