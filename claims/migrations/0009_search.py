from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Topics, entities, claims and statements are found by their words."""

    dependencies = [("claims", "0008_vacuum"), ("sources", "0006_search")]

    operations = [run_sql_file(__file__)]
