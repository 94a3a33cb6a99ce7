from django.db import migrations, models


class Migration(migrations.Migration):
    """Statements that were not read, and quotations that were not looked up, are found at once."""

    dependencies = [
        ("claims", "0016_figure_standing"),
        ("sources", "0007_rows_in_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("is_void", False), ("qualifier", "unreadable")),
                fields=["id"],
                name="claims_revision_unreadable",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                condition=models.Q(("is_void", False), ("quotation_match", "unverified")),
                fields=["id"],
                name="claims_revision_unverified",
            ),
        ),
    ]
