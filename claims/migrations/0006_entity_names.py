import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Every name an entity goes by, folded, so that any spelling finds it among many."""

    dependencies = [("claims", "0005_quotation_place_history")]

    operations = [
        migrations.CreateModel(
            name="EntityName",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("folded", models.CharField(max_length=200, null=True)),
                (
                    "sounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), null=True, size=None
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="claims.entity",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["folded"],
                        name="claims_entityname_folded",
                        opclasses=["text_pattern_ops"],
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["sounds"], name="claims_entityname_sounds"
                    ),
                    models.Index(
                        condition=models.Q(("folded__isnull", True)),
                        fields=["id"],
                        name="claims_entityname_unfolded",
                    ),
                ],
            },
        ),
        run_sql_file(__file__),
    ]
