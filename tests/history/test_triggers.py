"""The database's history triggers are those the models ask for."""

from __future__ import annotations

import pytest
from django.db import connection

from history.triggers import differences


def test_triggers_are_what_the_models_ask_for(db):
    assert differences() == []


def test_differences_name_a_disabled_trigger(owner_db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_claim DISABLE TRIGGER claims_claim_record_update")

    assert differences() == [
        "claims_claim: trigger claims_claim_record_update is missing or not ENABLE ALWAYS"
    ]


@pytest.mark.parametrize("statement", ["DROP FUNCTION {} CASCADE"])
def test_differences_name_a_missing_function(owner_db, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement.format("sources_source_record_delete()"))

    assert differences()[0] == "sources_source: function sources_source_record_delete() is missing"
