from django.db import migrations, models

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """How the figure we print stands, and what the leading group says, kept for lists."""

    dependencies = [
        ("claims", "0015_staging"),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="figure",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="foremost",
            field=models.TextField(null=True),
        ),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(("figure__in", ["stale", "uncorroborated"])),
                fields=["figure", "claim"],
                name="claims_assessment_figure",
            ),
        ),
        run_sql_file(__file__),
    ]
