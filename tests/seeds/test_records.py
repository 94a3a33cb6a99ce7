"""The seeds as files: every line well formed, every name defined, nothing of the articles kept.

Pure: reads seeds/*.ndjson and no database. What the loader and the rules make of the records is
tested where they live.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
CATALOGUE = SEEDS / "catalogue.ndjson"
ARTICLES = sorted(SEEDS.glob("[0-9]*.ndjson"))

CATALOGUE_KEYS = {
    "source": {
        *("slug", "name", "kind", "aliases", "country", "url", "parent", "parent_role", "note"),
    },
    "topic": {"slug", "name", "kind", "description", "occurred", "place", "time_zone"},
    "entity": {"slug", "name", "kind", "aliases", "broader"},
    "claim": {
        *("slug", "topic", "question", "label", "value_type", "unit", "is_count", "cumulative"),
        *("many", "tolerance", "definitions", "part_of", "parties", "settled_at"),
    },
}
KINDS = {
    "source": {
        *("outlet", "agency", "media_group", "government", "ministry", "legislature"),
        *("intelligence", "armed_force", "armed_group", "institution", "person", "unnamed"),
    },
    "topic": {"event", "organisation", "person", "place"},
    "entity": {"group", "state", "person", "place", "nationality", "method", "concept"},
}
RECORD_KEYS = {
    *("topic", "claim", "publisher", "attributed_to", "via", "document", "stance", "wording"),
    *("qualifier", "lower", "lower_inclusive", "upper", "upper_inclusive", "value", "entities"),
    *("stated", "sequence", "locator", "supersedes", "change_kind", "reason", "importer"),
    "external_id",
}
ALWAYS = {
    *("topic", "claim", "document", "stance", "wording", "sequence", "locator", "importer"),
    "external_id",
}
BOUNDS = {"lower", "lower_inclusive", "upper", "upper_inclusive"}
SLUG = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
DATE = r"\d{4}(-\d{2}(-\d{2})?)?"
EDTF = re.compile(rf"{DATE}(/({DATE}|\.\.))?")
LOCATOR = re.compile(r"headline|standfirst|caption [1-9]|paragraph [1-9][0-9]?")
MOST_WORDS = 7


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def catalogue(kind: str) -> dict[str, dict[str, Any]]:
    return {line[kind]["slug"]: line[kind] for line in lines(CATALOGUE) if kind in line}


def records() -> list[dict[str, Any]]:
    return [record for path in ARTICLES for record in lines(path)]


def named(records: list[dict[str, Any]], *keys: str) -> set[str]:
    return {record[key] for record in records for key in keys if key in record}


def of_claim(slug: str) -> list[dict[str, Any]]:
    return [record for record in records() if record["claim"] == slug]


SOURCES, TOPICS, ENTITIES, CLAIMS = map(catalogue, CATALOGUE_KEYS)
EACH_RECORD = pytest.mark.parametrize("record", records(), ids=lambda r: r["external_id"])


def test_there_is_one_file_for_each_of_the_five_articles():
    assert [path.name[:3] for path in ARTICLES] == ["000", "001", "002", "003", "004"]


@pytest.mark.parametrize("path", [CATALOGUE, *ARTICLES], ids=lambda p: p.name)
def test_file_has_one_object_a_line_and_ends_in_a_newline(path):
    text = path.read_text(encoding="utf-8")

    assert text.endswith("}\n")
    assert all(isinstance(line, dict) and line for line in lines(path))


@pytest.mark.parametrize("path", [CATALOGUE, *ARTICLES], ids=lambda p: p.name)
def test_no_object_names_a_key_twice_or_holds_a_null(path):
    def unique(pairs):
        assert len(dict(pairs)) == len(pairs)
        assert None not in dict(pairs).values()
        return dict(pairs)

    for line in path.read_text(encoding="utf-8").splitlines():
        json.loads(line, object_pairs_hook=unique)


# --- the catalogue


def test_catalogue_line_holds_one_record_with_known_keys():
    for line in lines(CATALOGUE):
        [(kind, record)] = line.items()
        assert record.keys() <= CATALOGUE_KEYS[kind]
        assert SLUG.fullmatch(record["slug"])


@pytest.mark.parametrize("kind", CATALOGUE_KEYS)
def test_catalogue_defines_each_slug_once(kind):
    slugs = [line[kind]["slug"] for line in lines(CATALOGUE) if kind in line]

    assert [slug for slug, times in Counter(slugs).items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_catalogue_uses_the_kinds_of_the_readme_and_all_of_them(kind):
    assert {record["kind"] for record in catalogue(kind).values()} == KINDS[kind]


def test_catalogue_line_names_only_what_stands_above_it():
    above: dict[str, set[str]] = {kind: set() for kind in CATALOGUE_KEYS}
    links = {
        "source": {"parent": "source"},
        "entity": {"broader": "entity"},
        "claim": {"topic": "topic", "part_of": "claim"},
    }
    for line in lines(CATALOGUE):
        [(kind, record)] = line.items()
        for key, linked in links.get(kind, {}).items():
            assert key not in record or record[key] in above[linked], record
        for party in record.get("parties", []):
            [(linked, slug)] = party.items()
            assert slug in above[linked]
        above[kind].add(record["slug"])


def test_source_has_a_role_exactly_where_it_has_a_parent():
    roles = {source.get("parent_role") for source in SOURCES.values() if "parent" in source}

    assert roles == {"speaks_for", "part_of"}
    assert all(("parent" in source) == ("parent_role" in source) for source in SOURCES.values())


def test_claim_slug_is_its_topic_and_what_is_asked():
    for slug, claim in CLAIMS.items():
        assert slug.startswith(f"{claim['topic']}-")


def test_only_quantities_have_a_unit_or_count():
    for claim in CLAIMS.values():
        if claim["value_type"] == "quantity":
            assert claim["unit"]
        else:
            assert not claim.keys() & {"unit", "is_count", "cumulative", "tolerance"}


def test_part_is_of_the_topic_of_its_whole():
    for claim in CLAIMS.values():
        if "part_of" in claim:
            assert CLAIMS[claim["part_of"]]["topic"] == claim["topic"]


def test_catalogue_holds_nothing_that_no_statement_needs():
    stated = records()
    used = named(stated, "publisher", "attributed_to", "via")
    for slug in [*used]:
        while (slug := SOURCES[slug].get("parent")) is not None:
            used.add(slug)
    answers = {entity for record in stated for entity in record.get("entities", [])}
    for slug in [*answers]:
        while (slug := ENTITIES[slug].get("broader")) is not None:
            answers.add(slug)

    assert named(stated, "claim") == CLAIMS.keys()
    assert named(stated, "topic") == TOPICS.keys()
    assert used == SOURCES.keys()
    assert answers == ENTITIES.keys()


# --- the records


@EACH_RECORD
def test_record_has_known_keys_and_those_it_needs(record):
    assert ALWAYS <= record.keys() <= RECORD_KEYS


@EACH_RECORD
def test_record_names_only_what_the_catalogue_defines(record):
    assert CLAIMS[record["claim"]]["topic"] == record["topic"]
    assert named([record], "publisher", "attributed_to", "via") <= SOURCES.keys()
    assert set(record.get("entities", [])) <= ENTITIES.keys()


@EACH_RECORD
def test_record_value_is_of_its_claims_type(record):
    given = record.keys() & {"value", "entities"}
    match CLAIMS[record["claim"]]["value_type"]:
        case "quantity":
            assert not given
        case "entity":
            assert given == {"entities"}
            assert len(set(record["entities"])) == len(record["entities"]) > 0
        case "boolean":
            assert given == {"value"}
            assert isinstance(record["value"], bool)
        case "date":
            assert given == {"value"}
            assert EDTF.fullmatch(record["value"])
        case "text":
            assert given == {"value"}
            assert 0 < len(record["value"].split()) <= MOST_WORDS


@EACH_RECORD
def test_record_has_bounds_only_beside_a_qualifier_given_by_hand(record):
    bounds = record.keys() & BOUNDS
    if "qualifier" not in record or record["qualifier"] == "unreadable":
        assert not bounds
    else:
        assert CLAIMS[record["claim"]]["value_type"] == "quantity"
        assert bounds
        assert ("lower" in bounds) == ("lower_inclusive" in bounds)
        assert ("upper" in bounds) == ("upper_inclusive" in bounds)


@EACH_RECORD
def test_record_keeps_the_words_of_the_value_and_no_sentence(record):
    assert 0 < len(record["wording"].encode()) <= 500
    assert len(record["wording"].split()) <= MOST_WORDS
    assert not re.search(r"[.!?]\s*$", record["wording"])


@EACH_RECORD
def test_record_says_where_it_stands_and_when_it_was_said(record):
    assert LOCATOR.fullmatch(record["locator"])
    assert "stated" not in record or EDTF.fullmatch(record["stated"])
    assert EDTF.fullmatch(record["document"]["published"])


@EACH_RECORD
def test_record_has_a_known_stance(record):
    assert record["stance"] in {"asserts", "suggests", "denies"}


@EACH_RECORD
def test_record_relays_only_the_word_of_another(record):
    if "via" in record:
        assert record["attributed_to"] not in {record["via"], record.get("publisher")}


def test_external_ids_are_unique_and_say_article_claim_and_place_in_order():
    seen: Counter[tuple[str, str]] = Counter()
    for path in ARTICLES:
        for record in lines(path):
            number = path.name[:3]
            seen[number, record["claim"]] += 1
            place = seen[number, record["claim"]]
            assert record["sequence"] == place
            assert record["external_id"] == f"{number}/{record['claim']}/{place}"
            assert record["importer"] == "seeds"


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.name)
def test_file_is_of_one_document_under_one_publisher(path):
    stated = lines(path)

    assert {json.dumps(record["document"]) for record in stated} == {
        json.dumps(stated[0]["document"])
    }
    assert stated[0]["document"]["key"] == f"seed-{path.name[:3]}"
    assert {record.get("publisher") for record in stated} == {stated[0].get("publisher")}


def test_only_the_outlets_that_the_articles_name_are_publishers():
    publishers = {path.name[:3]: lines(path)[0].get("publisher") for path in ARTICLES}

    assert publishers == {
        "000": None,
        "001": "the-media-line",
        "002": None,
        "003": None,
        "004": "today-it",
    }


def test_no_sentence_of_an_article_is_kept_and_no_address_invented():
    for record in records():
        assert "quotation" not in record
        assert record["document"].keys() <= {"key", "title", "byline", "language", "published"}


def test_supersession_stays_on_one_line_and_points_back():
    place = {record["external_id"]: at for at, record in enumerate(records())}
    by_id = {record["external_id"]: record for record in records()}
    for record in records():
        if "supersedes" not in record:
            assert "change_kind" not in record
            continue
        earlier = by_id[record["supersedes"]]
        assert place[earlier["external_id"]] < place[record["external_id"]]
        for key in ("claim", "document", "publisher", "attributed_to", "via"):
            assert record.get(key) == earlier.get(key)
        assert record["change_kind"] == "correction"
        assert record["reason"]


# --- what the five articles must show


def test_the_toll_of_state_media_is_a_chain_of_two_corrections():
    chain = [r for r in of_claim("kerman-bombings-2024-deaths") if r["external_id"][:3] == "003"]

    assert [(r["wording"], r["sequence"], r.get("supersedes")) for r in chain] == [
        ("as many as 103", 1, None),
        ("95", 2, chain[0]["external_id"]),
        ("at least 84", 3, chain[1]["external_id"]),
    ]
    assert {r["attributed_to"] for r in chain} == {"iranian-state-media"}
    for earlier, later in pairwise(chain):
        assert later["sequence"] == earlier["sequence"] + 1


def test_the_deaths_of_kerman_are_stated_as_the_articles_date_them():
    stated = [
        (r["external_id"][:3], r["wording"], r.get("attributed_to"), r.get("stated"))
        for r in of_claim("kerman-bombings-2024-deaths")
    ]

    assert stated == [
        ("000", "84", None, None),
        ("000", "at least 84", None, None),
        ("001", "84", "iranian-authorities", "2024-01-04"),
        ("002", "94", "iranian-state-media", None),
        ("003", "as many as 103", "iranian-state-media", None),
        ("003", "95", "iranian-state-media", None),
        ("003", "at least 84", "iranian-state-media", None),
        ("004", "more than 80", None, None),
    ]


def test_hints_and_denials_of_the_perpetrator_keep_their_speakers():
    said = {"suggests": set(), "denies": set()}
    for record in of_claim("kerman-bombings-2024-perpetrator"):
        if record["stance"] in said:
            said[record["stance"]].add((record["attributed_to"], *record["entities"]))

    assert said == {
        "suggests": {
            ("iranian-low-level-officials", "israel"),
            ("iranian-deputy-speaker", "israel"),
            ("unnamed-regional-experts", "islamic-state"),
            ("aaron-zelin", "islamic-state"),
            ("tasnim-news", "islamic-state"),
            ("unnamed-circulating-claims", "united-states"),
            ("unnamed-observers", "islamic-state"),
            ("meir-livak", "salafi-jihadist-elements"),
        },
        "denies": {
            ("matthew-miller", "united-states"),
            ("matthew-miller", "israel"),
            ("john-kirby", "israel"),
        },
    }


def test_a_name_in_another_spelling_is_an_alias_of_one_person():
    for record in of_claim("kerman-bombings-2024-attackers-names"):
        [slug] = record["entities"]
        person = ENTITIES[slug]
        assert record["wording"] in {person["name"], *person.get("aliases", [])}


def test_one_article_dates_the_killing_of_soleimani_twice():
    said = [
        r["value"] for r in of_claim("soleimani-killing-date") if r["document"]["key"] == "seed-000"
    ]

    assert said == ["2020-01-03", "2019"]


@pytest.mark.parametrize(
    "slug",
    [
        "kerman-bombings-2024-deaths",
        "kerman-bombings-2024-perpetrator",
        "kerman-bombings-2024-injured",
        "tehran-attacks-2017-deaths",
        "shiraz-shrine-attack-2022-deaths",
        "shiraz-shrine-attack-2022-attackers",
        "soleimani-killing-date",
    ],
)
def test_claim_that_the_docs_link_to_is_there(slug):
    assert len(of_claim(slug)) > 1
