from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What a statement follows on its line, planned once a session."""

    dependencies = [("claims", "0026_staging_in_order")]

    operations = [run_sql_file(__file__)]
