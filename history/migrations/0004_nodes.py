from django.db import migrations, models


class Migration(migrations.Migration):
    """Where the hashes of the log's complete subtrees are kept."""

    dependencies = [
        ("history", "0003_history_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level",
                        "index",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "db_table": "ledger_node",
            },
        ),
    ]
