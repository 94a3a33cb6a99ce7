from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Where imports wait: figures that are adopted, and versions of documents."""

    dependencies = [("claims", "0023_claim_note_history")]

    operations = [run_sql_file(__file__)]
