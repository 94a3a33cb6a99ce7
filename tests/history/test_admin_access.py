"""Who may see and do what in the admin: the table of roles, page by page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import User
from accounts.roles import PERMISSIONS, Role, permission
from claims.models import ClaimNote
from history.tracking import TRACKED
from sources.registering import register_source
from tests.admin_site import (
    PEOPLE,
    READ_ONLY,
    RECORDS,
    kerman,
    ledger,
    page_of,
    send,
    several,
    signed_in,
)
from tests.conftest import person

OF = {
    "source": "irna",
    "document": "document",
    "topic": "topic",
    "entity": "entity",
    "claim": "claim",
    "revision": "revision",
    "user": "user",
    "token": "token",
    "group": "group",
    "entry": "entry",
}
MODELS = (*RECORDS, *PEOPLE, *READ_ONLY)
STEPS = (
    ("retire", "source"),
    ("retire", "document"),
    ("retire", "topic"),
    ("retire", "entity"),
    ("retire", "claim"),
    ("adopt", "claim"),
    ("void", "revision"),
)


@pytest.fixture
def record(alice: User) -> SimpleNamespace:
    return kerman(alice)


def of(record: SimpleNamespace, model: Any) -> Any:
    return getattr(record, OF[model._meta.model_name])


def name_of(part: Any) -> str:
    return str(part) if isinstance(part, Role) else str(part._meta.model_name)


def denied(action: str) -> list[tuple[Role, Any]]:
    """Each role and model that the table keeps apart."""
    return [
        (role, model)
        for role in Role
        for model in MODELS
        if permission(action, model) not in PERMISSIONS[role]
    ]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_role_opens_the_pages_the_table_gives_it(record, role, model):
    client = signed_in(person("dana", role, is_staff=True))
    target, granted = of(record, model), PERMISSIONS[role]
    views = 200 if permission("view", model) in granted else 403

    statuses = {
        "list": client.get(page_of(model, "changelist")).status_code,
        "record": client.get(page_of(target)).status_code,
        "add": client.get(page_of(model, "add")).status_code,
    }

    adds = 200 if permission("add", model) in granted else 403
    assert statuses == {"list": views, "record": views, "add": adds}
    if model in TRACKED:
        assert client.get(page_of(target, "history")).status_code == views


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_page_offers_to_save_only_what_the_role_may_change(record, role, model):
    client = signed_in(person("dana", role, is_staff=True))
    page = client.get(page_of(of(record, model)))
    may_change = permission("change", model) in PERMISSIONS[role]

    assert (b'name="_save"' in page.content) == may_change


@pytest.mark.parametrize(("role", "model"), denied("change"), ids=name_of)
def test_saving_without_the_permission_is_refused_and_changes_nothing(record, role, model):
    client = signed_in(person("dana", role, is_staff=True))
    before = ledger()

    changed = client.post(
        page_of(of(record, model)),
        {"name": "Forged", "question": "Forged?", "title": "Forged", "reason": "x", "version": "1"},
    )

    assert changed.status_code == 403
    assert ledger() == before


@pytest.mark.parametrize(("role", "model"), denied("add"), ids=name_of)
def test_adding_without_the_permission_is_refused_and_adds_nothing(record, role, model):
    client = signed_in(person("dana", role, is_staff=True))
    before = ledger()

    added = client.post(page_of(model, "add"), {"name": "F", "slug": "f", "kind": "outlet"})

    assert added.status_code == 403
    assert ledger() == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("action", "name"), STEPS, ids="-".join)
def test_steps_are_for_the_roles_the_table_gives_them(record, role, action, name):
    target = getattr(record, OF[name])
    client = signed_in(person("dana", role, is_staff=True))
    before = ledger()
    allowed = permission(action, target) in PERMISSIONS[role]
    url = page_of(target, action)

    if not allowed:
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "x", "version": "1"}).status_code == 403
        assert ledger() == before
        return
    more = {"revision": str(record.revision.pk)} if action == "adopt" else {}
    done = send(client, url, reason="Because", **more)

    assert done.status_code == 302
    assert ledger()["entries"] == before["entries"] + 1


@pytest.mark.parametrize("superuser", [True, False], ids=["superuser", "editor"])
@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nobody_deletes(record, alice, model, superuser):
    who = person("root", is_superuser=True, is_staff=True) if superuser else alice
    target, client, before = of(record, model), signed_in(who), ledger()

    assert client.get(page_of(target, "delete")).status_code == 403
    assert client.post(page_of(target, "delete"), {"post": "yes"}).status_code == 403
    client.post(
        page_of(model, "changelist"),
        {"action": "delete_selected", "_selected_action": str(target.pk), "post": "yes"},
    )

    assert ledger() == before


def test_auditor_of_no_staff_and_anonymous_are_sent_to_sign_in(client, record):
    outside = signed_in(person("dana", "auditor"))

    for visitor in (client, outside):
        answer = visitor.get(page_of(record.irna))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


# simple-history's page of an old version takes a POST from people who may only view.


def test_no_admin_is_simple_historys():
    assert [
        registered
        for registered in admin.site._registry.values()
        if isinstance(registered, SimpleHistoryAdmin) or hasattr(registered, "history_form_view")
    ] == []


def test_every_tracked_record_with_a_page_has_our_history_page():
    pages = {model for model in admin.site._registry if model in TRACKED}

    assert pages == {*RECORDS, *PEOPLE, ClaimNote}


@pytest.mark.parametrize("who", ["auditor", "editor", "administrator", "superuser"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_old_version_takes_nothing_from_anybody(record, alice, who, method):
    roles = [] if who == "superuser" else [who]
    user = person("dana", *roles, is_staff=True, is_superuser=not roles)
    row = record.irna.history.first()
    values = {"name": "Reverted", "kind": "outlet", "slug": "irna", "_change_history": "1",
              "_save": "Revert", "reason": "x", "version": "1"}  # fmt: skip
    client, before = signed_in(user), ledger()

    answers = [
        getattr(client, method)(page_of(record.irna, page, *more), values)
        for page, more in (("version", [row.history_id]), ("history", []))
    ]

    assert [answer.status_code for answer in answers] == [405, 405]
    record.irna.refresh_from_db()
    assert (record.irna.name, ledger()) == ("IRNA", before)


def test_an_old_version_is_a_page_to_read(record, charlie):
    row = record.irna.history.first()

    page = signed_in(charlie).get(page_of(record.irna, "version", row.history_id))

    assert page.status_code == 200
    assert b"<form" not in page.content.split(b'id="content-main"')[1]
    assert ("name", "IRNA") in page.context["fields"]


def test_an_old_version_of_another_record_is_not_found(record, alice):
    other = register_source(by=alice, channel="command", slug="afp", name="AFP", kind="agency")
    row = other.history.first()

    answer = signed_in(alice).get(page_of(record.irna, "version", row.history_id))

    assert answer.status_code == 404


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_history_of_what_is_not_on_record_is_not_found(alice, key):
    client = signed_in(alice)

    assert client.get(f"/admin/sources/source/{key}/history/").status_code == 404
    assert client.get(f"/admin/sources/source/{key}/retire/").status_code == 404


def test_simple_historys_own_address_is_not_routed():
    with pytest.raises(NoReverseMatch):
        reverse("admin:sources_source_simple_history", args=["x", 1])


def test_djangos_own_log_stays_empty(record, alice):
    client = signed_in(alice)

    send(client, page_of(record.irna), name="Irna", reason="Its own spelling")

    assert LogEntry.objects.count() == 0
    assert b"Recent actions" not in client.get("/admin/").content


@pytest.mark.parametrize("model", RECORDS, ids=name_of)
def test_lists_take_no_query_a_row(alice, model):
    client, counts = signed_in(alice), {}
    client.get("/admin/")

    for numbers in (range(1), range(1, 3)):
        several(alice, numbers)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(page_of(model, "changelist"))
        counts[page.context["cl"].result_count] = len(queries)

    rows, taken = zip(*counts.items(), strict=True)
    assert rows[1] >= rows[0] + 2
    assert taken[0] == taken[1]
