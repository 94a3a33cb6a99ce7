import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A statement that takes the place of our own mistake names it."""

    dependencies = [("claims", "0009_search")]

    operations = [
        migrations.AddField(
            model_name="historicalrevision",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="claims.revision",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="claims.revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("replaces",), name="claims_revision_replaced_once"
            ),
        ),
    ]
