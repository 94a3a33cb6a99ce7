"""What lists of topics, entities and statements show beside their rows, and how they are searched.

In: a page of records. Out: the same, each with what its columns show, in a few queries a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from claims.models import Claim, Revision, RevisionEntity, Topic
from history.admin.listing import counts_of
from sources.models import Source
from sources.searching import each_word, with_words


def count_claims(topics: Sequence[Any]) -> None:
    found = counts_of(Claim, "topic_id", [topic.pk for topic in topics])
    for topic in topics:
        topic.claims_found = found[topic.pk]


def count_statements(entities: Sequence[Any]) -> None:
    found = counts_of(RevisionEntity, "entity_id", [entity.pk for entity in entities])
    for entity in entities:
        entity.statements_found = found[entity.pk]


def claims_by_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Claims whose own words, whose topic's name or whose statements hold each word."""
    return each_word(rows, text, _claims_asking, _claims_of_topic, _claims_saying)


def statements_by_words(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Statements that hold each word, or whose claim, topic, publisher or origin does."""
    return each_word(rows, text, _saying, _of_claim, _of_speaker)


def _live(model: Any, word: str) -> QuerySet[Any]:
    return with_words(model.objects.order_by(), model, word)


def _claims_asking(word: str) -> QuerySet[Any]:
    return _live(Claim, word).values("pk")


def _claims_of_topic(word: str) -> QuerySet[Any]:
    return Claim.objects.order_by().filter(topic__in=_live(Topic, word)).values("pk")


def _claims_saying(word: str) -> QuerySet[Any]:
    return _live(Revision, word).filter(is_void=False).values("claim_id")


def _saying(word: str) -> QuerySet[Any]:
    return _live(Revision, word).values("pk")


def _of_claim(word: str) -> QuerySet[Any]:
    claims = _claims_asking(word).union(_claims_of_topic(word))
    return Revision.objects.order_by().filter(claim__in=claims).values("pk")


def _of_speaker(word: str) -> QuerySet[Any]:
    named = _live(Source, word).values("pk")
    speaks = Q(line_publisher__in=named) | Q(attributed_to__in=named) | Q(via__in=named)
    return Revision.objects.order_by().filter(speaks).values("pk")
