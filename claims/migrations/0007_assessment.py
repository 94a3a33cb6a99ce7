import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A claim's verdict and counts in one row, marked stale by whatever can change them."""

    dependencies = [
        ("claims", "0006_entity_names"),
        ("sources", "0002_history_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="assessment",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("touched_position", models.BigIntegerField()),
                ("judged_position", models.BigIntegerField(null=True)),
                ("rules", models.CharField(default="", max_length=40)),
                ("verdict", models.CharField(default="", max_length=20)),
                ("outlets", models.PositiveIntegerField(default=0)),
                ("origins_min", models.PositiveIntegerField(default=0)),
                ("origins_max", models.PositiveIntegerField(default=0)),
                ("contradictions", models.PositiveIntegerField(default=0)),
                ("sheet", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["rules", "verdict", "claim"], name="claims_assessment_verdict"
                    ),
                    models.Index(
                        condition=Q(sheet__isnull=True),
                        fields=["touched_position"],
                        name="claims_assessment_touched",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(sheet__isnull=True)
                        | (~Q(rules="") & Q(judged_position__gte=F("touched_position"))),
                        name="claims_assessment_sheet_judged_since_touched",
                    ),
                ],
            },
        ),
        run_sql_file(__file__),
    ]
