from django.db import migrations, models
from django.db.models import F, Q

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Sheets of the past: what a mark empties is put by for the positions it held at."""

    dependencies = [
        ("claims", "0040_claim_asked_for_once"),
        ("history", "0010_rows_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastSheet",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "claim_id",
                        "since",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("claim_id", models.UUIDField()),
                ("since", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("rules", models.CharField(max_length=40)),
                ("sheet", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(until__gt=F("since")),
                        name="claims_pastsheet_since_before_until",
                    ),
                ],
            },
        ),
        run_sql_file(__file__),
    ]
