from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What a statement replaces is a void statement of its own claim."""

    dependencies = [("claims", "0011_statement_replaced_history")]

    operations = [run_sql_file(__file__)]
