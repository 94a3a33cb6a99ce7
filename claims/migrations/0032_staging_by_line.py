from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Whatever is staged is found by what it is called, and a line's statements newest first."""

    dependencies = [("claims", "0031_revision_claim_index")]

    operations = [run_sql_file(__file__)]
