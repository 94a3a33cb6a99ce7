from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A session plans it once indeed: an array's length had every call planned for itself."""

    dependencies = [("claims", "0032_staging_by_line")]

    operations = [run_sql_file(__file__)]
