from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What an entry costs no longer grows with the ledger."""

    dependencies = [("history", "0010_rows_in_order")]

    operations = [run_sql_file(__file__)]
