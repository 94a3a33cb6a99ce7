from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What the database keeps of statements beyond columns: kinds, lines, supersession, trees."""

    dependencies = [
        ("claims", "0002_history_triggers"),
        ("sources", "0002_history_triggers"),
    ]

    operations = [run_sql_file(__file__)]
