from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What shows who agrees on a claim is read at once, with a plan made once a session."""

    dependencies = [("claims", "0037_counts_with_parts")]

    operations = [run_sql_file(__file__)]
