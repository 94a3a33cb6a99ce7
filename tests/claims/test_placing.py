"""Where a statement stands, from what a person types."""

from __future__ import annotations

import pytest

from api.refusals import Invalid
from api.typeid import encode
from claims.placing import document_options, on_a_day, place_of, source_options, sources_named
from sources.models import Document
from sources.registering import register_document

NEW = {"by": None, "channel": "command"}


@pytest.fixture
def article(kerman) -> Document:
    return register_document(
        title="Toll rises", publisher=kerman["bbc"], url="https://www.bbc.com/news/toll/", **NEW
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "https://www.bbc.com/news/toll/",
        "https://www.bbc.com/news/toll",
        "http://bbc.com/news/toll/?utm_source=mail#top",
        " https://BBC.com/news/toll ",
    ],
)
def test_known_document_is_found_under_any_spelling(article, pasted):
    assert place_of(pasted).document == article


def test_known_document_is_found_by_key_and_id(kerman):
    document = kerman["irna-1"]

    assert place_of("irna-1").document == document
    assert place_of(encode("doc", document.pk)).document == document


def test_publisher_of_a_new_document_is_told_from_the_others_at_its_host(kerman, article):
    place = place_of("https://bbc.com/news/two-blasts?utm_source=x")

    assert (place.document, place.fields) == (
        None,
        {
            "url": "https://bbc.com/news/two-blasts",
            "title": "Two blasts",
            "publisher": kerman["bbc"],
        },
    )
    assert place.why == "every other document at bbc.com is BBC's"


def test_publisher_is_told_from_a_sources_own_address_the_longest_first(kerman):
    amaq = kerman.source("amaq", "Amaq", url="https://t.me/amaq")
    kerman.source("nashir", "Nashir", url="https://t.me/nashir")

    places = [place_of(f"https://t.me/{who}/12") for who in ("amaq", "others")]

    assert [place.fields["publisher"] for place in places] == [amaq, None]
    assert places[0].why == "t.me is Amaq's"


def test_host_of_several_publishers_tells_nothing(kerman, article):
    register_document(title="Column", publisher=kerman["irna"], url="https://bbc.com/column", **NEW)

    assert place_of("https://bbc.com/third").fields["publisher"] is None


def test_host_that_begins_like_another_is_another(article):
    assert place_of("https://bbc.com.example.org/x").fields["publisher"] is None


@pytest.mark.parametrize(
    "typed", ["BBC", "bbc", " bbc ", "BBC (bbc)", "the BBC"], ids=lambda text: text
)
def test_source_is_found_by_any_of_its_spellings(kerman, typed):
    assert sources_named(typed) == [kerman["bbc"]]


def test_source_is_found_by_alias_and_id(kerman):
    afp = kerman.source("afp", "AFP", "agency", aliases=["Agence France-Presse"])

    assert sources_named("agence france presse") == [afp]
    assert sources_named(encode("src", afp.pk)) == [afp]
    assert sources_named(str(afp.pk)) == [afp]


def test_what_a_source_said_on_a_day_is_a_document_of_that_day(kerman):
    place = place_of("IRNA")
    new = on_a_day(place, "2024-01-04")
    made = register_document(**new.fields, **NEW)

    assert place.needs_day
    assert (made.key, made.title, made.publisher, made.published) == (
        "irna-2024-01-04",
        "IRNA, 2024-01-04",
        kerman["irna"],
        "2024-01-04",
    )
    assert on_a_day(place, "2024-01-04").document == made


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("Iranian authority", "unknown", "did you mean Iranian authorities?"),
        ("Zzz", "unknown", "put it on record first"),
        ("Twin", "ambiguous", "Twin (twin-1) and Twin (twin-2)"),
    ],
)
def test_what_names_nobody_for_certain_is_refused(kerman, typed, code, words):
    kerman.source("twin-1", "Twin")
    kerman.source("twin-2", "Twin")

    with pytest.raises(Invalid) as refused:
        place_of(typed)

    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/where", code)
    assert words in fault.detail


def test_what_is_typed_so_far_offers_sources_and_documents(kerman, article):
    assert source_options("irn") == [kerman["irna"]]
    assert source_options("authorit") == [kerman["iran"]]
    assert document_options("toll") == [article]
