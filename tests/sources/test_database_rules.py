"""What the database itself refuses of sources and documents, rule by rule, from both sides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from history.record import FIRST, LAST
from sources.models import Document, DocumentText, DocumentVersion, Source
from tests.history.ledger import a_document, a_source, run
from tests.history.rules import declared, instant, links, pointed_nowhere, put, refused_by

NOON = datetime(2024, 1, 4, 12, tzinfo=UTC)
ONE_O_CLOCK = datetime(2024, 1, 4, 13, tzinfo=UTC)
SHA = "ab" * 32


@pytest.fixture
def parent(db) -> Source:
    source = a_source("parent", country="IR")
    source.save()
    return source


@pytest.fixture
def document(parent) -> Document:
    document = a_document("standing", publisher=parent, url="https://example.org/standing")
    document.save()
    DocumentVersion.objects.create(document=document, retrieved_at=NOON, content_sha256=SHA)
    return document


def version(**fields) -> DocumentVersion:
    document = Document.objects.get(key="standing")
    given = {"document": document, "retrieved_at": NOON, "content_sha256": "cd" * 32, **fields}
    return DocumentVersion(**given)


def below(role: str) -> Source:
    return a_source("new", parent=Source.objects.get(slug="parent"), parent_role=role)


def merged(slug: str) -> Source:
    source = a_source("new")
    source.merged_into_id = source.id if slug == "new" else Source.objects.get(slug=slug).id
    return source


def its_own_parent() -> Source:
    source = a_source("new", parent_role="part_of")
    source.parent_id = source.id
    return source


RULES = {
    "sources_source_slug_form": (
        lambda: a_source("press-tv-2"),
        [
            lambda: a_source("Press-TV"),
            lambda: a_source("press_tv"),
            lambda: a_source("-press"),
            lambda: a_source("press--tv"),
            lambda: a_source("2024"),
            lambda: a_source(""),
            lambda: a_source("tv\n"),
        ],
    ),
    "sources_source_slug_key": (lambda: a_source("new"), [lambda: a_source("parent")]),
    "sources_source_kind": (
        lambda: a_source("new", kind="unnamed"),
        [lambda: a_source("new", kind="blog"), lambda: a_source("new", kind="")],
    ),
    "sources_source_parent_with_role": (
        lambda: below("speaks_for"),
        [
            lambda: below(""),
            lambda: below("owns"),
            lambda: a_source("new", parent_role="part_of"),
        ],
    ),
    "sources_source_not_merged_into_itself": (lambda: merged("parent"), [lambda: merged("new")]),
    "sources_source_not_its_own_parent": (lambda: below("part_of"), [its_own_parent]),
    "sources_source_country_code": (
        lambda: a_source("new", country="IR"),
        [lambda: a_source("new", country="ir"), lambda: a_source("new", country="I")],
    ),
    "sources_document_url_or_key": (
        lambda: Document(title="new", url="https://example.org/new"),
        [
            lambda: Document(title="new"),
            lambda: Document(title="new", url=""),
            lambda: Document(title="new", key="", url=""),
        ],
    ),
    "sources_document_url_key": (
        lambda: a_document("new", url="https://example.org/new"),
        [lambda: a_document("new", url="https://example.org/standing")],
    ),
    "sources_document_key_key": (lambda: a_document("new"), [lambda: a_document("standing")]),
    "sources_document_published_range": (
        lambda: a_document("new", published="x", published_at=NOON, published_before=ONE_O_CLOCK),
        [
            lambda: a_document("new", published="x", published_at=NOON, published_before=NOON),
            lambda: a_document(
                "new", published="x", published_at=ONE_O_CLOCK, published_before=NOON
            ),
        ],
    ),
    "sources_document_published_as_given": (
        lambda: a_document("new", published="2024-01-04/..", published_at=NOON),
        [
            lambda: a_document("new", published_at=NOON),
            lambda: a_document("new", published_before=NOON),
        ],
    ),
    "sources_document_instants_held": (
        lambda: a_document("new", published="x", published_at=FIRST, published_before=LAST),
        [
            lambda: a_document("new", published="x", published_at=instant("-infinity")),
            lambda: a_document("new", published="x", published_before=instant("infinity")),
        ],
    ),
    "sources_documentversion_instants_held": (
        lambda: version(retrieved_at=LAST),
        [lambda: version(retrieved_at=instant("infinity"))],
    ),
    "sources_documentversion_once": (version, [lambda: version(content_sha256=SHA)]),
    "sources_documentversion_sha256": (
        version,
        [
            lambda: version(content_sha256="cd" * 31),
            lambda: version(content_sha256="CD" * 32),
            lambda: version(content_sha256="zz" * 32),
        ],
    ),
}
BREACHES = [
    pytest.param(name, breach, id=f"{name}-{number}")
    for name, (_, breaches) in RULES.items()
    for number, breach in enumerate(breaches)
]


@pytest.mark.parametrize(
    "row", [pytest.param(keeps, id=name) for name, (keeps, _) in RULES.items()]
)
def test_a_row_that_keeps_the_rule_stands(document, row):
    kept = row()

    put(lambda: kept.save(force_insert=True))

    assert type(kept).objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(("rule", "row"), BREACHES)
def test_a_row_that_breaks_the_rule_is_refused_by_its_name(document, rule, row):
    assert refused_by(lambda: row().save(force_insert=True)) == rule


def test_every_rule_has_its_test(db):
    tables = (Source, Document, DocumentVersion, DocumentText)

    assert declared(*(model._meta.db_table for model in tables)) == set(RULES)


@pytest.mark.parametrize(("model", "link"), links(Source, Document, DocumentVersion))
def test_a_link_leads_to_a_record(document, model, link):
    row = {Source: below("part_of"), Document: a_document("new"), DocumentVersion: version()}[model]

    assert pointed_nowhere(model, row, link) == "23503"


@pytest.mark.parametrize("length", [2, 3])
def test_parents_run_in_no_circle(db, length):
    sources = [a_source(f"s{number}") for number in range(length)]
    for above, source in zip([None, *sources], sources, strict=False):
        source.parent, source.parent_role = above, "part_of" if above else ""
        source.save()

    def close() -> None:
        Source.objects.filter(pk=sources[0].pk).update(parent=sources[-1], parent_role="part_of")

    assert refused_by(close) == "sources_source_parent_no_circle"


def test_parents_swapped_in_one_statement_run_in_no_circle(db):
    a, b = a_source("a"), a_source("b")
    a.save()
    b.save()

    swap = (
        "UPDATE sources_source SET parent_role = 'part_of', parent_id ="
        " CASE slug WHEN 'a' THEN %s ELSE %s END::uuid"
    )

    assert refused_by(lambda: run(swap, [b.pk, a.pk])) == "sources_source_parent_no_circle"


def test_a_chain_of_parents_may_be_turned_round(db):
    a, b = a_source("a"), a_source("b")
    a.save()
    b.parent, b.parent_role = a, "part_of"
    b.save()

    run(
        "UPDATE sources_source s SET parent_id = CASE slug WHEN 'a' THEN %s END::uuid,"
        " parent_role = CASE slug WHEN 'a' THEN 'part_of' ELSE '' END",
        [b.pk],
    )

    assert dict(Source.objects.values_list("slug", "parent__slug")) == {"a": "b", "b": None}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE sources_documenttext SET text = 'other'", "sources_documenttext_insert_only"),
        ("DELETE FROM sources_documenttext", "sources_documenttext_insert_only"),
        ("TRUNCATE sources_documenttext", "sources_documenttext_insert_only"),
    ],
)
def test_a_text_stays_as_it_was_read(owner_db, statement, rule):
    DocumentText.objects.create(content_sha256=SHA, text="At least 84")

    assert refused_by(lambda: run(statement)) == rule
    assert list(DocumentText.objects.values_list("text", flat=True)) == ["At least 84"]
