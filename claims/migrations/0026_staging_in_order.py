from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """An import's staged statements are found by what they say, never by being of the import."""

    dependencies = [("claims", "0025_change_pages")]

    operations = [run_sql_file(__file__)]
