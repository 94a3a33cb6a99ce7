"""Users, roles, passwords and tokens in the admin, and the write module behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from knox.auth import TokenAuthentication

from accounts.models import Membership, Token, User
from api.refusals import Conflict, Invalid, Stale
from history.models import Entry
from history.people import edit_token, edit_user, issue_token, register_user, revoke_token
from tests.admin_site import entries_after, errors_of, head, ledger, page_of, send, signed_in
from tests.callers import Caller, faults
from tests.conftest import person
from tests.history.ledger import version_of

PASSWORD = "a-long-enough-1"
NEW_PASSWORD = "another-long-one-2"


@pytest.fixture
def dana(db: None) -> User:
    return person("dana", "administrator", is_staff=True)


@pytest.fixture
def root(db: None) -> User:
    return person("root", is_staff=True, is_superuser=True)


def role(name: str) -> Group:
    return Group.objects.get(name=name)


def roles_of(user: User) -> set[str]:
    return set(user.memberships.values_list("group__name", flat=True))


def token_of(user: User, **more: Any) -> tuple[Token, str]:
    given = {"name": "graphics desk", "scopes": ["read"], **more}
    return issue_token(user=user, by=None, channel="command", **given)


# Users


def test_new_user_has_a_password_and_roles_in_one_entry(dana):
    before = head()

    added = send(
        signed_in(dana),
        page_of(User, "add"),
        username="erin",
        name="Erin",
        is_staff="on",
        password1=PASSWORD,
        password2=PASSWORD,
        roles=[str(role("editor").pk), str(role("auditor").pk)],
        reason="Joins the desk",
    )

    assert added.status_code == 302
    erin = User.objects.get(username="erin")
    assert (erin.name, erin.is_staff, erin.is_superuser) == ("Erin", True, False)
    assert erin.check_password(PASSWORD)
    assert roles_of(erin) == {"editor", "auditor"}
    assert entries_after(before) == [("Dana", "Joins the desk", "admin")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"password1": PASSWORD, "password2": NEW_PASSWORD}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password2"),
        ({"password1": "erin.kowalski", "password2": "erin.kowalski"}, "password2"),
        ({"password1": "", "password2": ""}, "password1"),
        ({"username": "dana", "password1": PASSWORD, "password2": PASSWORD}, "username"),
    ],
    ids=["differ", "common", "like the name", "none", "taken"],
)
def test_wrong_new_user_is_refused_beside_the_field(dana, given, field):
    before = ledger()
    values = {"username": "erin.kowalska", "name": "Erin", **given}

    page = send(signed_in(dana), page_of(User, "add"), **values)

    assert field in errors_of(page)
    assert ledger() == before


def test_user_without_a_password_cannot_sign_in(dana):
    send(signed_in(dana), page_of(User, "add"), username="tool", usable_password="false")

    assert not User.objects.get(username="tool").has_usable_password()


def test_roles_are_granted_and_revoked_in_one_entry_with_the_rest(dana, bob):
    before = head()

    saved = send(
        signed_in(dana),
        page_of(bob),
        name="Robert",
        roles=[str(role("editor").pk)],
        reason="Promoted",
    )

    assert saved.status_code == 302
    bob.refresh_from_db()
    assert (bob.name, roles_of(bob)) == ("Robert", {"editor"})
    assert entries_after(before) == [("Dana", "Promoted", "admin")]


def test_history_of_a_user_holds_their_roles(dana, bob):
    send(signed_in(dana), page_of(bob), roles=[], reason="Left the desk")

    page = signed_in(dana).get(page_of(bob, "history"))

    told = [
        (change.what, [(field.name, field.old, field.new) for field in change.fields])
        for change in page.context["changes"]
    ]
    assert told[0] == ("membership removed", [("group", "contributor", "—")])
    assert ("membership recorded", [("group", "—", "contributor")]) in told


def test_a_role_granted_meanwhile_stays(dana, bob):
    client = signed_in(dana)
    opened = client.get(page_of(bob))
    Membership.objects.create(user=bob, group=role("auditor"))

    from tests.admin_site import values_of

    client.post(page_of(bob), {**values_of(opened), "name": "Robert", "reason": "Spelling"})

    assert roles_of(bob) == {"contributor", "auditor"}


def test_user_is_deactivated_with_a_reason(dana, bob):
    opened = {"is_active": []}

    send(signed_in(dana), page_of(bob), **opened, reason="Left")

    bob.refresh_from_db()
    assert bob.is_active is False


def test_nobody_deactivates_themselves(dana):
    before = ledger()

    page = send(signed_in(dana), page_of(dana), is_active=[], reason="Oops")

    assert errors_of(page) == {"is_active": ["you can't deactivate yourself"]}
    assert ledger() == before


LAST = "is the last active administrator; make another one first"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"changes": {"is_active": False}}, "/is_active"),
        ({"changes": {}, "revoke": "administrator"}, "/roles"),
    ],
    ids=["deactivated", "role revoked"],
)
def test_the_last_active_administrator_stays_one(dana, change, field):
    """Not from the shell either: nobody would be left to undo it."""
    person("gone", "administrator", is_active=False)
    asked = {**change, "revoke": [role(change["revoke"])] if "revoke" in change else []}
    before = ledger()

    with pytest.raises(Conflict) as refused:
        edit_user(dana, by=None, reason="Tidy", channel="command", **asked)

    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code, fault.detail) == (
        field,
        "last_administrator",
        f"Dana {LAST}",
    )
    assert ledger() == before


def test_one_of_two_administrators_may_go(dana):
    frank = person("frank", "administrator")

    edit_user(frank, {"is_active": False}, by=dana, reason="Left", channel="admin")

    assert not User.objects.get(pk=frank.pk).is_active


def test_the_last_administrator_keeps_the_role_on_the_page_too(dana):
    before = ledger()

    page = send(signed_in(dana), page_of(dana), roles=[], reason="Enough")

    assert errors_of(page) == {"roles": [f"Dana {LAST}"]}
    assert ledger() == before


def test_a_deactivated_user_is_signed_out_and_stays_the_author(dana, bob, db):
    client, caller = signed_in(bob), Caller(bob)
    made = caller.post("topics/", {"slug": "kerman", "name": "Kerman", "kind": "event"})

    edit_user(bob, {"is_active": False}, by=dana, reason="Left", channel="admin")

    assert client.get(reverse("admin:index")).status_code == 302
    assert faults(caller.get("topics/")) == [("401", "inactive_user")]
    assert Entry.objects.get(position=made.json()["version"]).actor_name == "Bob"


def test_a_change_of_roles_is_one_of_the_user(dana, bob):
    """Two administrators at once: the second had not seen what the first granted."""
    read = version_of(bob)
    given = {"by": dana, "reason": "Moved", "channel": "admin", "version": read}

    edit_user(bob, {}, grant=[role("editor")], **given)

    with pytest.raises(Stale):
        edit_user(bob, {"name": "Robert"}, **given)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_deleted_on_a_page(dana, bob, method):
    path = f"{page_of(bob).removesuffix('change/')}delete/"

    response = getattr(signed_in(dana), method)(path, {"post": "yes"})

    assert response.status_code in (403, 404)
    assert User.objects.filter(pk=bob.pk).exists()


def test_nobody_is_deleted_in_a_shell(bob):
    with pytest.raises(ProgrammingError, match="permission denied for table"), atomic():
        bob.delete()

    assert User.objects.filter(pk=bob.pk).exists()


def test_administrator_makes_no_superuser(dana, bob):
    before = ledger()

    page = send(signed_in(dana), page_of(bob), is_superuser="on", reason="Trust me")

    assert errors_of(page) == {"__all__": ["Nothing differs from what is on record."]}
    assert ledger() == before
    assert not User.objects.get(pk=bob.pk).is_superuser


def test_superuser_makes_a_superuser(root, bob):
    send(signed_in(root), page_of(bob), is_superuser="on", reason="Second key holder")

    assert User.objects.get(pk=bob.pk).is_superuser


@pytest.mark.parametrize("page", ["change", "password"])
def test_administrator_does_not_touch_a_superuser(dana, root, page):
    before, client = ledger(), signed_in(dana)
    url = page_of(root) if page == "change" else password_page(root)

    answer = client.post(
        url, {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    )

    assert answer.status_code == 403
    assert ledger() == before
    assert not User.objects.get(pk=root.pk).check_password(PASSWORD)


def test_write_module_holds_it_too(dana, root, bob):
    recorded = {"by": dana, "reason": "x", "channel": "api"}

    for write in (
        lambda: edit_user(root, {"name": "R"}, **recorded),
        lambda: edit_user(bob, {"is_superuser": True}, **recorded),
        lambda: register_user(username="evil", is_superuser=True, **recorded),
        lambda: issue_token(user=root, name="t", scopes=["write"], **recorded),
    ):
        with pytest.raises(Invalid) as refused:
            write()
        assert refused.value.faults[0].code == "superuser"


def test_users_list_takes_no_query_a_row(dana):
    client, counts = signed_in(dana), []
    client.get("/admin/")

    for names in (["u1"], ["u2", "u3"]):
        for name in names:
            person(name, "editor", "auditor")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(User, "changelist"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# Passwords


def password_page(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def test_password_is_set_and_in_no_history(dana, bob):
    client, before = signed_in(dana), ledger()

    answer = client.post(
        password_page(bob),
        {
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
            "usable_password": "true",
            "set-password": "1",
        },
    )

    assert answer.status_code == 302
    assert User.objects.get(pk=bob.pk).check_password(NEW_PASSWORD)
    assert ledger() == before
    assert "password" not in {field.name for field in User.history.model._meta.fields}


def test_own_password_is_changed(alice):
    alice.set_password(PASSWORD)
    alice.save()
    client = signed_in(alice)

    answer = client.post(
        reverse("admin:password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": NEW_PASSWORD,
            "new_password2": NEW_PASSWORD,
        },
    )

    assert answer.status_code == 302
    assert User.objects.get(pk=alice.pk).check_password(NEW_PASSWORD)


@pytest.mark.parametrize("who", ["auditor", "editor"])
def test_password_of_another_is_the_administrators_to_set(bob, who):
    client, before = signed_in(person("erin", who, is_staff=True)), ledger()

    answer = client.post(password_page(bob), {"password1": PASSWORD, "password2": PASSWORD})

    assert answer.status_code == 403
    assert ledger() == before


def test_auditor_sees_no_hash(charlie, bob):
    bob.set_password(PASSWORD)
    bob.save()

    content = signed_in(charlie).get(page_of(bob)).content.decode()

    assert "pbkdf2" not in content
    assert bob.password.split("$")[2][:6] not in content


# Tokens


def added_token(client: Any, user: User, **more: Any) -> Any:
    return send(
        client,
        page_of(Token, "add"),
        name="graphics desk",
        user=str(user.pk),
        scopes=["read", "audit"],
        reason="For the maps",
        **more,
    )


def test_token_is_made_in_one_entry_and_works(dana, alice):
    client, before = signed_in(dana), head()

    answer = added_token(client, alice)
    page = client.get(answer["Location"]).content.decode()

    token = Token.objects.get()
    assert (token.name, token.user, token.scopes) == ("graphics desk", alice, ["read", "audit"])
    assert timedelta(days=364) < token.expiry - timezone.now() < timedelta(days=366)
    assert entries_after(before) == [("Dana", "For the maps", "admin")]
    text = page.split("<code>")[1].split("</code>")[0]
    assert text.startswith("onr_")
    user, _ = TokenAuthentication().authenticate_credentials(text.encode())
    assert user == alice


def test_token_is_shown_once_and_its_digest_never(dana, alice):
    client = signed_in(dana)
    answer = added_token(client, alice)
    shown = client.get(answer["Location"]).content.decode()
    text = shown.split("<code>")[1].split("</code>")[0]
    token = Token.objects.get()

    again = [
        client.get(url).content.decode()
        for url in (
            page_of(Token, "changelist"),
            page_of(token),
            page_of(token, "history"),
            page_of(token, "version", token.history.first().history_id),
            "/admin/",
        )
    ]

    assert text in shown
    for page in (shown, *again):
        assert token.digest not in page
    for page in again:
        assert text not in page
        assert token.token_key not in page


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expiry_0": "2020-01-01", "expiry_1": "00:00:00"}, "expiry"),
        ({"user": ""}, "user"),
    ],
    ids=["no scope", "unknown scope", "past", "nobody"],
)
def test_wrong_token_is_refused_beside_the_field(dana, alice, more, field):
    before = ledger()
    values = {"name": "t", "user": str(alice.pk), "scopes": ["read"], **more}

    page = send(signed_in(dana), page_of(Token, "add"), **values)

    assert list(errors_of(page)) == [field]
    assert ledger() == before


def test_token_is_revoked_with_a_reason_and_stays(dana, alice):
    token, text = token_of(alice)
    before = head()

    send(signed_in(dana), page_of(token, "revoke"), reason="Laptop lost")

    token.refresh_from_db()
    assert token.expiry <= timezone.now()
    assert entries_after(before) == [("Dana", "Laptop lost", "admin")]
    page = signed_in(dana).get(page_of(token)).content.decode()
    assert "/revoke/" not in page


def test_token_is_revoked_once(dana, alice):
    token, _ = token_of(alice)
    revoked = revoke_token(token, by=dana, reason="Lost", channel="admin")

    with pytest.raises(Conflict):
        revoke_token(revoked, by=dana, reason="Again", channel="admin")


def test_tokens_scopes_are_changed_with_a_reason(dana, alice):
    token, _ = token_of(alice)
    before = head()

    send(signed_in(dana), page_of(token), scopes=["read", "write"], reason="Writes now")

    token.refresh_from_db()
    assert token.scopes == ["read", "write"]
    assert entries_after(before) == [("Dana", "Writes now", "admin")]


def test_tokens_user_never_changes(dana, alice, bob):
    token, _ = token_of(alice)

    send(signed_in(dana), page_of(token), user=str(bob.pk), name="Bob's", reason="x")

    token.refresh_from_db()
    assert (token.user, token.name) == (alice, "Bob's")
    with pytest.raises(Invalid):
        edit_token(token, {"user_id": bob.pk}, by=dana, reason="x", channel="api")


@pytest.mark.parametrize("who", ["contributor", "editor", "auditor"])
def test_revoking_is_the_administrators(alice, who):
    token, _ = token_of(alice)
    client, before = signed_in(person("erin", who, is_staff=True)), ledger()

    assert client.get(page_of(token, "revoke")).status_code == 403
    assert client.post(page_of(token, "revoke"), {"reason": "x", "version": "1"}).status_code == 403
    assert ledger() == before


# Roles


def test_roles_are_shown_with_what_they_may_and_never_changed(charlie):
    client = signed_in(charlie)

    listed = client.get(page_of(Group, "changelist")).content.decode()

    assert "void claimnote, revision" in listed
    assert client.post(page_of(role("editor")), {"name": "x"}).status_code == 403
    assert not Entry.objects.filter(channel="admin").exists()
