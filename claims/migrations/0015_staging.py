from django.db import migrations, models

import api.typeid
from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Where imports wait, out of the writers' way, until they go on record."""

    dependencies = [("claims", "0014_rows_in_order")]

    operations = [
        migrations.CreateModel(
            name="Import",
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
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("importer", models.CharField(blank=True, max_length=100)),
                ("lines_done", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="StagedLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "import_id",
                        "line",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_id", models.UUIDField()),
                ("line", models.BigIntegerField()),
                ("content", models.TextField()),
            ],
            options={"db_table": "claims_stagedline", "managed": False},
        ),
        migrations.CreateModel(
            name="StagedRecord",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("import_id", models.UUIDField()),
                ("line", models.BigIntegerField()),
                ("ordinal", models.IntegerField()),
                ("kind", models.TextField()),
                ("name", models.TextField()),
                ("row", models.JSONField()),
            ],
            options={"db_table": "claims_stagedrecord", "managed": False},
        ),
        migrations.CreateModel(
            name="StagedRevision",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("import_id", models.UUIDField()),
                ("line", models.BigIntegerField()),
            ],
            options={"db_table": "claims_stagedrevision", "managed": False},
        ),
        run_sql_file(__file__),
    ]
