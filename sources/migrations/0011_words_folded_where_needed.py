from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """The words of a record are found in two thirds of the time, the same ones."""

    dependencies = [("sources", "0010_found_by_slug")]

    operations = [run_sql_file(__file__)]
