from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What a statement follows comes with all that is read of it, planned once a session."""

    dependencies = [("claims", "0042_hashes_planned_once")]

    operations = [run_sql_file(__file__)]
