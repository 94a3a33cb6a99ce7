from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Names and titles are found by their words, in any case and accents."""

    dependencies = [("sources", "0005_vacuum")]

    operations = [run_sql_file(__file__)]
