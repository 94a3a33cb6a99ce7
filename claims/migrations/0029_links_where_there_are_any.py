from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A statement that links to no other statement and no version has no links to be checked."""

    dependencies = [("claims", "0028_pages_of_statements")]

    operations = [run_sql_file(__file__)]
