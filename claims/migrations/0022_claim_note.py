import django.contrib.postgres.fields
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models

import api.typeid


class Migration(migrations.Migration):
    """Notes on claims, for editors."""

    dependencies = [
        ("claims", "0021_upload"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=api.typeid.new_key,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("text", models.CharField(max_length=2000)),
                ("is_void", models.BooleanField(default=False, editable=False)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__regex", "\\S")), name="claims_claimnote_says"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalClaimNote",
            fields=[
                ("id", models.UUIDField(default=api.typeid.new_key, editable=False)),
                ("position", models.BigIntegerField()),
                (
                    "changed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("text", models.CharField(max_length=2000)),
                ("is_void", models.BooleanField(default=False, editable=False)),
                (
                    "history_id",
                    models.BigIntegerField(editable=False, primary_key=True, serialize=False),
                ),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_date", models.DateTimeField()),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical note",
                "verbose_name_plural": "historical notes",
                "ordering": ("-position", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [
                    models.Index(
                        fields=["id", "-position", "-history_id"], name="claims_claimnote_asof"
                    ),
                    models.Index(fields=["position", "history_id"], name="claims_claimnote_pos"),
                    models.Index(fields=["claim"], name="claims_claimnote_hist_claim"),
                ],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
