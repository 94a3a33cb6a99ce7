from django.db import migrations, models


class Migration(migrations.Migration):
    """What was kept by Python alone: kinds of change, words, qualifiers, who read a value."""

    dependencies = [("claims", "0012_replaced_is_void")]

    operations = [
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(("question__regex", "\\S"), ("label__regex", "\\S")),
                name="claims_claim_asks",
            ),
        ),
        migrations.AddConstraint(
            model_name="entity",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")), name="claims_entity_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quantity__isnull", False), ("read_by__in", ["wording", "person"])),
                    models.Q(("quantity__isnull", True), ("read_by", "")),
                    _connector="OR",
                ),
                name="claims_revision_read_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("quantity__isnull", False),
                        models.Q(("qualifier__in", ["", "unreadable"]), _negated=True),
                    ),
                    models.Q(("qualifier", ""), ("quantity__isnull", True)),
                    models.Q(
                        ("qualifier", "unreadable"),
                        ("quantity__isnull", True),
                        models.Q(("stance", "withdraws"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="claims_revision_qualifies_a_quantity",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edtf", ""), ("period__isnull", True)),
                    models.Q(("period__isnull", False), models.Q(("edtf", ""), _negated=True)),
                    _connector="OR",
                ),
                name="claims_revision_edtf_of_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stance", "withdraws"), ("wording__regex", "\\S"), _connector="OR"
                ),
                name="claims_revision_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__isnull", True), ("text__regex", "\\S"), _connector="OR"),
                name="claims_revision_text_not_blank",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "change_kind__in",
                        [
                            "",
                            "update",
                            "correction",
                            "clarification",
                            "withdrawal",
                            "reinstatement",
                        ],
                    ),
                    models.Q(
                        models.Q(("change_kind", "withdrawal"), ("stance", "withdraws")),
                        models.Q(
                            models.Q(("stance", "withdraws"), _negated=True),
                            models.Q(("change_kind", "withdrawal"), _negated=True),
                        ),
                        _connector="OR",
                    ),
                ),
                name="claims_revision_change_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")), name="claims_topic_named"
            ),
        ),
    ]
