from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A page of a timeline as it is now, with its claim, in one statement."""

    dependencies = [("claims", "0038_read_at_once")]

    operations = [run_sql_file(__file__)]
