from datetime import UTC, datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


def held(table: str, *columns: str) -> CheckConstraint:
    after = {f"{column}__gte": FIRST for column in columns}
    before = {f"{column}__lte": LAST for column in columns}
    return CheckConstraint(condition=Q(**after, **before), name=f"{table}_instants_held")


class Migration(migrations.Migration):
    """Instants are ones that answers can be written with; what is on record is not asked."""

    dependencies = [("claims", "0048_numbers_held")]

    operations = [
        AddConstraintNotValid("claim", held("claims_claim", "settled_at")),
        AddConstraintNotValid(
            "revision",
            held(
                "claims_revision",
                *("stated_at", "stated_before", "period__startswith", "period__endswith"),
            ),
        ),
    ]
