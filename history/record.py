"""What every kind of record has: a UUIDv7 key, a slug where people name it, and retiring."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from api.typeid import new_key

SLUG_LENGTH = 120
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


def slug_constraint(table: str) -> models.CheckConstraint:
    """A slug is lowercase words and hyphens, never digits alone; a TypeID has an underscore."""
    return models.CheckConstraint(
        condition=Q(slug__regex=SLUG_FORM) & ~Q(slug__regex=r"^[0-9]+$"),
        name=f"{table}_slug_form",
    )
