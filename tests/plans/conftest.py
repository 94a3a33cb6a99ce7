"""Databases of ten and a hundred thousand statements, made once for all tests of plans.

They take a minute or two, so that they are made only where ONRECORD_PLANS is set, as .ci/run does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bench.generated import Plan
from config.owner import as_owner
from tests.databases import Databases, connected_to
from tests.plans.asking import NOT_ASKED, are_asked
from tests.plans.records import LARGE, SMALL, Record


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip all of this folder unless it is asked for."""
    if are_asked():
        return
    for item in items:
        if "tests/plans/" in item.nodeid:
            item.add_marker(pytest.mark.skip(reason=NOT_ASKED))


@pytest.fixture(scope="session")
def records(
    databases: Databases, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[tuple[Record, Record]]:
    """The small record and the large one, filled as the owner; tests ask as the service."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        found = []
        for size in (SMALL, LARGE):
            name = stack.enter_context(databases.copy(template, f"plans_{size}"))
            record = Record(name, Plan.of(size))
            with connected_to(name), as_owner():
                record.fill()
            found.append(record)
        yield found[0], found[1]


@pytest.fixture
def small(records: tuple[Record, Record]) -> Record:
    return records[0]


@pytest.fixture
def large(records: tuple[Record, Record]) -> Record:
    return records[1]


@pytest.fixture(autouse=True)
def unblocked(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield
