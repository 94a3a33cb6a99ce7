from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Pages of statements as shown now, planned once a session."""

    dependencies = [
        ("claims", "0034_kept_sheet"),
        ("history", "0010_rows_in_order"),
        ("sources", "0009_merged_into_history"),
    ]

    operations = [run_sql_file(__file__)]
