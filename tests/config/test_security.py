"""What browsers are told, and that no text of anybody's becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import Token
from config.security import HEADERS, POLICY
from tests.callers import Caller
from tests.conftest import person
from tests.routes import routes

SENT = {
    **HEADERS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGES = {
    "the API": ("/api/v1/sources/", 200),
    "Swagger UI": ("/api/docs/", 200),
    "the schema": ("/api/schema/", 200),
    "the admin's login": ("/admin/login/", 200),
    "nothing": ("/nowhere/", 404),
    "a host that isn't ours": ("/api/v1/sources/", 400),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_answer_tells_browsers_to_keep_out(db, name):
    path, status = PAGES[name]
    host = {"Host": "evil.example"} if status == 400 else {}

    response = Client(raise_request_exception=False).get(path, headers=host)

    assert response.status_code == status
    assert {header: response.headers.get(header) for header in SENT} == SENT


def test_static_files_tell_browsers_too(db):
    response = Client().get("/static/admin/css/base.css")

    assert response.status_code == 200
    assert {header: response.headers.get(header) for header in HEADERS} == HEADERS


def test_nothing_inline_and_nothing_from_elsewhere_runs():
    assert POLICY["default-src"] == "'none'"
    assert {POLICY[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in str(POLICY)
    assert "http" not in str(POLICY)


class Inline(HTMLParser):
    """What a page holds that its policy would not run: scripts, styles and handlers inside it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.elsewhere: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        runs = tag == "script" and "src" not in given and "json" not in given.get("type", "")
        if runs or tag == "style" or "style" in given:
            self.found.append(f"<{tag} {given}>")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        if tag in ("script", "link", "img", "iframe"):
            address = given.get("src") or given.get("href", "")
            self.elsewhere += [address] if "//" in address else []


def inside(page: Any) -> Inline:
    parser = Inline()
    parser.feed(page.content.decode())
    return parser


MARKUP = "<img src=x onerror=boo()><script>boo()</script></text>\"'"
ESCAPED = "&lt;img src=x onerror=boo()&gt;"


@pytest.fixture
def marked(kerman, alice) -> Client:
    """Markup in every text that anybody may write; a browser that may see all of it."""
    alice.is_superuser, alice.name = True, MARKUP
    alice.save()
    caller = Caller(alice)
    Token.objects.update(name=MARKUP)
    why = {"reason": MARKUP}
    topic = {"slug": "t-m", "name": MARKUP, "kind": "event", "description": MARKUP, "place": MARKUP}
    claim = {"slug": "c-m", "topic": "t-m", "question": MARKUP, "label": MARKUP}
    quoted = {"exact": MARKUP, "prefix": MARKUP, "suffix": MARKUP}
    document = {"key": "d-m", "title": MARKUP, "byline": MARKUP, "publisher": "s-m"}
    sent = {
        "sources/": {"slug": "s-m", "name": MARKUP, "kind": "outlet", "aliases": [MARKUP],
                     "note": MARKUP},
        "documents/": document,
        "topics/": topic,
        "entities/": {"slug": "e-m", "name": MARKUP, "kind": "group", "aliases": [MARKUP]},
        "claims/": {**claim, "value_type": "text", "definitions": [MARKUP]},
        "revisions/": {
            "claim": "c-m", "document": {"key": "d-m"}, "wording": MARKUP, "value": MARKUP,
            "definition": MARKUP, "quotation": quoted, "locator": MARKUP, "importer": MARKUP,
            "external_id": MARKUP,
        },
    }  # fmt: skip
    for path, body in sent.items():
        response = caller.post(path, {**body, **why})
        assert response.status_code == 201, response.json()
    etag = caller.get("claims/c-m/")["ETag"]
    statement = caller.get("revisions/?claim=c-m").json()["results"][0]["id"]
    adopting = {"revision": statement, "wording": MARKUP, **why}
    assert caller.post("claims/c-m/adopt/", adopting, if_match=etag).status_code == 200
    browser = Client(headers={"Accept": "*/*"})
    browser.force_login(alice)
    return browser


def admin_pages() -> list[tuple[str, Any]]:
    """Every page of the admin that shows records: lists, forms, histories."""
    pages = [("index", reverse("admin:index"))]
    for model in admin.site._registry:
        named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages.append((f"{named}_changelist", reverse(f"{named}_changelist")))
        for record in model._default_manager.all():
            for page in ("change", "history"):
                try:
                    pages.append((f"{named}_{page}", reverse(f"{named}_{page}", args=[record.pk])))
                except NoReverseMatch:
                    continue
    return pages


def test_no_text_becomes_markup_in_the_admin(marked):
    answers = [(name, marked.get(address)) for name, address in admin_pages()]
    pages = [(name, page) for name, page in answers if page.status_code == 200]

    assert [name for name, page in pages if b"<img src=x" in page.content] == []
    assert [name for name, page in pages if b"<script>boo" in page.content] == []
    showing = {name for name, page in pages if ESCAPED in page.content.decode()}
    shown = {"sources_source", "sources_document", "claims_topic", "claims_entity", "claims_claim"}
    assert {f"admin:{name}_change" for name in shown} <= showing
    assert {f"admin:{name}_changelist" for name in shown} <= showing


def test_the_admin_has_nothing_inline_and_asks_nobody_else(marked):
    pages = [(name, marked.get(address)) for name, address in admin_pages()]
    read = {name: inside(page) for name, page in pages if page.status_code == 200}

    assert {name: page.found for name, page in read.items() if page.found} == {}
    assert {name: page.elsewhere for name, page in read.items() if page.elsewhere} == {}


def test_no_text_becomes_markup_elsewhere(marked):
    for route in routes():
        if "GET" in route.methods:
            answer = marked.get(route.at(reference="c-m", version="1", position="1", index="0"))
            kind = answer.headers.get("Content-Type", "")
            if re.search("html|xml|svg", kind):
                assert b"<img src=x" not in answer.getvalue(), route.path
            else:
                assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("query", ["%3Cimg%20src%3Dx%3E=1", "kind=%3Cimg%20src=x%3E"])
def test_an_error_that_repeats_markup_is_no_page(kerman, anyone, query):
    response = anyone.get(f"sources/?{query}")

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "<img src=x>" in response.json()["detail"]


def test_a_token_of_a_reader_sees_no_digest_and_no_password(kerman, alice, charlie):
    person("dana", password="correct horse")
    secrets = [token.digest for token in Token.objects.all()] + ["pbkdf2_sha256"]
    auditor = Caller(charlie)

    seen = b"".join(
        auditor.get(route.at(reference="deaths", version="1", position="1", index="0")).getvalue()
        for route in routes()
        if "GET" in route.methods
    ).decode()

    assert [secret for secret in secrets if secret in seen] == []
