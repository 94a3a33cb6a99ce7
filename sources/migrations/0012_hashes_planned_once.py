from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What hashes a table's rows for the seal is planned once a session."""

    dependencies = [
        ("sources", "0011_words_folded_where_needed"),
        ("history", "0013_seal_planned_once"),
    ]

    operations = [run_sql_file(__file__)]
