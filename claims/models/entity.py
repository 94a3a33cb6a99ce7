"""Entities: what can be an answer, under its names, inside something broader."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from history.grants import EVERYTHING
from history.record import (
    MergeableRecord,
    merged_index,
    not_merged_into_itself,
    slug_constraint,
    slug_index,
)
from history.tracking import tracked


class EntityKind(models.TextChoices):
    GROUP = "group", "armed or political group"
    ORGANISATION = "organisation", "organisation"
    STATE = "state", "state"
    PERSON = "person", "person"
    PLACE = "place", "place"
    NATIONALITY = "nationality", "nationality"
    METHOD = "method", "method"
    CONCEPT = "concept", "other concept"


class Entity(MergeableRecord):
    """A group, a person, a place: a concept with aliases, which stands for all narrower ones."""

    PREFIX: ClassVar = "ent"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=EntityKind.choices)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    broader = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower"
    )
    wikidata_id = models.CharField(max_length=20, blank=True)

    history = tracked(
        fixed=["slug"],
        added=["merged_into"],
        indexes=[merged_index("claims_entity_hist"), slug_index("claims_entity_hist")],
    )

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "entities"
        indexes = [merged_index("claims_entity")]
        constraints = [
            slug_constraint("claims_entity"),
            not_merged_into_itself("claims_entity"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="claims_entity_named"),
            models.CheckConstraint(
                condition=Q(kind__in=EntityKind.values), name="claims_entity_kind"
            ),
            models.CheckConstraint(
                condition=~Q(broader=F("id")), name="claims_entity_not_its_own_broader"
            ),
            models.CheckConstraint(
                condition=Q(wikidata_id="") | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                name="claims_entity_wikidata_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EntityName(models.Model):
    """A name or alias of an entity as it is looked for; untracked, it follows from the entity.

    Listed by a trigger on every write; `folded` and `sounds` (claims.naming) are null until the
    write module or the next look fills them. Two entities may share a name.
    """

    service_may = EVERYTHING  # the trigger that lists them runs as whoever writes

    id = models.BigAutoField(primary_key=True)
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, null=True)
    sounds = ArrayField(models.CharField(max_length=200), null=True)

    class Meta:
        indexes = [
            # Exact names, and the beginnings that suggestions are looked for by.
            models.Index(
                fields=["folded"], name="claims_entityname_folded", opclasses=["text_pattern_ops"]
            ),
            # Suggestions: names that have a word of the same sound.
            GinIndex(fields=["sounds"], name="claims_entityname_sounds"),
            # What is not folded yet; nearly always nothing.
            models.Index(
                fields=["id"],
                name="claims_entityname_unfolded",
                condition=models.Q(folded__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
