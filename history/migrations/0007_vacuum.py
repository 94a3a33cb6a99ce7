from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """When autovacuum looks after tables that only grow."""

    dependencies = [("history", "0006_sealed_whole")]

    operations = [run_sql_file(__file__)]
