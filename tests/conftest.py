"""The cast and the database. Alice is an editor, Bob a contributor, Charlie an auditor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import Membership, Scope, Token, User
from claims.seeding import load_seeds
from config.owner import as_owner
from tests.browser.finding import NO_BROWSER
from tests.callers import Caller
from tests.databases import Databases, connected_to
from tests.kerman import Kerman
from tests.kerman import kerman as made_kerman
from tests.plans.asking import NOT_ASKED

# Nobody is throttled but in the tests of throttling.
settings.RATES = dict.fromkeys(settings.RATES)
# No test depends on wall time: a slow machine fails none.
hypothesis.settings.register_profile(
    "onrecord",
    deadline=None,
    suppress_health_check=[
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.filter_too_much,
    ],
)
hypothesis.settings.load_profile("onrecord")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say plainly what was left out: for want of a browser, or because it takes minutes."""
    skipped = terminalreporter.stats.get("skipped", [])
    for what, reason in (("the desk", NO_BROWSER), ("plans", NOT_ASKED)):
        left_out = [report for report in skipped if reason in str(report.longrepr)]
        if left_out:
            terminalreporter.write_sep("=", f"tests of {what} left out", yellow=True)
            terminalreporter.write_line(f"{len(left_out)} tests of {what} did not run: {reason}")


@pytest.fixture(scope="session")
def databases(django_db_blocker: pytest.FixtureRequest) -> Iterator[Databases]:
    with django_db_blocker.unblock():
        made = Databases()
        yield made
        made.close()


@pytest.fixture(scope="session")
def template(databases: Databases, django_db_blocker: pytest.FixtureRequest) -> str:
    with django_db_blocker.unblock():
        databases.drop_abandoned()
        return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(
    databases: Databases, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Tests with `db` share one copy of the template, each in a transaction rolled back."""
    with (
        django_db_blocker.unblock(),
        databases.copy(template, "shared") as name,
        connected_to(name),
    ):
        yield


@pytest.fixture
def owner_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A transaction rolled back, as with `db`, but the owner's: for what the service may not do.

    Ask for it before whatever needs `db`.
    """
    with django_db_blocker.unblock(), as_owner(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def committed_db(
    databases: Databases, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database of the test's own, for what happens at commit or between connections.

    Gives its name. Not to be used together with `db`.
    """
    with (
        django_db_blocker.unblock(),
        databases.copy(template, "own") as name,
        connected_to(name),
    ):
        yield name


@pytest.fixture
def owner_committed_db(committed_db: str) -> Iterator[str]:
    """As `committed_db`, but as the owner, for what the service may not do."""
    with as_owner():
        yield committed_db


@pytest.fixture(scope="session")
def seeds_database(
    databases: Databases, template: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[str]:
    """A database with the seeds on record; its name."""
    with django_db_blocker.unblock(), databases.copy(template, "seeds") as name:
        with connected_to(name):
            load_seeds(by=None)
        yield name


@pytest.fixture
def seeded(seeds_database: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The seeds on record, in a transaction rolled back; ask for it before what needs `db`."""
    with django_db_blocker.unblock(), connected_to(seeds_database), transaction.atomic():
        yield
        transaction.set_rollback(True)


def person(username: str, *roles: str, **fields: object) -> User:
    user = User.objects.create_user(username=username, name=username.title(), **fields)
    for role in roles:
        Membership.objects.create(user=user, group=Group.objects.get(name=role))
    return user


def token_for(user: User, *scopes: str) -> str:
    return Token.objects.create(
        user=user, name=f"{user.username}'s tool", scopes=list(scopes or Scope.values)
    )[1]


@pytest.fixture
def alice(db: None) -> User:
    return person("alice", "editor", is_staff=True)


@pytest.fixture
def bob(db: None) -> User:
    return person("bob", "contributor", is_staff=True)


@pytest.fixture
def charlie(db: None) -> User:
    return person("charlie", "auditor", is_staff=True)


@pytest.fixture
def calling_alice(alice: User) -> Caller:
    return Caller(alice)


@pytest.fixture
def anyone(db: None) -> Caller:
    return Caller()


@pytest.fixture
def kerman(alice: User) -> Kerman:
    return made_kerman(alice)
