"""Revisions: one source's statement of a claim's value, in one document. The unit of the record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField, DecimalRangeField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual

from claims.models.claim import VALUE_TYPES
from claims.values import HELD, ChangeKind, Qualifier, Stance, ValueType
from history.record import Record, instants_held
from history.tracking import tracked

MAX_WORDING_BYTES = 500
UNKNOWN = datetime.min.replace(tzinfo=UTC)


class ReadBy(models.TextChoices):
    WORDING = "wording", "from the wording"
    PERSON = "person", "by a person"


class QuotationMatch(models.TextChoices):
    EXACT = "exact", "found letter by letter"
    NORMALISED = "normalised", "found but for white space, quotes or dashes"
    UNVERIFIED = "unverified", "not looked up: the document's text is not kept"


# What the rules need of the newest statements of each line, in an index alone: docs/deciding.md.
# Nothing long is in it, or a row might not fit a page: words are at most 500 bytes, numbers as
# given at most some 20; the text and the entities of an answer are not.
BY_LINE = (
    "claim",
    "line_publisher",
    "line_origin",
    "definition",
    "stance",
    F("stated_at").desc(nulls_last=True),
)
CARRIED = (
    "id", "document", "attributed_to", "via", "qualifier", "quantity", "best", "boolean",
    "stated_before",
)  # fmt: skip
STANDING, VOID, UNDATED = (
    Q(is_void=False),
    Q(is_void=True),
    Q(is_void=False, stated_at__isnull=True),
)


class OctetLength(Length):
    function = "OCTET_LENGTH"


def _at_most_bytes(column: str) -> LessThanOrEqual:
    return LessThanOrEqual(OctetLength(column), MAX_WORDING_BYTES)


class Revision(Record):
    """One source's statement of a claim's value, in one document.

    At most one of `quantity`, `period`, `boolean` and `text` is set, as the claim's value type
    demands; entities are rows of RevisionEntity. None is set on a withdrawal, nor where the
    words could not be read. `stated_at` (earliest instant, null = unknown) and `stated_before`
    (exclusive, null = open) are what `stated` means, or the document's `published`.
    `line_publisher` (publisher, else the document) and `line_origin` (attributed_to, else via,
    else line_publisher) are kept by a trigger. `quotation_start` and `quotation_end` count the
    characters of the version's text; null where it was not looked up. `supersedes` is what the
    source said before; `replaces` our own mistake, void, whose place it takes. Never edited: only
    voided.
    """

    PREFIX: ClassVar = "rev"

    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        related_name="revisions",
        db_index=False,  # claims_revision_claim serves what its index would
        db_constraint=False,  # claims_revision_value_type_of_claim asks for the claim and its kind
    )
    value_type = models.CharField(max_length=10, choices=VALUE_TYPES, editable=False)
    document = models.ForeignKey(
        "sources.Document", on_delete=models.PROTECT, related_name="revisions"
    )
    version = models.ForeignKey(
        "sources.DocumentVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attributed_to = models.ForeignKey(
        "sources.Source",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attributed_revisions",
        help_text="Whose word it is, if the document says so.",
    )
    via = models.ForeignKey(
        "sources.Source",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relayed_revisions",
        help_text="A relay between the publisher and the origin.",
    )
    line_publisher = models.UUIDField(editable=False)
    line_origin = models.UUIDField(editable=False)

    stance = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in Stance], default=Stance.ASSERTS.value
    )
    wording = models.CharField(max_length=500, help_text="The words of the value, as printed.")
    qualifier = models.CharField(
        max_length=10, choices=[(q.value, q.value) for q in Qualifier], blank=True
    )
    quantity = DecimalRangeField(null=True, blank=True)
    best = models.DecimalField(max_digits=40, decimal_places=20, null=True, blank=True)
    period = DateTimeRangeField(null=True, blank=True)
    edtf = models.CharField(max_length=64, blank=True)
    boolean = models.BooleanField(null=True, blank=True)
    text = models.CharField(max_length=500, null=True, blank=True)
    read_by = models.CharField(max_length=10, choices=ReadBy.choices, blank=True)
    definition = models.CharField(max_length=200, blank=True)

    stated = models.CharField(max_length=64, blank=True)
    stated_at = models.DateTimeField(null=True, editable=False)
    stated_before = models.DateTimeField(null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="Order within the document.")
    quotation_exact = models.TextField(blank=True)
    quotation_prefix = models.CharField(max_length=200, blank=True)
    quotation_suffix = models.CharField(max_length=200, blank=True)
    quotation_start = models.PositiveIntegerField(null=True, editable=False)
    quotation_end = models.PositiveIntegerField(null=True, editable=False)
    quotation_match = models.CharField(
        max_length=10, choices=QuotationMatch.choices, null=True, editable=False
    )
    locator = models.CharField(max_length=200, blank=True, help_text="paragraph 3, headline")

    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        db_index=False,  # the rule that one is replaced once has its index
    )
    change_kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in ChangeKind], blank=True
    )
    is_void = models.BooleanField(default=False, editable=False)
    importer = models.CharField(max_length=100, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    history = tracked(
        about="claim__topic",
        free=["is_void", "line_publisher", "line_origin"],
        structure=["edtf", "stated"],
        indexes=[
            # Serves agreement, timeline and history as of a position: a claim's revisions.
            models.Index(
                fields=["claim", "id", "-position", "-history_id"],
                name="claims_revision_claim_asof",
            ),
            # Serves a claim's history: its changes in the order written, page by page.
            models.Index(
                fields=["claim", "position", "history_id"], name="claims_revision_claim_pos"
            ),
            # Serve what superseded and what replaced a statement, as of a position.
            models.Index(
                fields=["supersedes"],
                name="claims_revision_hist_after",
                condition=Q(supersedes__isnull=False),
            ),
            models.Index(
                fields=["replaces"],
                name="claims_revision_hist_instead",
                condition=Q(replaces__isnull=False),
            ),
            # Serve judging as of a position, and what was said by a day.
            models.Index(
                *BY_LINE,
                include=[*CARRIED, "position"],
                condition=STANDING,
                name="claims_revision_newest_asof",
            ),
            models.Index(
                fields=["claim", "position"],
                include=["id"],
                condition=VOID,
                name="claims_revision_void_asof",
            ),
            models.Index(
                fields=["claim", "position"],
                include=["id", "stated_before"],
                condition=UNDATED,
                name="claims_revision_undated_asof",
            ),
        ],
    )

    class Meta:
        ordering = ["claim_id", "stated_at", "sequence", "id"]
        indexes = [
            # Serves the words of change in a claim's history: what came on record before.
            models.Index(fields=["claim", "id"], name="claims_revision_claim"),
            # Serves a claim's statements in the order said, and its heads.
            models.Index(
                fields=["claim", "line_publisher", "line_origin", "stated_at"],
                name="claims_revision_line",
            ),
            # Serves a page of a claim's statements in the order said, unknown first.
            models.Index(
                F("claim"),
                Coalesce(F("stated_at"), Value(UNKNOWN)),
                name="claims_revision_said",
            ),
            # Serve judging, and what was said by a day.
            models.Index(
                *BY_LINE, include=CARRIED, condition=STANDING, name="claims_revision_newest"
            ),
            models.Index(
                fields=["claim"],
                include=["stated_before"],
                condition=UNDATED,
                name="claims_revision_undated",
            ),
            # Serve the desk's home: what was not read, and what was not found in its document.
            models.Index(
                fields=["id"],
                name="claims_revision_unreadable",
                condition=Q(qualifier=Qualifier.UNREADABLE.value, is_void=False),
            ),
            models.Index(
                fields=["id"],
                name="claims_revision_unverified",
                condition=Q(quotation_match=QuotationMatch.UNVERIFIED.value, is_void=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stance__in=[s.value for s in Stance]), name="claims_revision_stance"
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=["", *(q.value for q in Qualifier)]),
                name="claims_revision_qualifier",
            ),
            models.CheckConstraint(
                condition=(Q(quantity__isnull=True) | Q(value_type=ValueType.QUANTITY.value))
                & (Q(period__isnull=True) | Q(value_type=ValueType.DATE.value))
                & (Q(boolean__isnull=True) | Q(value_type=ValueType.BOOLEAN.value))
                & (Q(text__isnull=True) | Q(value_type=ValueType.TEXT.value))
                & (Q(best__isnull=True) | Q(value_type=ValueType.QUANTITY.value)),
                name="claims_revision_one_value_kind",
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity__isnull=True,
                    period__isnull=True,
                    boolean__isnull=True,
                    text__isnull=True,
                    best__isnull=True,
                )
                | ~(Q(stance=Stance.WITHDRAWS.value) | Q(qualifier=Qualifier.UNREADABLE.value)),
                name="claims_revision_nothing_read",
            ),
            models.CheckConstraint(
                condition=Q(stance=Stance.WITHDRAWS.value)
                | Q(qualifier=Qualifier.UNREADABLE.value)
                | Q(value_type=ValueType.ENTITY.value)
                | Q(quantity__isnull=False)
                | Q(period__isnull=False)
                | Q(boolean__isnull=False)
                | Q(text__isnull=False),
                name="claims_revision_says_something",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=False, read_by__in=ReadBy.values)
                | Q(quantity__isnull=True, read_by=""),
                name="claims_revision_read_by",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=False)
                & ~Q(qualifier__in=["", Qualifier.UNREADABLE.value])
                | Q(quantity__isnull=True, qualifier="")
                | Q(quantity__isnull=True, qualifier=Qualifier.UNREADABLE.value)
                & ~Q(stance=Stance.WITHDRAWS.value),
                name="claims_revision_qualifies_a_quantity",
            ),
            models.CheckConstraint(
                condition=Q(period__isnull=True, edtf="") | Q(period__isnull=False) & ~Q(edtf=""),
                name="claims_revision_edtf_of_period",
            ),
            models.CheckConstraint(
                condition=Q(stance=Stance.WITHDRAWS.value) | Q(wording__regex=r"\S"),
                name="claims_revision_has_words",
            ),
            models.CheckConstraint(
                condition=Q(text__isnull=True) | Q(text__regex=r"\S"),
                name="claims_revision_text_not_blank",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isempty=False) | Q(quantity__isnull=True),
                name="claims_revision_quantity_not_empty",
            ),
            instants_held(
                "claims_revision",
                *("stated_at", "stated_before", "period__startswith", "period__endswith"),
            ),
            # NaN, which is above all numbers here, and infinity are none of them.
            models.CheckConstraint(
                condition=Q(quantity__startswith__gt=-HELD, quantity__startswith__lt=HELD)
                & Q(quantity__endswith__gt=-HELD, quantity__endswith__lt=HELD)
                & Q(best__gt=-HELD, best__lt=HELD),
                name="claims_revision_numbers_held",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False) | Q(period__isnull=True),
                name="claims_revision_period_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(stated_before__gt=F("stated_at"))
                | Q(stated_at__isnull=True)
                | Q(stated_before__isnull=True),
                name="claims_revision_stated_range",
            ),
            models.CheckConstraint(
                condition=_at_most_bytes("wording") & _at_most_bytes("definition"),
                name="claims_revision_short_words",
            ),
            models.CheckConstraint(
                condition=Q(quotation_match__isnull=True)
                | Q(quotation_match__in=QuotationMatch.values) & ~Q(quotation_exact=""),
                name="claims_revision_quotation_match",
            ),
            models.CheckConstraint(
                condition=Q(
                    quotation_match__in=[QuotationMatch.EXACT, QuotationMatch.NORMALISED],
                    quotation_match__isnull=False,
                    quotation_start__isnull=False,
                    quotation_end__gt=F("quotation_start"),
                    quotation_end__isnull=False,
                    version__isnull=False,
                )
                | Q(quotation_start__isnull=True, quotation_end__isnull=True)
                & (Q(quotation_match__isnull=True) | Q(quotation_match=QuotationMatch.UNVERIFIED)),
                name="claims_revision_quotation_place",
            ),
            models.CheckConstraint(
                condition=~Q(supersedes=F("id")), name="claims_revision_not_its_own_successor"
            ),
            models.UniqueConstraint(fields=["replaces"], name="claims_revision_replaced_once"),
            models.CheckConstraint(
                condition=Q(change_kind__in=["", *(kind.value for kind in ChangeKind)])
                & (
                    Q(stance=Stance.WITHDRAWS.value, change_kind=ChangeKind.WITHDRAWAL.value)
                    | ~Q(stance=Stance.WITHDRAWS.value)
                    & ~Q(change_kind=ChangeKind.WITHDRAWAL.value)
                ),
                name="claims_revision_change_kind",
            ),
            models.CheckConstraint(
                condition=Q(external_id="") | ~Q(importer=""), name="claims_revision_importer_named"
            ),
            models.UniqueConstraint(
                fields=["importer", "external_id"],
                condition=~Q(external_id=""),
                name="claims_revision_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.wording


class RevisionEntity(Record):
    """One of the entities a statement names; several mean "one of these"."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="entities")
    entity = models.ForeignKey("claims.Entity", on_delete=models.PROTECT, related_name="+")

    history = tracked(
        about="revision__claim__topic",
        fixed=["revision_id", "entity_id"],
        indexes=[
            models.Index(fields=["revision"], name="claims_revisionentity_hist_rev"),
            # Serves a claim's history: what changed after its statement came, as a rule nothing.
            models.Index(
                fields=["revision"],
                name="claims_revisionentity_hist_aft",
                condition=~Q(history_type="+"),
            ),
        ],
    )

    class Meta:
        verbose_name_plural = "revision entities"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "entity"], name="claims_revisionentity_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision}: {self.entity}"
