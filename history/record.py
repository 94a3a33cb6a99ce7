"""What every kind of record has: a UUIDv7 key, a slug where people name it, retiring, merging."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from api.typeid import new_key

SLUG_LENGTH = 120
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
SLUG_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*$"

slug_form = RegexValidator(
    SLUG_FORM, "Lowercase letters a to z, digits and single hyphens between them.", "slug"
)
slug_not_digits = RegexValidator(
    r"^[0-9]+$", "Digits alone would be read as a number; add a word.", "slug", inverse_match=True
)


class Record(models.Model):
    """Anything with a key. Keys are made by us, sort by time of making, and never change."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class NamedRecord(Record):
    """A record people name by its slug, and retire rather than delete.

    Retired: out of lists and refused for new statements; what was said of it stays.
    """

    slug = models.CharField(
        max_length=SLUG_LENGTH,
        unique=True,
        validators=[slug_form, slug_not_digits],
        help_text="Names it in addresses; never changes.",
    )
    is_retired = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class MergeableRecord(NamedRecord):
    """A record that may turn out to be another one: `merged_into` says which stands for it.

    A pointer, followed at reading and one step far; nothing that names the record is touched
    (docs/merging.md).
    """

    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        db_index=False,  # merged_index
    )

    class Meta:
        abstract = True


def merged_index(table: str) -> models.Index:
    """Serves what is read of a record with all that is merged into it: few rows are."""
    return models.Index(
        fields=["merged_into"], name=f"{table}_merged", condition=Q(merged_into__isnull=False)
    )


def slug_index(table: str) -> models.Index:
    """Serves finding a record by its slug as of a position; of history, as slugs never change."""
    return models.Index(fields=["slug"], name=f"{table}_slug")


def not_merged_into_itself(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(merged_into=F("id")), name=f"{table}_not_merged_into_itself"
    )


def instants_held(table: str, *columns: str) -> models.CheckConstraint:
    """Instants lie in the years 1 to 9999, as reading them does: PostgreSQL knows others, and
    infinity."""
    held = {f"{column}__gte": FIRST for column in columns}
    held |= {f"{column}__lte": LAST for column in columns}
    return models.CheckConstraint(condition=Q(**held), name=f"{table}_instants_held")


def slug_constraint(table: str) -> models.CheckConstraint:
    """A slug is lowercase words and hyphens, never digits alone; a TypeID has an underscore."""
    return models.CheckConstraint(
        condition=Q(slug__regex=SLUG_FORM) & ~Q(slug__regex=r"^[0-9]+$"),
        name=f"{table}_slug_form",
    )
