"""Sources, documents, and the versions of a document that were read."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from history.grants import APPEND
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


class SourceKind(models.TextChoices):
    OUTLET = "outlet", "outlet"
    AGENCY = "agency", "news agency"
    MEDIA_GROUP = "media_group", "group of media"
    GOVERNMENT = "government", "government or authorities"
    MINISTRY = "ministry", "ministry or public body"
    LEGISLATURE = "legislature", "legislature"
    INTELLIGENCE = "intelligence", "intelligence service"
    ARMED_FORCE = "armed_force", "armed force"
    ARMED_GROUP = "armed_group", "armed group"
    INSTITUTION = "institution", "institution or think tank"
    TRACKER = "tracker", "tracker or count"
    PERSON = "person", "person"
    UNNAMED = "unnamed", "unnamed (“experts”, “an unnamed source”)"


class ParentRole(models.TextChoices):
    SPEAKS_FOR = "speaks_for", "speaks for it: what it says, the parent says"
    PART_OF = "part_of", "part of it: affiliated, so not independent of it"


class Source(MergeableRecord):
    """Who speaks: an outlet, an agency, a ministry, an armed group, a person."""

    PREFIX: ClassVar = "src"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=SourceKind.choices)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code: IR, US.")
    url = models.URLField(max_length=500, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    parent_role = models.CharField(max_length=20, choices=ParentRole.choices, blank=True)
    note = models.TextField(blank=True)

    history = tracked(
        fixed=["slug"],
        added=["merged_into"],
        indexes=[merged_index("sources_source_hist"), slug_index("sources_source_hist")],
    )

    class Meta:
        ordering = ["name", "id"]
        indexes = [merged_index("sources_source")]
        constraints = [
            slug_constraint("sources_source"),
            not_merged_into_itself("sources_source"),
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="sources_source_kind"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, parent_role="")
                | Q(parent__isnull=False, parent_role__in=ParentRole.values),
                name="sources_source_parent_with_role",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="sources_source_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="sources_source_country_code",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Document(Record):
    """What a source published: an article, a statement, a post.

    `publisher` null: unidentified. `published` is as known, an instant or EDTF; `published_at`
    (inclusive) and `published_before` (exclusive) are what it means, null where unknown or open.
    """

    PREFIX: ClassVar = "doc"

    publisher = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
        help_text="Empty: unidentified.",
    )
    title = models.CharField(max_length=500)
    byline = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=1000, null=True, blank=True, unique=True)
    key = models.CharField(
        max_length=200, null=True, blank=True, unique=True, help_text="Names it if it has no URL."
    )
    archived_url = models.URLField(max_length=1000, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47: en, fa-IR.")
    published = models.CharField(
        max_length=64, blank=True, help_text="2024-01-04, 2024-01-04T10:30Z, 2024-01-19/.."
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_before = models.DateTimeField(null=True, editable=False)
    is_retired = models.BooleanField(default=False, editable=False)

    history = tracked(fixed=["url", "key"], structure=["published"])

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url__isnull=False) & ~Q(url="")) | (Q(key__isnull=False) & ~Q(key="")),
                name="sources_document_url_or_key",
            ),
            models.CheckConstraint(
                condition=Q(published_before__gt=F("published_at"))
                | Q(published_at__isnull=True)
                | Q(published_before__isnull=True),
                name="sources_document_published_range",
            ),
            models.CheckConstraint(
                condition=~Q(published="")
                | Q(published_at__isnull=True, published_before__isnull=True),
                name="sources_document_published_as_given",
            ),
            instants_held("sources_document", "published_at", "published_before"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(Record):
    """A document as it read at one time: the same address, perhaps another text."""

    PREFIX: ClassVar = "ver"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    published = models.CharField(max_length=64, blank=True)
    retrieved_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)
    has_text = models.BooleanField(
        null=True, editable=False, help_text="Whether its text is kept to check quotations."
    )

    history = tracked(
        fixed=["document_id", "content_sha256"], structure=["published", "content_sha256"]
    )

    class Meta:
        ordering = ["retrieved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "content_sha256"], name="sources_documentversion_once"
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__regex=r"^[0-9a-f]{64}$"),
                name="sources_documentversion_sha256",
            ),
            instants_held("sources_documentversion", "retrieved_at"),
        ]

    def __str__(self) -> str:
        return f"{self.document} as of {self.retrieved_at:%Y-%m-%d %H:%M}"


class DocumentText(models.Model):
    """A version's text, kept to check quotations against; never served, insert-only, untracked."""

    service_may = APPEND

    content_sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return self.content_sha256
