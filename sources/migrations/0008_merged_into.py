import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A source that is merged into another one names it."""

    dependencies = [
        ("sources", "0007_rows_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalsource",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="sources.source",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="sources.source",
            ),
        ),
        migrations.AddIndex(
            model_name="historicalsource",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="sources_source_hist_merged",
            ),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="sources_source_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="sources_source_not_merged_into_itself",
            ),
        ),
    ]
