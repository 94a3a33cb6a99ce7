"""Indexes that find a record by its slug as of a position, however long the history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0035_statements_shown"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalclaim",
            index=models.Index(fields=["slug"], name="claims_claim_hist_slug"),
        ),
        migrations.AddIndex(
            model_name="historicalentity",
            index=models.Index(fields=["slug"], name="claims_entity_hist_slug"),
        ),
        migrations.AddIndex(
            model_name="historicaltopic",
            index=models.Index(fields=["slug"], name="claims_topic_hist_slug"),
        ),
    ]
