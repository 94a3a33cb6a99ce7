from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A claim's history is looked up by claim and by record, however few rows there were."""

    dependencies = [("claims", "0049_instants_held")]

    operations = [run_sql_file(__file__)]
