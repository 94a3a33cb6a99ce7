"""Versions of a document: put on record with a text or its hash, listed, never changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.typeid import encode
from history.editing import retire
from sources.models import DocumentText, DocumentVersion
from sources.registering import register_version
from sources.texts import text_of
from tests.callers import Caller, faults, head, on_record, written_since
from tests.conftest import person

TEXT = "At least 84 people were killed, officials said.\n"
SHA = hashlib.sha256(TEXT.encode()).hexdigest()
OTHER = hashlib.sha256(b"another text").hexdigest()
READ_AT = "2024-01-04T10:00:00Z"
QUERIES_OF_A_LIST = 4
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def versions(kerman) -> str:
    return f"documents/{encode('doc', kerman['irna-1'].pk)}/versions/"


def a_version(**fields):
    return {"retrieved_at": READ_AT, "text": TEXT, **fields}


def texts() -> dict[str, str]:
    return dict(DocumentText.objects.values_list("content_sha256", "text"))


def test_version_is_put_on_record_with_its_text(calling_alice, versions):
    before = head()

    response = calling_alice.post(
        versions, a_version(published="2024-01-04", reason="Read for the desk")
    )

    assert response.status_code == 201, response.json()
    shown = response.json()
    assert shown == {
        "id": shown["id"],
        "published": "2024-01-04",
        "retrieved_at": READ_AT,
        "content_sha256": SHA,
        "has_text": True,
        "recorded_at": shown["recorded_at"],
        "version": before + 1,
    }
    assert texts() == {SHA: TEXT}
    assert [entry["reason"] for entry in written_since(before)] == ["Read for the desk"]


def test_new_version_is_read_where_its_location_says(calling_alice, versions):
    made = calling_alice.post(versions, a_version())

    response = calling_alice.get(made["Location"])

    assert response["ETag"] == made["ETag"]
    assert {**made.json(), "read": response.json()["read"]} == response.json()


def test_version_of_another_document_is_not_found(kerman, calling_alice, versions):
    made = calling_alice.post(versions, a_version()).json()["id"]

    response = calling_alice.get(f"documents/{encode('doc', kerman['bbc-1'].pk)}/versions/{made}/")

    assert faults(response) == [("404", "not_found"), ("", "not_found")]


def test_version_is_put_on_record_by_its_hash_alone(calling_alice, versions):
    response = calling_alice.post(versions, {"retrieved_at": READ_AT, "content_sha256": OTHER})

    assert (response.status_code, response.json()["has_text"]) == (201, False)
    assert texts() == {}


@pytest.mark.parametrize(
    "text",
    ["At least 84\r\n", "  84  ", "cafe\u0301", "caf\u00e9", "\ufeff84", "۸۴ نفر"],
    ids=["line ends", "spaces", "not composed", "composed", "byte order mark", "Persian"],
)
def test_text_is_hashed_and_kept_exactly_as_given(calling_alice, versions, text):
    response = calling_alice.post(versions, a_version(text=text))

    sha = hashlib.sha256(text.encode()).hexdigest()
    assert response.json()["content_sha256"] == sha
    assert texts() == {sha: text}


def test_same_text_read_again_is_the_same_version(calling_alice, versions):
    first = calling_alice.post(versions, a_version()).json()
    before = on_record()

    again = calling_alice.post(versions, a_version(retrieved_at="2024-01-05T10:00:00Z"))

    assert (again.status_code, again.json()) == (200, first)
    assert on_record() == before


def test_text_that_was_missing_is_kept_later_and_that_is_recorded(calling_alice, versions):
    first = calling_alice.post(versions, {"retrieved_at": READ_AT, "content_sha256": SHA}).json()
    before = head()

    again = calling_alice.post(versions, a_version())

    assert again.status_code == 200
    assert again.json() == {**first, "has_text": True, "version": before + 1}
    assert calling_alice.get(f"{versions}?as_of={before}").json()["results"][0] == {
        name: first[name] for name in ("id", "published", "retrieved_at", "content_sha256")
    } | {"has_text": False}
    assert texts() == {SHA: TEXT}


def test_one_text_of_two_documents_is_kept_once(kerman, alice, calling_alice, versions):
    calling_alice.post(versions, a_version())

    other, is_new = register_version(
        kerman["bbc-1"],
        retrieved_at=datetime(2024, 1, 5, tzinfo=UTC),
        content_sha256=SHA,
        by=alice,
        channel="admin",
    )

    assert (is_new, other.has_text, text_of(other)) == (True, True, TEXT)
    assert texts() == {SHA: TEXT}


def test_same_text_with_another_date_is_refused(calling_alice, versions):
    first = calling_alice.post(versions, a_version(published="2024-01-04")).json()
    before = on_record()

    response = calling_alice.post(versions, a_version(published="2024-01-05"))

    assert faults(response) == [("409", "taken"), ("/published", "taken")]
    assert first["id"] in response.json()["detail"]
    assert on_record() == before


REFUSED = {
    "neither text nor hash": ({"retrieved_at": READ_AT}, [("/text", "required")]),
    "the hash of another text": (
        a_version(content_sha256=OTHER),
        [("/content_sha256", "other_text")],
    ),
    "an empty text": (a_version(text=" \n"), [("/text", "blank")]),
    "no time of reading": ({"text": TEXT}, [("/retrieved_at", "required")]),
    "a naive time of reading": (
        a_version(retrieved_at="2024-01-04T10:00:00"),
        [("/retrieved_at", "naive")],
    ),
    "a time that hasn't come": (
        a_version(retrieved_at="2999-01-01T00:00:00Z"),
        [("/retrieved_at", "in_the_future")],
    ),
    "a date that can't be read": (a_version(published="Thursday"), [("/published", None)]),
    "no hash": (
        {"retrieved_at": READ_AT, "content_sha256": "84"},
        [("/content_sha256", "invalid")],
    ),
    "an unknown field": (a_version(html="<p>"), [("/html", None)]),
}


@pytest.mark.parametrize(("body", "wrong"), REFUSED.values(), ids=REFUSED)
def test_version_is_refused_and_nothing_changes(calling_alice, versions, body, wrong):
    before = on_record()

    response = calling_alice.post(versions, body)

    assert response.status_code == 400
    found = faults(response)[1:]
    assert [pointer for pointer, _ in found] == [pointer for pointer, _ in wrong]
    assert all(code in (None, given) for (_, given), (_, code) in zip(found, wrong, strict=True))
    assert TEXT.strip() not in response.content.decode()
    assert (on_record(), texts()) == (before, {})


def test_hash_that_differs_is_shown_beside_ours(calling_alice, versions):
    response = calling_alice.post(versions, a_version(content_sha256=OTHER))

    assert response.json()["detail"] == (
        f"content_sha256: the text's SHA-256, of its UTF-8 bytes as given, is {SHA}, not {OTHER}"
    )


def test_retired_document_takes_no_version(kerman, alice, calling_alice, versions):
    retire(kerman["irna-1"], by=alice, reason="A copy", channel="admin")

    response = calling_alice.post(versions, a_version())

    assert faults(response) == [("400", "retired"), ("/document", "retired")]


def test_auditor_puts_no_version_on_record(kerman, versions):
    dana = Caller(person("dana", "auditor"))

    response = dana.post(versions, a_version())

    assert response.status_code == 403
    assert (DocumentVersion.objects.count(), texts()) == (0, {})


@pytest.mark.parametrize("count", [1, 3])
def test_versions_are_listed_in_the_order_recorded(
    calling_alice, versions, count, django_assert_num_queries
):
    made = [
        calling_alice.post(versions, a_version(text=f"{TEXT} {number}")).json()["id"]
        for number in range(count)
    ]

    with django_assert_num_queries(QUERIES_OF_A_LIST):
        response = calling_alice.get(versions)

    assert [row["id"] for row in response.json()["results"]] == made


def test_versions_are_listed_by_pages(calling_alice, versions):
    made = [
        calling_alice.post(versions, a_version(text=f"{TEXT} {number}")).json()["id"]
        for number in range(3)
    ]

    first = calling_alice.get(f"{versions}?limit=2").json()
    second = calling_alice.get(first["next"]).json()

    assert [row["id"] for row in first["results"] + second["results"]] == made
    assert second["next"] is None


def test_versions_as_of_a_position_are_those_recorded_by_then(calling_alice, versions):
    calling_alice.post(versions, a_version())
    then = head()
    calling_alice.post(versions, a_version(text=f"{TEXT} Later."))

    response = calling_alice.get(f"{versions}?as_of={then}")

    assert [row["content_sha256"] for row in response.json()["results"]] == [SHA]


def test_versions_of_no_document_are_not_found(calling_alice, kerman):
    assert calling_alice.get("documents/doc_17/versions/").status_code == 404
    assert calling_alice.post("documents/doc_17/versions/", a_version()).status_code == 404


def test_only_one_module_reads_texts():
    apps = ("accounts", "api", "claims", "config", "history", "sources")

    naming = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if "DocumentText" in path.read_text() and "migrations" not in path.parts
    }

    assert naming == {"sources/models.py", "sources/texts.py"}
