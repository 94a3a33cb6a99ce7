from django.db import migrations, models

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """The newest statements of each line are read from an index, where they decide."""

    dependencies = [
        ("claims", "0029_links_where_there_are_any"),
        ("sources", "0009_merged_into_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="reads_whole",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("reads_whole", True)),
                fields=["claim"],
                name="claims_assessment_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalclaim",
            index=models.Index(
                fields=["topic", "id", "-position", "-history_id"], name="claims_claim_topic_asof"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalrevision",
            index=models.Index(
                models.F("claim"),
                models.F("line_publisher"),
                models.F("line_origin"),
                models.F("definition"),
                models.F("stance"),
                models.OrderBy(models.F("stated_at"), descending=True, nulls_last=True),
                condition=models.Q(("is_void", False)),
                include=(
                    "id",
                    "document",
                    "attributed_to",
                    "via",
                    "qualifier",
                    "quantity",
                    "best",
                    "boolean",
                    "stated_before",
                    "position",
                ),
                name="claims_revision_newest_asof",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalrevision",
            index=models.Index(
                condition=models.Q(("is_void", True)),
                fields=["claim", "position"],
                include=("id",),
                name="claims_revision_void_asof",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalrevision",
            index=models.Index(
                condition=models.Q(("is_void", False), ("stated_at__isnull", True)),
                fields=["claim", "position"],
                include=("id", "stated_before"),
                name="claims_revision_undated_asof",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                models.F("claim"),
                models.F("line_publisher"),
                models.F("line_origin"),
                models.F("definition"),
                models.F("stance"),
                models.OrderBy(models.F("stated_at"), descending=True, nulls_last=True),
                condition=models.Q(("is_void", False)),
                include=(
                    "id",
                    "document",
                    "attributed_to",
                    "via",
                    "qualifier",
                    "quantity",
                    "best",
                    "boolean",
                    "stated_before",
                ),
                name="claims_revision_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("is_void", False), ("stated_at__isnull", True)),
                fields=["claim"],
                include=("stated_before",),
                name="claims_revision_undated",
            ),
        ),
        run_sql_file(__file__),
    ]
