from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Entries of many rows are hashed in half the time, to the same digest."""

    dependencies = [("history", "0011_seal_by_descent")]

    operations = [run_sql_file(__file__)]
