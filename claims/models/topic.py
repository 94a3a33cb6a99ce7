"""Topics: what claims are about."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from history.record import (
    MergeableRecord,
    merged_index,
    not_merged_into_itself,
    slug_constraint,
    slug_index,
)
from history.tracking import tracked


class TopicKind(models.TextChoices):
    EVENT = "event", "event"
    ORGANISATION = "organisation", "organisation"
    PERSON = "person", "person"
    PLACE = "place", "place"
    GROUP = "group", "people"


class Topic(MergeableRecord):
    """An event, an organisation, a person, a place; `occurred` is EDTF, as known."""

    PREFIX: ClassVar = "top"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=TopicKind.choices)
    description = models.TextField(blank=True)
    occurred = models.CharField(
        max_length=64, blank=True, help_text="2024-01-03, 2021-08, 2024-01-03/2024-01-05."
    )
    place = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(
        max_length=64, default="UTC", help_text="IANA name; a bare date is its day here."
    )
    wikidata_id = models.CharField(max_length=20, blank=True)

    history = tracked(
        about="self",
        fixed=["slug"],
        structure=["occurred", "time_zone"],
        added=["merged_into"],
        indexes=[merged_index("claims_topic_hist"), slug_index("claims_topic_hist")],
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [merged_index("claims_topic")]
        constraints = [
            slug_constraint("claims_topic"),
            not_merged_into_itself("claims_topic"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="claims_topic_named"),
            models.CheckConstraint(
                condition=Q(kind__in=TopicKind.values), name="claims_topic_kind"
            ),
            models.CheckConstraint(
                condition=Q(wikidata_id="") | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                name="claims_topic_wikidata_id",
            ),
        ]

    def __str__(self) -> str:
        return self.name
