from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Which counts are parts of others is asked with a plan made once a session."""

    dependencies = [("claims", "0036_found_by_slug")]

    operations = [run_sql_file(__file__)]
