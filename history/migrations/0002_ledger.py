from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """The lock, the open entry and its seal, and what refuses to rewrite them."""

    dependencies = [("history", "0001_entries")]

    operations = [run_sql_file(__file__)]
