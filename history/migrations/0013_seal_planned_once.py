from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """What sealing a small entry asks is planned once a session, not for every entry."""

    dependencies = [("history", "0012_digest_spelled_out")]

    operations = [run_sql_file(__file__)]
