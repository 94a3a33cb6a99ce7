"""A statement is entered by hand-written SQL as `save()` enters it."""

from __future__ import annotations

import pytest
from django.db import transaction

from api.typeid import new_key
from claims.entering import enter
from claims.models import Revision
from claims.quotations import Quotation
from history.recording import recording


@pytest.fixture
def record(kerman):
    """Every kind of value, links of every kind, and words that could not be read."""
    quoted = Quotation(exact="At least 84 were killed.", prefix="It said: ")
    first = kerman.says("deaths", "bbc-1", "at least 84", quotation=quoted, locator="headline")
    kerman.says("deaths", "irna-1", "84 to 95", attributed_to=kerman["iran"], via=kerman["bbc"])
    kerman.says("deaths", "bbc-1", "95", supersedes=first, importer="a", external_id="1")
    kerman.says("deaths", "bbc-1", "", stance="withdraws", stated="2024-01-05")
    kerman.says("day", "bbc-1", "Wednesday", value="2024-01-03")
    kerman.says("method", "bbc-1", "a blast, twice", value='two blasts’ "noise" \\ %s')
    kerman.says("claimed", "irna-1", "it did not", value=False)
    return kerman


def _row(revision: Revision, put) -> dict:
    """The row that `put` leaves, and what the model says of itself; then it is taken back."""
    with transaction.atomic():
        with recording(by=None, channel="command"):
            put(revision)
            row = Revision.objects.filter(pk=revision.pk).values().get()
        transaction.set_rollback(True)
    return {**row, "adding": revision._state.adding, "db": revision._state.db}


def test_what_is_entered_is_what_save_would_have_entered(record):
    assert Revision.objects.count() == 7

    for standing in Revision.objects.order_by("id"):
        standing.pk, standing.external_id = new_key(), ""
        standing._state.adding = True

        entered = _row(standing, enter)
        standing._state.adding = True

        assert entered == _row(standing, lambda made: made.save(force_insert=True))
        assert not entered["adding"]
