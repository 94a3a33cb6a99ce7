from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What may be merged into what, and which kept verdicts a merge makes stale."""

    dependencies = [
        ("claims", "0019_merged_into_history"),
        ("sources", "0009_merged_into_history"),
    ]

    operations = [run_sql_file(__file__)]
