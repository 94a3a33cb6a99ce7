"""Quotations looked up when statements are recorded; and that a text never comes out again."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from api.typeid import encode
from claims.models import Claim, Entity, Revision, Topic
from history.models import Entry
from sources.models import Document, DocumentVersion, Source
from sources.registering import register_version
from tests.admin_site import page_of, send, signed_in
from tests.callers import faults, head, on_record
from tests.conftest import person
from tests.history.ledger import run

DOCUMENTED = (Path(__file__).resolve().parents[2] / "docs" / "evidence.md").read_text()
MARKER = "zanbaq"
TEXT = (
    f"KERMAN ({MARKER}) — “At least 84 people were killed,” an official {MARKER} said.\n"
    f"State media {MARKER} had said 103. Of the 84 people, 30 were {MARKER} women."
)
QUOTED = "“At least 84 people were killed,” an official"


def read(kerman: Any, text: str = TEXT, day: int = 4, document: str = "irna-1", **fields: Any):
    """A version of a document, read at noon of a day of January 2024."""
    version, _ = register_version(
        kerman[document],
        retrieved_at=datetime(2024, 1, day, 12, tzinfo=UTC),
        text=text,
        **fields,
        **kerman.recorded,
    )
    return version


def quoting(exact: str = QUOTED, wording: str = "at least 84", **more: Any) -> dict[str, Any]:
    quotation = {"exact": exact, **more.pop("quotation", {})}
    given = {"claim": "deaths", "document": "irna-1", "wording": wording, "quotation": quotation}
    return {**given, **more}


@pytest.fixture
def version(kerman) -> DocumentVersion:
    return read(kerman)


def test_quotation_is_looked_up_and_its_place_kept(version, calling_alice):
    response = calling_alice.post("revisions/", quoting())

    assert response.status_code == 201, response.json()
    start = TEXT.index(QUOTED)
    assert response.json()["quotation"] == {
        "exact": QUOTED,
        "prefix": "",
        "suffix": "",
        "verified": True,
        "match": "exact",
        "start": start,
        "end": start + len(QUOTED),
    }
    assert response.json()["document"]["version"] == {
        "id": encode("ver", version.pk),
        "published": None,
        "retrieved_at": "2024-01-04T12:00:00Z",
        "content_sha256": version.content_sha256,
    }


def test_quotation_otherwise_printed_is_found_and_says_so(version, calling_alice):
    response = calling_alice.post("revisions/", quoting('"At least 84  people were killed,"'))

    shown = response.json()["quotation"]
    assert shown["match"] == "normalised"
    assert TEXT[shown["start"] : shown["end"]] == "“At least 84 people were killed,”"


def test_statement_reads_the_same_as_of_its_position(version, calling_alice):
    made = calling_alice.post("revisions/", quoting()).json()
    then = head()

    shown = calling_alice.get(f"revisions/{made['id']}/?as_of={then}").json()

    assert (shown["quotation"], shown["document"]) == (made["quotation"], made["document"])


def test_place_and_version_are_in_the_history(version, calling_alice):
    made = calling_alice.post("revisions/", quoting()).json()

    (created,) = calling_alice.get(f"revisions/{made['id']}/history/").json()["results"]

    fields = {change["field"]: change["new"] for change in created["changes"]}
    assert fields["quotation"] == made["quotation"]


def test_quotation_without_a_text_is_kept_unverified(kerman, calling_alice):
    response = calling_alice.post("revisions/", quoting("84 were killed, whatever"))

    shown = response.json()
    assert (shown["quotation"]["verified"], shown["quotation"]["match"]) == (False, "unverified")
    assert shown["document"]["version"] is None


def test_quotation_of_a_version_known_by_its_hash_is_kept_unverified(kerman, calling_alice):
    read(kerman)
    bare, _ = register_version(
        kerman["irna-1"],
        retrieved_at=datetime(2024, 1, 5, tzinfo=UTC),
        content_sha256="ab" * 32,
        **kerman.recorded,
    )

    response = calling_alice.post("revisions/", quoting("never read", version="ab" * 32))

    shown = response.json()
    assert shown["quotation"]["match"] == "unverified"
    assert shown["document"]["version"]["id"] == encode("ver", bare.pk)


def test_statement_without_a_quotation_has_none(version, calling_alice):
    response = calling_alice.post(
        "revisions/", {"claim": "deaths", "document": "irna-1", "wording": "at least 84"}
    )

    assert response.json()["quotation"] is None
    assert Revision.objects.get().quotation_match is None


def test_newest_text_is_looked_in_unless_a_version_is_named(kerman, calling_alice):
    older = read(kerman, "At least 84 people died.", day=4)
    newer = read(kerman, "At least 91 people died.", day=5)

    named = calling_alice.post(
        "revisions/",
        quoting("At least 84 people", version=older.content_sha256, supersedes=None),
    )
    newest = calling_alice.post("revisions/", quoting("At least 91 people", "at least 91"))

    assert [r.json()["document"]["version"]["id"] for r in (named, newest)] == [
        encode("ver", older.pk),
        encode("ver", newer.pk),
    ]


REFUSED = {
    "not in the text": (
        quoting("At least 94 people", "at least 94"),
        ("/quotation/exact", "not_quoted"),
    ),
    "in two places": (quoting("84 people", "84"), ("/quotation/exact", "ambiguous")),
    "never between these": (
        quoting("84 people", "84", quotation={"prefix": "exactly "}),
        ("/quotation/exact", "other_context"),
    ),
    "no words that can be seen": (
        quoting("\u200b"),
        ("/quotation/exact", "empty"),
    ),
    "wording that isn't quoted": (
        quoting("had said 103", "as many as 103"),
        ("/wording", "wording_not_quoted"),
    ),
    "a figure that isn't quoted": (
        quoting("At least 84 people were killed", "84"),
        ("/wording", "contradicts_quotation"),
    ),
    "an answer that isn't quoted": (
        quoting("an official", "Islamic State", claim="perpetrator", entities=["islamic-state"]),
        ("/wording", "wording_not_quoted"),
    ),
    "a version that isn't there": (quoting(version="cd" * 32), ("/version", "unknown")),
    "a version that is none": (quoting(version="newest"), ("/version", "unknown")),
}


@pytest.mark.parametrize(("body", "wrong"), REFUSED.values(), ids=REFUSED)
def test_statement_is_refused_without_a_word_of_the_text(version, calling_alice, body, wrong):
    before = on_record()

    response = calling_alice.post("revisions/", body)

    assert faults(response) == [("400", wrong[1]), wrong]
    assert MARKER not in response.content.decode()
    assert on_record() == before


def test_version_of_another_document_is_refused(kerman, version, calling_alice):
    other = read(kerman, "At least 84.", document="bbc-1")

    response = calling_alice.post("revisions/", quoting(version=encode("ver", other.pk)))

    assert faults(response) == [("400", "unknown"), ("/version", "unknown")]


def test_misread_figure_is_shown_beside_the_quotation(version, calling_alice):
    response = calling_alice.post(
        "revisions/", quoting("At least 84 people were killed", "84", lower=84, upper=84)
    )

    assert response.json()["detail"] == (
        "wording: in the quotation “At least 84 people were killed” reads as [84, ∞), "
        "but the value stated is [84, 84]"
    )


def test_refusal_says_where_it_was_looked_up(version, calling_alice):
    response = calling_alice.post("revisions/", quoting("At least 94 people", "at least 94"))

    assert response.json()["detail"] == (
        "quotation/exact: the words “At least 94 people” don't stand in the text of the document "
        f"as whole words, in this order (looked up in {encode('ver', version.pk)}, "
        "read 2024-01-04 12:00 UTC; `version` names another)"
    )


def test_admin_shows_what_is_refused_beside_the_quotation(kerman, version):
    client = signed_in(kerman.by)
    given = {
        "claim": kerman["deaths"].pk,
        "document": kerman["irna-1"].pk,
        "wording": "at least 94",
    }

    page = send(
        client, page_of(Revision, "add"), quotation_exact="At least 94 people", stance="asserts",
        **given,
    )  # fmt: skip

    errors = page.context["adminform"].form.errors
    assert list(errors) == ["quotation_exact"]
    assert "don’t stand" in str(errors) or "don&#x27;t stand" in str(errors)
    assert MARKER not in content_of(page)
    assert not Revision.objects.exists()


def test_admin_keeps_the_place_of_a_quotation(kerman, version):
    client = signed_in(kerman.by)
    given = {
        "claim": kerman["deaths"].pk,
        "document": kerman["irna-1"].pk,
        "wording": "at least 84",
    }

    send(
        client, page_of(Revision, "add"), quotation_exact=QUOTED, stance="asserts", **given
    )  # fmt: skip

    recorded = Revision.objects.get()
    assert (recorded.version, recorded.quotation_match) == (version, "exact")
    assert TEXT[recorded.quotation_start : recorded.quotation_end] == QUOTED


KEPT = {
    "an entity": quoting(
        "an official", "an official", claim="perpetrator", entities=["islamic-state"]
    ),
    "words a person read": quoting("State media", "State media", lower=2),
    "unreadable words": quoting("30 were", "were", qualifier="unreadable"),
    "a withdrawal without words": quoting("had said 103", "", stance="withdraws"),
    "a denial": quoting("had said 103", "103", stance="denies"),
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_statement_of_any_kind_is_verified(version, calling_alice, body):
    response = calling_alice.post("revisions/", body)

    assert response.status_code == 201, response.json()
    assert response.json()["quotation"]["verified"] is True


def test_correction_of_our_record_is_looked_up_in_the_same_version(kerman, calling_alice):
    older = read(kerman, "At least 84 people died, 30 of them women.", day=4)
    read(kerman, "At least 91 people died.", day=5)
    mistaken = calling_alice.post(
        "revisions/", quoting("30 of them women", "30", version=older.content_sha256)
    )

    response = calling_alice.post(
        f"revisions/{mistaken.json()['id']}/void/",
        {"reason": "Misread", "replacement": quoting("At least 84 people")},
        if_match=mistaken["ETag"],
    )

    assert response.status_code == 200, response.json()
    replacement = response.json()["replacement"]
    assert replacement["document"]["version"]["id"] == encode("ver", older.pk)


def test_examples_of_the_documentation_are_answered_so(kerman, calling_alice):
    reading, statement, quotation = (
        json.loads(example) for example in re.findall(r"```json\n(.*?)\n```", DOCUMENTED, re.DOTALL)
    )

    calling_alice.post(f"documents/{encode('doc', kerman['bbc-1'].pk)}/versions/", reading)
    response = calling_alice.post("revisions/", statement)

    assert response.json()["quotation"] == quotation


def test_documented_refusals_are_those_there_are(version, calling_alice):
    documented = set(re.findall(r"^\| `(\w+)` \|", DOCUMENTED, re.MULTILINE))

    met = {code for _, (_, code) in REFUSED.values()} - {"unknown"}

    assert documented == met


# Never served


@pytest.fixture
def served(kerman, version, calling_alice) -> dict[str, str]:
    """A record with a text on every page that could show it, and the names that paths take."""
    statement = calling_alice.post("revisions/", quoting()).json()
    later = read(kerman, f"At least 91 people were killed, {MARKER} said.", day=5)
    calling_alice.post("revisions/", quoting("At least 91 people", "at least 91"))
    return {
        "sources": "irna",
        "documents": encode("doc", kerman["irna-1"].pk),
        "topics": "kerman",
        "entities": "isis-k",
        "claims": "deaths",
        "revisions": statement["id"],
        "version": encode("ver", later.pk),
        "position": str(head()),
    }


def paths_of(patterns: Any, before: str = "") -> list[str]:
    """Every route below a resolver, as it is written."""
    found = []
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            found += [] if route.startswith("admin") else paths_of(each.url_patterns, route)
        else:
            assert isinstance(each, URLPattern)
            found.append(route)
    return found


def filled(route: str, served: dict[str, str]) -> str:
    """A route with names of records on record; what it takes beside those is a position."""
    kind = next((part for part in route.split("/") if part in served), "position")
    route = route.replace("<str:reference>", served[kind])
    return "/" + re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: served.get(found[1], served["position"]), route
    )


def content_of(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace") + str(response.headers)


def test_no_address_of_the_api_serves_a_text(served, calling_alice):
    routes = paths_of(get_resolver().url_patterns)
    queries = ("", "?as_of=" + served["position"], "?statements=all&pairs=true", "?void=true")

    answered, leaking = 0, []
    for route in routes:
        for query in queries:
            response = calling_alice.get(filled(route, served) + query)
            answered += response.status_code == 200
            if MARKER in content_of(response):
                leaking.append(route + query)

    assert leaking == []
    assert answered > 30, "the walk must reach what it is to look at"


def test_no_page_of_the_admin_shows_a_text(served):
    client = signed_in(person("root", is_staff=True, is_superuser=True))
    waiting, seen, leaking, versions_shown = ["/admin/"], {"/admin/"}, [], 0

    while waiting and len(seen) < 2000:
        url = waiting.pop()
        response = client.get(url)
        body = content_of(response)
        versions_shown += "to check quotations" in body
        if MARKER in body:
            leaking.append(url)
        for link in re.findall(r'(?:href|action|src)="(/admin/[^"#]*)', body):
            link = link.replace("&amp;", "&")
            if link not in seen and "logout" not in link and "/jsi18n/" not in link:
                seen.add(link)
                waiting.append(link)

    assert leaking == []
    assert versions_shown
    for record in (Document, Revision, Claim, Source, Topic, Entity, Entry):
        name = f"/admin/{record._meta.app_label}/{record._meta.model_name}/"
        assert any(link.startswith(name) and link != name for link in seen), name


def test_no_table_but_its_own_holds_a_text(owner_db, served):
    tables = [
        name
        for (name,) in run(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    ]

    holding = {
        name
        for name in tables
        if run(f"SELECT 1 FROM {name} t WHERE t::text LIKE %s LIMIT 1", [f"%{MARKER}%"])
    }

    assert holding == {"sources_documenttext"}


def test_nothing_is_logged_of_a_text(kerman, calling_alice, caplog):
    caplog.set_level("DEBUG")
    address = f"documents/{encode('doc', kerman['irna-1'].pk)}/versions/"
    body = {"retrieved_at": "2024-01-04T10:00:00Z", "text": TEXT}

    calling_alice.post(address, body)
    calling_alice.post(address, {**body, "content_sha256": "ab" * 32})
    calling_alice.post(address, {**body, "published": "Thursday"})
    for refused, _ in REFUSED.values():
        calling_alice.post("revisions/", refused)

    assert MARKER not in caplog.text
