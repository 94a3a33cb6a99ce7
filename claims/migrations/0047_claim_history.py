from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A page of a claim's history is read in one statement."""

    dependencies = [("claims", "0046_read_whole_once_changed")]

    operations = [run_sql_file(__file__)]
