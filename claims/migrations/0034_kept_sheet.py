from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A page of a topic's sheet as kept, planned once a session."""

    dependencies = [
        ("claims", "0033_last_before_planned_once"),
        ("history", "0010_rows_in_order"),
    ]

    operations = [run_sql_file(__file__)]
