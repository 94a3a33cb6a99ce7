"""Indexes that let the database cut a page of a claim's history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_staged_adoption"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historicalrevision",
            index=models.Index(
                fields=["claim", "position", "history_id"], name="claims_revision_claim_pos"
            ),
        ),
        migrations.AddIndex(
            model_name="historicalrevisionentity",
            index=models.Index(
                condition=models.Q(("history_type", "+"), _negated=True),
                fields=["revision"],
                name="claims_revisionentity_hist_aft",
            ),
        ),
    ]
