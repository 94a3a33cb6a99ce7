from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Who spoke as of a position is read in fewer pages."""

    dependencies = [("claims", "0043_followed_at_once")]

    operations = [run_sql_file(__file__)]
