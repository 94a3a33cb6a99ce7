"""The table of roles over every address that writes: who may, does; the others change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from accounts.models import Scope
from accounts.roles import PERMISSIONS, Role
from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person
from tests.routes import writes
from tests.writing import REFUSALS, WRITES, Write, prepare

DONE = ("done",)
NOT_ALLOWED = ("403", "role_not_allowed")


@pytest.fixture
def example(kerman, charlie):
    return prepare(kerman, charlie)


def outcome(write: Write, example: Any, caller: Caller, **headers: str) -> Any:
    """What comes of a write by somebody: done, with one entry of theirs, or refused with nothing.

    Undone afterwards, so that the next one finds the example as it was.
    """
    with transaction.atomic():
        write.first(example, example.by)
        before, position = on_record(), head()
        response = write.send(caller, example, **headers)
        unchanged, entries = on_record() == before, written_since(position)
        transaction.set_rollback(True)
    if response.status_code >= 400:
        assert unchanged, f"{write} was refused and changed something"
        return faults(response)[0]
    by = caller.token.user.name if caller.token else None
    assert [entry["actor_name"] for entry in entries] == ([by] if write.permission else [])
    assert unchanged is (write.permission is None)
    return DONE


def outcomes(example: Any, caller: Caller, **headers: str) -> dict[str, Any]:
    return {str(write): outcome(write, example, caller, **headers) for write in WRITES}


def test_every_address_that_writes_is_in_the_table():
    there = {(method, route.path) for method, route in writes()}

    assert {(write.method, write.path) for write in WRITES} | REFUSALS == there


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "without a role")
def test_a_role_does_what_the_table_says_and_nothing_else(example, role):
    held = PERMISSIONS[role] if role else frozenset()
    caller = Caller(person("dana", role) if role else person("dana"))

    assert outcomes(example, caller) == {
        str(write): DONE if write.permission in {None, *held} else NOT_ALLOWED for write in WRITES
    }


@pytest.mark.parametrize("scope", list(Scope))
def test_a_token_writes_with_the_scope_it_takes_and_with_no_other(example, alice, scope):
    refused = ("403", "scope_not_allowed")

    assert outcomes(example, Caller(alice, scope)) == {
        str(write): DONE if scope is (Scope.WRITE if write.permission else Scope.READ) else refused
        for write in WRITES
    }


def test_nobody_writes_without_a_token(example):
    refused = ("401", "not_authenticated")

    assert outcomes(example, Caller()) == {str(write): refused for write in WRITES}


def test_a_superuser_does_everything(example):
    root = Caller(person("root", is_superuser=True))

    assert outcomes(example, root) == {str(write): DONE for write in WRITES}


@pytest.mark.parametrize("accept", ["text/csv", "application/ld+json", "text/html"])
def test_a_write_is_answered_in_json_alone(example, alice, accept):
    refused = ("406", "not_acceptable")

    assert outcomes(example, Caller(alice), accept=accept) == {
        str(write): refused for write in WRITES
    }


STALE = {"none": ("", "if_match_required"), "an old one": ('"1"', "stale")}


@pytest.mark.parametrize(("given", "code"), STALE.values(), ids=STALE)
def test_a_change_needs_the_version_that_stands(example, alice, given, code):
    refused = ("428" if not given else "412", code)

    assert outcomes(example, Caller(alice), if_match=given) == {
        str(write): refused if write.needs_version else DONE for write in WRITES
    }
