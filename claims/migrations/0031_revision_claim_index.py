import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of a claim's statements those that came on record before another are found by one index."""

    dependencies = [("claims", "0030_newest")]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["claim", "id"], name="claims_revision_claim"),
        ),
        migrations.AlterField(
            model_name="revision",
            name="claim",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="claims.claim",
            ),
        ),
    ]
