from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """When autovacuum looks after tables that grow, and after the one that is rewritten."""

    dependencies = [("claims", "0007_assessment")]

    operations = [run_sql_file(__file__)]
