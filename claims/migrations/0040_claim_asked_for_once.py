import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """That a statement's claim is there is asked once: with its kind of value, which implies it."""

    dependencies = [("claims", "0039_timeline")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="claims.claim",
            ),
        ),
    ]
