"""Every kind of page, wide and narrow, light and dark: nothing wrong with any of them.

One database and one browser for all, each page opened once; the dark looks differ in colours alone,
so that of them only colours are judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, Page

from accounts.models import Token, User
from claims.adopting import adopt_figure
from claims.models import Claim, Entity, Revision, Topic
from history.models import Entry
from history.people import issue_token
from sources.models import Document, Source
from tests.admin_site import page_of
from tests.browser.accessibility import faults_of
from tests.browser.desk import Desk
from tests.browser.server import served
from tests.databases import Databases, connected_to

WIDTHS = (1280, 390)
RECORDS = (Source, Document, Topic, Entity, Claim, Revision)
PEOPLE = (User, Token)
READ_ONLY = (Group, Entry)


@pytest.fixture(scope="module")
def shared(
    browser: Browser, databases: Databases, desk_database: str, django_db_blocker: Any
) -> Iterator[Desk]:
    """The site on one database for all pages here, none of which writes; a figure is adopted."""
    with (
        django_db_blocker.unblock(),
        databases.copy(desk_database, "screens") as name,
        connected_to(name),
        served() as address,
    ):
        alice = User.objects.get(username="alice")
        claim = Claim.objects.get(slug="kerman-bombings-2024-deaths")
        recorded = {"by": alice, "reason": "Confirmed by two desks", "channel": "admin"}
        adopt_figure(claim, claim.revisions.earliest("stated_at", "id"), **recorded)
        issue_token(user=alice, name="graphics desk", scopes=["read"], **recorded)
        yield Desk(browser, address)


@pytest.fixture(scope="module")
def pages(shared: Desk) -> Iterator[dict[str, Page]]:
    """A page of each of the cast, signed in when it is first asked for; "" is nobody."""

    class Pages(dict[str, Page]):
        def __missing__(self, username: str) -> Page:
            self[username] = shared.page(username or None)
            return self[username]

    opened = Pages()
    yield opened
    for page in opened.values():
        page.context.close()


def one(model: Any) -> Any:
    """A record with much to show."""
    if model is Claim:
        return Claim.objects.get(slug="kerman-bombings-2024-deaths")
    if model is Revision:
        return Revision.objects.filter(claim__slug="kerman-bombings-2024-deaths").earliest("id")
    if model is User:
        return User.objects.get(username="bob")
    return model._default_manager.order_by("pk").first()


def _of(model: Any, page: str = "change", *more: Any) -> Any:
    return lambda: page_of(one(model), page, *more)


def _version(model: Any) -> Any:
    return lambda: page_of(
        one(model), "version", one(model).history.latest("history_id").history_id
    )


def _listing(model: Any, query: str = "") -> Any:
    return lambda: page_of(model, "changelist") + query


def _is(path: str) -> Any:
    return lambda: path


# Who opens it, and where it is.
PAGES = {
    "login": ("", _is("/admin/login/")),
    "home": ("alice", _is("/admin/")),
    "home of a contributor": ("bob", _is("/admin/")),
    "home of an auditor": ("charlie", _is("/admin/")),
    "search": ("alice", _is("/admin/search/?q=kerman")),
    "exports": ("charlie", _is("/admin/exports/")),
    "pasting an article": ("alice", _is("/admin/claims/revision/article/")),
    "importing": ("alice", _is("/admin/import/")),
    "password": ("alice", _is("/admin/password_change/")),
    "app": ("alice", _is("/admin/claims/")),
    **{f"list of {m.__name__}": ("alice", _listing(m)) for m in RECORDS},
    **{f"list of {m.__name__}": ("ada", _listing(m)) for m in PEOPLE},
    **{f"list of {m.__name__}": ("charlie", _listing(m)) for m in READ_ONLY},
    "list that is filtered and searched": (
        "alice", _listing(Claim, "?verdict=disputed&q=kerman"),
    ),
    "list of nothing": ("alice", _listing(Source, "?q=nobody+is+called+so")),
    "list of what is retired": ("alice", _listing(Source, "?retired=all")),
    **{f"new {m.__name__}": ("alice", lambda m=m: page_of(m, "add")) for m in RECORDS},
    **{f"new {m.__name__}": ("ada", lambda m=m: page_of(m, "add")) for m in PEOPLE},
    **{m.__name__: ("alice", _of(m)) for m in RECORDS},
    **{m.__name__: ("ada", _of(m)) for m in PEOPLE},
    **{m.__name__: ("charlie", _of(m)) for m in READ_ONLY},
    "Claim to read": ("charlie", _of(Claim)),
    **{f"history of {m.__name__}": ("alice", _of(m, "history")) for m in (Claim, Revision, Source)},
    "Source as it stood": ("alice", _version(Source)),
    "Claim as it stood": ("alice", _version(Claim)),
    "adopting": ("alice", _of(Claim, "adopt")),
    "retiring": ("alice", _of(Source, "retire")),
    "voiding": ("alice", _of(Revision, "void")),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with_the_page(pages, name):
    username, address = PAGES[name]
    page = pages[username]
    page.console_errors.clear()
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(address())

    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        faults[width, "light"] = faults_of(page)
        page.emulate_media(color_scheme="dark")
        faults[width, "dark"] = faults_of(page, only=["color-contrast", "link-in-text-block"])

    assert (answer.status, {look: found for look, found in faults.items() if found}) == (200, {})
