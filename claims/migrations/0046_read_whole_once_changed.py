from django.db import migrations

from history.migrating import run_sql_file


class Migration(migrations.Migration):
    """A claim with a statement that history holds twice, for words of it were erased, is read
    whole."""

    dependencies = [("claims", "0045_heads_looked_up_together")]

    operations = [run_sql_file(__file__)]
