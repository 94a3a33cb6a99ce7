from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What hashes a table's rows for the seal is planned once a session."""

    dependencies = [("claims", "0041_past_sheet"), ("history", "0013_seal_planned_once")]

    operations = [run_sql_file(__file__)]
