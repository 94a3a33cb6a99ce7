"""Indexes that find a record by its slug as of a position, however long the history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0009_merged_into_history"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalsource",
            index=models.Index(fields=["slug"], name="sources_source_hist_slug"),
        ),
    ]
