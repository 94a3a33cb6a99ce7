"""Entities by what they are called: found in any spelling, suggested when close, never merged."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from claims.cataloguing import edit_entity, register_entity
from claims.finding import did_you_mean, find_entities, fold_new_names
from claims.models import Entity, EntityName, RevisionEntity
from history.editing import retire
from tests.callers import faults, head, on_record

NAMED = {
    "its slug": "omar-al-mowahid",
    "its name": "Omar al-Mowahid",
    "capitals": "OMAR AL MOWAHID",
    "without the article": "Omar Mowahid",
    "other marks": "ʿOmar  el‑Mowāhid",
    "an alias": "Omar al-Muvahid",
    "its own script": "عمر الموحد",
    "that script with marks": "عُمَر المُوَحِّد",
}


@pytest.fixture
def people(kerman):
    kerman.entity(
        "omar-al-mowahid",
        "Omar al-Mowahid",
        kind="person",
        aliases=["Omar al-Muvahid", "عمر الموحد"],
    )
    kerman.entity("bozorov", "Bozorov", kind="person")
    kerman.claim("names", "What were they called?", "entity", many=True)
    return kerman  # fmt: skip


def body(wording: str, *entities: Any, **more: Any) -> dict[str, Any]:
    made = {"claim": "names", "document": "bbc-1", "wording": wording, **more}
    return made | ({"entities": list(entities)} if entities else {})


def slugs(response: Any) -> list[str]:
    assert response.status_code == 201, response.content
    return [entity["slug"] for entity in response.json()["value"]["entities"]]


@pytest.mark.parametrize("how", NAMED)
def test_entity_is_found_by(people, calling_alice, how):
    response = calling_alice.post("revisions/", body("O. M.", NAMED[how]))

    assert slugs(response) == ["omar-al-mowahid"]
    assert Entity.objects.count() == 4


@pytest.mark.parametrize("how", [how for how in NAMED if how != "its slug"])
def test_words_alone_find_their_entity(people, calling_alice, how):
    response = calling_alice.post("revisions/", body(NAMED[how]))

    assert slugs(response) == ["omar-al-mowahid"]
    assert response.json()["wording"] == NAMED[how]


def test_one_answer_of_several_is_found_each_its_own_way(people, calling_alice):
    response = calling_alice.post("revisions/", body("one of them", "BOZOROV", "عمر الموحد"))

    assert slugs(response) == ["omar-al-mowahid", "bozorov"] or slugs(response) == [
        "bozorov", "omar-al-mowahid",
    ]  # fmt: skip


REFUSED = {
    "close": (
        body("x", "Omar al-Mowahed"),
        ("/entities/0", "unknown"),
        "no entity 'Omar al-Mowahed' is on record; did you mean Omar al-Mowahid (omar-al-mowahid)?",
    ),
    "close in another script": (
        body("x", "bozorov", "Омар аль-Мувахид"),
        ("/entities/1", "unknown"),
        "no entity 'Омар аль-Мувахид' is on record; "
        "did you mean Omar al-Mowahid (omar-al-mowahid)?",
    ),
    "nothing like it": (
        body("x", "日本"),
        ("/entities/0", "unknown"),
        "no entity '日本' is on record; give an object to make it",
    ),
    "no letter": (
        body("x", "?!"),
        ("/entities/0", "unknown"),
        "no entity '?!' is on record; give an object to make it",
    ),
    "an id of none": (
        body("x", "ent_01hjp0000000000000000000000"[:30]),
        ("/entities/0", "unknown"),
        None,
    ),
    "words that are close": (
        body("Omar al-Mowahed"),
        ("/entities", "required"),
        "name the entities that are the answer; “Omar al-Mowahed” is no name on record; "
        "did you mean Omar al-Mowahid (omar-al-mowahid)?",
    ),
    "words that are no name": (
        body("two men"),
        ("/entities", "required"),
        "name the entities that are the answer; “two men” is no name on record",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_unknown_spelling_is_suggested_and_never_merged(people, calling_alice, what):
    sent, fault, detail = REFUSED[what]
    before = on_record()

    response = calling_alice.post("revisions/", sent)

    assert faults(response) == [("400", fault[1]), fault]
    if detail:
        assert response.json()["errors"][0]["detail"] == detail
    assert on_record() == before


def test_name_of_two_is_refused_naming_both(people, calling_alice):
    people.entity("bozorov-senior", "The elder", kind="person", aliases=["BOZOROV"])

    by_name = calling_alice.post("revisions/", body("x", "Bozorov"))
    by_words = calling_alice.post("revisions/", body("Bozorov"))
    by_slug = calling_alice.post("revisions/", body("x", "bozorov"))

    detail = (
        "'Bozorov' is a name of Bozorov (bozorov) and The elder (bozorov-senior); give the slug"
    )
    assert faults(by_name)[1:] == [("/entities/0", "ambiguous")]
    assert faults(by_words)[1:] == [("/entities", "ambiguous")]
    assert by_name.json()["errors"][0]["detail"] == detail
    assert by_words.json()["errors"][0]["detail"] == detail
    assert slugs(by_slug) == ["bozorov"]


def test_name_of_a_retired_one_is_its_heirs(people, alice, calling_alice):
    people.entity("bozorov-2", "Bozorov", kind="person")
    retire(people["bozorov"], by=alice, reason="Twice", channel="admin")

    assert slugs(calling_alice.post("revisions/", body("Bozorov!"))) == ["bozorov-2"]


def test_name_of_a_retired_one_alone_is_refused_as_retired(people, alice, calling_alice):
    retire(people["bozorov"], by=alice, reason="Left", channel="admin")

    assert faults(calling_alice.post("revisions/", body("x", "Bozorov")))[1:] == [
        ("/entities/0", "retired")
    ]


@pytest.mark.parametrize("more", [{"stance": "withdraws"}, {"qualifier": "unreadable"}])
def test_words_are_no_name_where_no_answer_is_given(people, calling_alice, more):
    response = calling_alice.post("revisions/", body("Bozorov", **more))

    assert response.status_code == 201, response.content
    assert RevisionEntity.objects.count() == 0


def test_words_of_other_kinds_of_claims_name_nobody(people, calling_alice):
    sent = {"claim": "method", "document": "bbc-1", "wording": "Bozorov"}

    response = calling_alice.post("revisions/", sent)

    assert response.json()["value"] == {"type": "text", "text": "Bozorov"}


def test_names_are_looked_up_in_two_queries_however_many(people, django_assert_num_queries):
    for texts in (["isis-k", "Bozorov!"], ["isis-k", "Bozorov!", "OMAR MOWAHID", "islamic-state"]):
        with django_assert_num_queries(2):
            found = find_entities(texts)
        assert [len(found[text]) for text in texts] == [1] * len(texts)


def test_new_names_are_found_at_once_and_old_ones_no_more(people, alice):
    edit_entity(people["bozorov"], {"aliases": ["Имом Бозоров"], "name": "Imom Bozorov"},
                by=alice, reason="In full", channel="admin")  # fmt: skip

    found = find_entities(["imom bozorov", "ИМОМ БОЗОРОВ", "Bozorov!"])

    assert {text: [e.slug for e in entities] for text, entities in found.items()} == {
        "imom bozorov": ["bozorov"], "ИМОМ БОЗОРОВ": ["bozorov"], "Bozorov!": [],
    }  # fmt: skip
    assert not EntityName.objects.filter(folded=None).exists()


def test_names_written_by_plain_sql_are_found_before_and_after_folding(people):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_entity SET name = 'Imom B.' WHERE slug = 'bozorov'")

    assert EntityName.objects.filter(folded=None).count() == 1
    assert [e.slug for e in find_entities(["IMOM B"])["IMOM B"]] == ["bozorov"]
    assert did_you_mean("Imon B") == "did you mean Imom B. (bozorov)?"
    fold_new_names()
    assert not EntityName.objects.filter(folded=None).exists()
    assert [e.slug for e in find_entities(["IMOM B"])["IMOM B"]] == ["bozorov"]
    assert did_you_mean("Imon B") == "did you mean Imom B. (bozorov)?"


def test_names_leave_no_trace_of_their_own_in_the_ledger(people, alice):
    before = head()

    register_entity(
        slug="x", name="X", kind="person", aliases=["Y", "X"], by=alice, channel="admin"
    )

    assert head() == before + 1
    rows = EntityName.objects.filter(entity__slug="x").order_by("name")
    assert list(rows.values_list("name", "folded", "sounds")) == [
        ("X", "x", ["ks"]), ("Y", "y", ["y"]),
    ]  # fmt: skip


def test_a_name_longer_than_the_index_is_told_from_its_like(people):
    long = "ﷺ" * 199
    people.entity("long", long + "a", kind="person")
    people.entity("longer", long + "b", kind="person")

    found = find_entities([long + "A", long + "c"])

    assert [e.slug for e in found[long + "A"]] == ["long"]
    assert found[long + "c"] == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("OMAR MOWAHID", ["omar-al-mowahid"]),
        ("عمر الموحد", ["omar-al-mowahid"]),
        ("isis k", ["isis-k"]),
        ("Omar al-Mowahed", []),
        ("%", []),
    ],
)
def test_list_of_entities_by_name(people, anyone, name, found):
    response = anyone.client.get("/api/v1/entities/", {"name": name})

    assert [entity["slug"] for entity in response.json()["results"]] == found


def test_names_are_not_looked_for_in_the_past(people, anyone):
    response = anyone.get(f"entities/?name=bozorov&as_of={head()}")

    assert faults(response) == [("400", "only_now"), ("name", "only_now")]
