"""Claims: one checkable question about a topic."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from claims.values import ValueType
from history.record import (
    MergeableRecord,
    Record,
    instants_held,
    merged_index,
    not_merged_into_itself,
    slug_constraint,
    slug_index,
)
from history.tracking import tracked

VALUE_TYPES = [(member.value, member.value) for member in ValueType]


class Claim(MergeableRecord):
    """One checkable question about a topic: how many were killed?

    `settled_at`: after it a cumulative count no longer grows; null = still open. `part_of`: a
    claim of the same topic that contains this one. `adopted_revision` and `adopted_wording`: the
    figure this newsroom prints.
    """

    PREFIX: ClassVar = "clm"

    topic = models.ForeignKey("claims.Topic", on_delete=models.PROTECT, related_name="claims")
    question = models.CharField(max_length=300)
    label = models.CharField(max_length=100, help_text="Short, for tables: Killed.")
    value_type = models.CharField(max_length=10, choices=VALUE_TYPES)
    unit = models.CharField(max_length=40, blank=True)
    is_count = models.BooleanField(
        default=False, help_text="Whole things: more than 83 is at least 84."
    )
    cumulative = models.BooleanField(
        default=False, help_text="A running count that can only grow, such as deaths."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    many = models.BooleanField(default=False, help_text="Several answers may hold: names.")
    tolerance = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.01"),
        help_text="Share of the higher figure by which two counts may differ and be close.",
    )
    definitions = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="What may be counted, where sources differ: confirmed, confirmed and probable.",
    )
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    adopted_revision = models.ForeignKey(
        "claims.Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_wording = models.CharField(max_length=500, blank=True)

    history = tracked(
        about="topic",
        fixed=["slug", "topic_id", "value_type"],
        added=["merged_into"],
        indexes=[
            merged_index("claims_claim_hist"),
            slug_index("claims_claim_hist"),
            # Serves a topic's claims as of a position.
            models.Index(
                fields=["topic", "id", "-position", "-history_id"], name="claims_claim_topic_asof"
            ),
        ],
    )

    class Meta:
        ordering = ["slug"]
        indexes = [merged_index("claims_claim")]
        constraints = [
            slug_constraint("claims_claim"),
            not_merged_into_itself("claims_claim"),
            # Holds the foreign key by which a revision's value is of its claim's kind.
            models.UniqueConstraint(fields=["id", "value_type"], name="claims_claim_id_value_type"),
            # Holds the foreign key by which a part is of its whole's topic.
            models.UniqueConstraint(fields=["id", "topic"], name="claims_claim_id_topic"),
            models.CheckConstraint(
                condition=Q(question__regex=r"\S") & Q(label__regex=r"\S"),
                name="claims_claim_asks",
            ),
            models.CheckConstraint(
                condition=Q(value_type__in=[member.value for member in ValueType]),
                name="claims_claim_value_type",
            ),
            models.CheckConstraint(
                condition=Q(value_type="quantity") | Q(is_count=False, cumulative=False),
                name="claims_claim_only_quantities_count",
            ),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0, tolerance__lt=1), name="claims_claim_tolerance"
            ),
            models.CheckConstraint(
                condition=~Q(part_of=F("id")), name="claims_claim_not_part_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(adopted_revision__isnull=True, adopted_wording="")
                | (Q(adopted_revision__isnull=False) & ~Q(adopted_wording="")),
                name="claims_claim_adopted_with_wording",
            ),
            instants_held("claims_claim", "settled_at"),
        ]

    def __str__(self) -> str:
        return self.question


class ClaimParty(Record):
    """An entity or a source that is party to the event, so that its own figure is never used."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parties")
    entity = models.ForeignKey(
        "claims.Entity", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.ForeignKey(
        "sources.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_retired = models.BooleanField(default=False, editable=False)

    history = tracked(
        about="claim__topic",
        part_of="claim",
        fixed=["claim_id", "entity_id", "source_id"],
        indexes=[models.Index(fields=["claim"], name="claims_claimparty_hist_claim")],
    )

    class Meta:
        verbose_name_plural = "claim parties"
        constraints = [
            models.CheckConstraint(
                condition=Q(entity__isnull=False, source__isnull=True)
                | Q(entity__isnull=True, source__isnull=False),
                name="claims_claimparty_entity_or_source",
            ),
            models.UniqueConstraint(
                fields=["claim", "entity", "source"],
                nulls_distinct=False,
                name="claims_claimparty_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity or self.source} is party to {self.claim}"
