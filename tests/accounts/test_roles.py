"""The table of roles is what `has_perm` answers, for every role and every action in it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission

from accounts.models import Membership, User
from accounts.roles import EVERY_PERMISSION, PERMISSIONS, Role, may, permission, permissions_of
from claims.models import Claim, Revision
from history.models import Entry
from tests.conftest import person

HELD_BY = {
    "claims.view_claim": {"contributor", "editor", "auditor", "administrator"},
    "claims.add_revision": {"contributor", "editor", "administrator"},
    "claims.change_claim": {"editor", "administrator"},
    "claims.void_revision": {"editor", "administrator"},
    "claims.adopt_claim": {"editor", "administrator"},
    "claims.audit_claim": {"editor", "auditor", "administrator"},
    "sources.retire_source": {"editor", "administrator"},
    "sources.restore_source": {"editor", "administrator"},
    "history.view_entry": {"auditor"},
    "accounts.view_user": {"auditor", "administrator"},
    "accounts.change_user": {"administrator"},
    "accounts.add_token": {"administrator"},
    "auth.view_group": {"auditor", "administrator"},
}


@pytest.mark.parametrize("name", HELD_BY)
def test_permission_is_held_by_the_roles_that_need_it(name):
    assert {role.value for role in Role if name in PERMISSIONS[role]} == HELD_BY[name]


def test_auditor_may_view_everything_and_do_nothing_else():
    reading = {name for name in EVERY_PERMISSION if ".view_" in name or ".audit_" in name}

    assert PERMISSIONS[Role.AUDITOR] == reading


def test_nobody_may_delete_nor_change_a_statement_or_the_ledger():
    assert [name for name in EVERY_PERMISSION if ".delete_" in name] == []
    assert "claims.change_revision" not in EVERY_PERMISSION
    assert [name for name in EVERY_PERMISSION if name.endswith("_entry")] == ["history.view_entry"]


@pytest.mark.parametrize("role", list(Role))
def test_user_has_what_the_table_gives_the_role_and_no_more(db, role):
    user = person("dana", role)

    held = {name for name in EVERY_PERMISSION if user.has_perm(name)}

    assert held == PERMISSIONS[role]
    assert user.get_all_permissions() == PERMISSIONS[role]


def test_roles_add_up(db):
    user = person("dana", "contributor", "auditor")

    assert user.get_all_permissions() == permissions_of(["contributor", "auditor"])
    assert may(user, "view", Entry)
    assert may(user, "add", Revision)
    assert not may(user, "void", Revision)


@pytest.mark.parametrize(
    "user",
    [AnonymousUser(), User(username="nobody"), User(username="gone", is_active=False)],
    ids=["anonymous", "without a role", "inactive"],
)
def test_without_a_role_nothing_is_allowed(db, user):
    assert [name for name in EVERY_PERMISSION if user.has_perm(name)] == []


def test_inactive_editor_may_do_nothing(db):
    user = person("dana", "editor", is_active=False)

    assert not may(user, "view", Claim)
    assert user.get_all_permissions() == set()


def test_a_group_that_is_no_role_and_granted_rows_count_for_nothing(owner_db):
    interns = Group.objects.create(name="interns")
    change_claim = Permission.objects.get(codename="change_claim")
    interns.permissions.add(change_claim)
    user = person("dana")
    Membership.objects.create(user=user, group=interns)
    user.user_permissions.add(change_claim)

    assert user.get_all_permissions() == set()
    assert not user.has_perm("claims.change_claim")


def test_module_is_shown_to_those_who_may_see_something_in_it(alice, charlie):
    assert alice.has_module_perms("claims")
    assert not alice.has_module_perms("history")
    assert charlie.has_module_perms("history")


def test_permissions_of_a_user_take_one_query(alice, django_assert_num_queries):
    user = User.objects.get(pk=alice.pk)

    with django_assert_num_queries(1):
        held = [name for name in EVERY_PERMISSION if user.has_perm(name)]

    assert set(held) == PERMISSIONS[Role.EDITOR]


def test_users_with_a_permission(alice, bob, charlie):
    root = person("root", is_superuser=True)
    person("gone", "editor", is_active=False)

    assert set(User.objects.with_perm("claims.void_revision")) == {alice, root}
    assert set(User.objects.with_perm("claims.add_revision", include_superusers=False)) == {
        alice,
        bob,
    }


def test_permission_is_named_as_django_names_it():
    assert permission("void", Revision) == "claims.void_revision"
    assert permission("view", Entry) == "history.view_entry"
