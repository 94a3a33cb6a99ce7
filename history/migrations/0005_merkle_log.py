from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """Entries are hashed when they are sealed; those sealed before are hashed now."""

    dependencies = [("history", "0004_nodes")]

    operations = [run_sql_file(__file__)]
