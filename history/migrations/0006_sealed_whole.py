from django.db import migrations, models


class Migration(migrations.Migration):
    """An entry is open and bare, or sealed with its hashes."""

    dependencies = [("history", "0005_merkle_log")]

    operations = [
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", None), ("recorded_at", None), ("root", None)),
                    models.Q(
                        ("digest__isnull", False),
                        ("recorded_at__isnull", False),
                        ("root__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="history_entry_sealed_whole",
            ),
        ),
    ]
