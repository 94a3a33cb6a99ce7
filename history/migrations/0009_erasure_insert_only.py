from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What was erased is never unsaid."""

    dependencies = [("history", "0008_erasure")]

    operations = [run_sql_file(__file__)]
