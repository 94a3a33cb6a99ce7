from decimal import Decimal

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations
from django.db.models import CheckConstraint, Q

HELD = Decimal(2**63)


class Migration(migrations.Migration):
    """Figures are numbers that answers can be written with.

    What is on record is not asked: none of it could be changed, and reading copes with it.
    """

    dependencies = [("claims", "0047_claim_history")]

    operations = [
        AddConstraintNotValid(
            model_name="revision",
            constraint=CheckConstraint(
                condition=Q(quantity__startswith__gt=-HELD, quantity__startswith__lt=HELD)
                & Q(quantity__endswith__gt=-HELD, quantity__endswith__lt=HELD)
                & Q(best__gt=-HELD, best__lt=HELD),
                name="claims_revision_numbers_held",
            ),
        ),
    ]
