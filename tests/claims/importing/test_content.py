# ruff: noqa: E501  tables of records
"""What only a record that moves carries: retired, adopted, versions, and what can't be derived."""

from __future__ import annotations

from typing import Any

import pytest

from api.typeid import encode
from claims.adopting import adopt_figure
from claims.importing import BadLine
from claims.models import Claim, Revision
from claims.models import Import as Started
from history.models import Entry
from sources.models import DocumentVersion, Source
from sources.registering import register_version
from tests.callers import Caller
from tests.claims.importing.test_importing import CATALOGUE, DOCUMENT, run, said, staged
from tests.conftest import person

CLAIM = CATALOGUE[-1]["claim"]["slug"]
HASH, LATER = "a" * 64, "b" * 64
READ = {"content_sha256": HASH, "retrieved_at": "2024-01-05T08:00:00.000001Z"}
REREAD = {
    "content_sha256": LATER,
    "retrieved_at": "2024-01-06T08:00:00Z",
    "published": "2024-01-06",
}


def document(*versions: Any, **fields: Any) -> dict[str, Any]:
    return {"document": {**DOCUMENT, "versions": list(versions), **fields}}


def refused(*lines: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadLine) as refusal:
        run([*CATALOGUE, *lines], **options)
    return [(fault.pointer, fault.code) for fault in refusal.value.faults]


def retired(line: dict[str, Any]) -> dict[str, Any]:
    [(kind, fields)] = line.items()
    return {kind: {**fields, "is_retired": True}}


@pytest.mark.parametrize("batch", [None, 1], ids=["at once", "in batches"])
def test_what_a_file_merges_keeps_the_statements_of_that_file(db, batch):
    other = {"claim": {**CATALOGUE[-1]["claim"], "slug": "other", "merged_into": CLAIM}}
    lines = [*CATALOGUE, other, said("95", 1, claim="other", adopted="95")]

    run(lines, batch=batch)

    standing = Claim.objects.get(slug=CLAIM)
    assert Claim.objects.get(slug="other").merged_into == standing
    assert (Revision.objects.get().claim.slug, standing.adopted_wording) == ("other", "95")
    run([said("84", 2, claim="other")])
    assert Revision.objects.get(wording="84").claim == standing


@pytest.mark.parametrize("batch", [None, 1], ids=["at once", "in batches"])
def test_claims_of_topics_that_the_file_merges_are_merged(db, batch):
    [_, topic, claim] = CATALOGUE
    double = {"topic": {**topic["topic"], "slug": "double", "merged_into": "event"}}
    other = {**claim["claim"], "slug": "other", "topic": "double", "merged_into": CLAIM}

    run([*CATALOGUE, double, {"claim": other}], batch=batch)

    assert Claim.objects.get(slug="other").merged_into == Claim.objects.get(slug=CLAIM)


def test_a_merge_that_can_not_be_is_refused_with_where_and_why(db):
    a, b, c = ({"source": {"slug": slug, "name": slug, "kind": "outlet"}} for slug in "abc")
    b["source"]["merged_into"] = "a"
    c["source"]["merged_into"] = "b"
    claim = {**CATALOGUE[-1]["claim"], "slug": "other", "unit": "dogs", "merged_into": CLAIM}

    assert refused(a, b, c) == [("/source/merged_into", "not_mergeable")]
    assert refused(b) == [("/source/merged_into", "unknown")]
    assert refused({"claim": claim}) == [("/claim/merged_into", "not_mergeable")]
    assert refused(a, b, by=person("bob", "contributor")) == [
        ("/source/merged_into", "role_not_allowed")
    ]


@pytest.mark.parametrize("batch", [None, 1], ids=["at once", "in batches"])
def test_what_a_file_retires_takes_the_statements_of_that_file_alone(db, batch):
    lines = [*map(retired, [*CATALOGUE, {"document": DOCUMENT}]), said("95", 1)]

    run(lines, batch=batch)

    assert Revision.objects.count() == 1
    assert [Source.objects.get().is_retired, Claim.objects.get().is_retired] == [True, True]
    with pytest.raises(BadLine) as refusal:
        run([said("84", 2)])
    assert {fault.code for fault in refusal.value.faults} == {"retired"}


def test_a_resumed_import_goes_on_with_what_it_retired_and_called_by_id(db):
    lines = [*map(retired, CATALOGUE), said("95", 1, id="first"), said("gibberish", 2)]
    started = Started()
    with pytest.raises(BadLine):
        run(lines, batch=4, started=started)

    lines[4] = said("84", 2, supersedes="first")
    run(lines, batch=4, started=Started.objects.get(pk=started.pk))

    assert list(Revision.objects.order_by("id").values_list("wording", "supersedes__wording")) == [
        ("95", None),
        ("84", "95"),
    ]
    assert staged() == [0, 0, 0, 0]


def test_a_record_that_is_there_is_neither_retired_nor_restored(db):
    run(CATALOGUE)

    run([*map(retired, CATALOGUE), said("95", 1)])

    assert not Source.objects.get().is_retired


def test_a_retired_record_keeps_what_it_says_at_a_second_import(db):
    lines = [*map(retired, CATALOGUE), said("95", 1, external_id="")]
    run(lines)

    report = run(lines)

    assert (report.made, report.unchanged) == ({}, 1)


def test_the_statement_that_is_printed_says_so(db):
    run([*CATALOGUE, said("84", 1, adopted="at least 84"), said("94", 2)])

    claim = Claim.objects.get()
    assert (claim.adopted_revision, claim.adopted_wording) == (
        Revision.objects.get(wording="84"),
        "at least 84",
    )
    assert Entry.objects.count() == 1


def test_the_figure_adopted_on_record_stays(db):
    run([*CATALOGUE, said("94", 1)])
    adopted = Revision.objects.get()
    adopt_figure(adopted.claim, adopted, by=None, reason="Ours", channel="api")

    run([said("84", 2, adopted="84")])

    assert Claim.objects.get().adopted_revision == adopted


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([said("at least 84", 1, adopted="84")], ("/adopted", "contradicts_value")),
        ([said("84", 1, stance="suggests", adopted="84")], ("/adopted", "suggested")),
        ([said("84", 1, stance="denies", adopted="84")], ("/adopted", "denial")),
        ([said("84", 1, is_void=True, reason="x", adopted="84")], ("/adopted", "void")),
        ([said("84", 1, adopted="84"), said("94", 2, adopted="94")], ("/adopted", "taken")),
        ([said("84", 1, adopted=True)], ("/adopted", "not_text")),
        ([said("84", 1, stated_at=None)], ("/stated_at", "both_or_neither")),
        ([said("84", 1, stated_at="soon", stated_before=None)], ("/stated_at", "malformed")),
        (
            [said("84", 1, earliest=None, latest="2024-01-04T00:00Z")],
            ("/earliest", "wrong_value_kind"),
        ),
        ([said("84", 1, definition="confirmed")], ("/definition", "unknown")),
        ([said("84", 1, version=HASH)], ("/version", "unknown")),
        ([{"source": {"slug": "a", "name": "A", "kind": "outlet", "is_retired": "yes"}}], ("/source/is_retired", "not_a_boolean")),
        ([{"topic": {"slug": "a", "name": "A", "kind": "event", "is_retird": True}}], ("/topic/is_retird", "unknown_field")),
        ([document({**READ, "text": "All of it"})], ("/document/versions/0/text", "unknown_field")),
        ([document(READ, {"content_sha256": "A"})], ("/document/versions/1/content_sha256", "invalid")),
        ([{"document": DOCUMENT}, document({**READ, "retrieved_at": "2999-01-01T00:00Z"})], ("/document/versions/0/retrieved_at", "in_the_future")),
        ([document({**READ, "published": "soon"})], ("/document/versions/0/published", "malformed")),
        ([document(versions="all")], ("/document/versions", "not_a_list")),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, tuple) else "",
)  # fmt: skip
def test_what_can_not_be_is_refused_with_where_and_why(db, lines, fault):
    assert refused(*lines)[0] == fault


def test_who_may_not_adopt_imports_no_adopted_figure(db):
    line = said("84", 1, adopted="84")

    assert refused(line, by=person("bob", "contributor")) == [("/adopted", "role_not_allowed")]
    run([*CATALOGUE, line], by=person("alice", "editor"))

    assert Claim.objects.get().adopted_wording == "84"


def test_versions_come_with_their_document_and_statements_name_them(db):
    report = run([*CATALOGUE, document(READ, REREAD), said("84", 1, version=LATER)])

    assert report.made["version"] == 2
    [version] = DocumentVersion.objects.filter(content_sha256=LATER)
    assert Revision.objects.get().version == version
    assert (version.published, version.has_text) == ("2024-01-06", False)


@pytest.mark.parametrize("batch", [None, 1], ids=["at once", "in batches"])
def test_a_later_version_follows_what_its_line_said_before(db, batch):
    first = said("84", 1, version=HASH, external_id="")
    lines = [*CATALOGUE, document(READ, {**REREAD, "published": ""}), first]

    run([*lines, said("91", 1, version=LATER)], batch=batch)

    rows = Revision.objects.order_by("id").values_list("wording", "supersedes__wording")
    assert list(rows) == [("84", None), ("91", "84")]
    assert (
        Revision.objects.get(wording="91").stated_before.isoformat() == "2024-01-06T08:00:00+00:00"
    )


def test_a_document_on_record_gets_the_versions_it_has_not(db):
    run([*CATALOGUE, document(READ)])

    report = run([document({**READ, "retrieved_at": "2024-02-01T00:00Z"}, REREAD)])

    assert report.made == {"version": 1}
    assert [each.retrieved_at.day for each in DocumentVersion.objects.order_by("id")] == [5, 6]


def test_a_version_whose_text_is_kept_here_has_it(db):
    run([*CATALOGUE, {"document": DOCUMENT}, document(key="other")])
    kept, _ = register_version(
        Revision._meta.get_field("document").related_model.objects.get(key="other"),
        text="84 people died", retrieved_at=Entry.objects.latest("position").recorded_at,
        by=None, channel="api",
    )  # fmt: skip

    run([document({**READ, "content_sha256": kept.content_sha256})])

    assert DocumentVersion.objects.get(document__key="report").has_text


@pytest.mark.parametrize("called", ["none", "update"])
def test_no_change_can_be_said(db, called):
    run([*CATALOGUE, said("95", 1), said("84", 2, change_kind=called)])

    rows = Revision.objects.order_by("id").values_list("wording", "change_kind")
    assert list(rows) == [("95", ""), ("84", "" if called == "none" else called)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("adopted", "84"),
        ("stated_at", "2024-01-04T00:00Z"),
        ("latest", "2024-01-04T00:00Z"),
        ("former_definition", True),
    ],
)
def test_a_single_statement_carries_nothing_of_exports(kerman, name, value):
    body = {"claim": "deaths", "document": encode("doc", kerman.document("d", None).pk)}

    answer = Caller(kerman.by).post("/api/v1/revisions/", {**body, "wording": "84", name: value})

    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        (f"/{name}", "never_set")
    ]
