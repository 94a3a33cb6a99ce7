from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What is shown of the heads of a claim is looked up together."""

    dependencies = [("claims", "0044_speakers_of_then")]

    operations = [run_sql_file(__file__)]
