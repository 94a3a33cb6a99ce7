"""A ledger to damage: one database a module, each test in a transaction rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from config.owner import as_owner
from tests.databases import Databases, connected_to
from tests.history.damage import fill


@pytest.fixture(scope="module")
def ledger_database(
    databases: Databases, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database with something in every table; its name."""
    with django_db_blocker.unblock(), databases.copy(template, "ledger") as name:
        with connected_to(name):
            fill()
        yield name


@pytest.fixture
def ledger(ledger_database: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """That ledger, as its owner, who can do anything; rolled back."""
    with (
        django_db_blocker.unblock(),
        connected_to(ledger_database),
        as_owner(),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)
