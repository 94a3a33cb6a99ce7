from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """The newest of each line come from the index that has them in order, and from no other."""

    dependencies = [("claims", "0050_history_by_record")]

    operations = [run_sql_file(__file__)]
