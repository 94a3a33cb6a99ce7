"""A claim in other vocabularies: PROV-JSON, schema.org, a table."""

from __future__ import annotations

import csv
import io
import json

import pytest
from prov.model import ProvDocument, ProvEntity

from api.typeid import encode
from claims.interop.table import COLUMNS
from claims.quotations import Quotation
from tests.callers import Caller, faults

PROV = "application/prov+json"
LINKED_DATA = "application/ld+json"


@pytest.fixture
def said(kerman):
    """95 by the agency that speaks for Iran; 84 superseding it; 94 by the BBC citing Iran."""
    first = kerman.says("deaths", "irna-1", "95")
    second = kerman.says(
        "deaths", "irna-1", "at least 84", supersedes=first, quotation=Quotation(exact="84 dead")
    )
    third = kerman.says("deaths", "bbc-1", "94", attributed_to=kerman["iran"], via=kerman["irna"])
    return [encode("rev", one.pk) for one in (first, second, third)]


def prov_of(caller, path: str = "claims/deaths/provenance/") -> ProvDocument:
    response = caller.get(path, accept=PROV)
    assert response.headers["Content-Type"] == PROV
    return ProvDocument.deserialize(content=response.content.decode(), format="json")


def relations(document: ProvDocument, name: str) -> list[tuple[str, ...]]:
    """The two ends of every relation of a kind, by the label of the record or its local name."""
    labels = {
        str(record.identifier): str(record.label)
        for record in document.get_records()
        if record.is_element()
    }
    found = []
    for record in document.get_records():
        if record.is_relation() and record.get_type().localpart == name:
            ends = [str(value) for _, value in record.formal_attributes[:2]]
            found.append(tuple(labels.get(end, end.split(":")[0]) for end in ends))
    return sorted(found)


def test_provenance_as_prov_says_who_is_behind_each_statement(kerman, said, anyone):
    document = prov_of(anyone)

    assert relations(document, "Derivation") == [
        ("94", "Bbc-1"), ("95", "Irna-1"), ("at least 84", "95"), ("at least 84", "Irna-1"),
    ]  # fmt: skip
    assert relations(document, "Attribution") == [
        ("94", "IRNA"), ("94", "Iranian authorities"), ("Bbc-1", "BBC"), ("Irna-1", "IRNA"),
    ]  # fmt: skip
    assert relations(document, "Delegation") == [("IRNA", "Iranian authorities")]
    assert [one for one, _ in relations(document, "Generation")] == ["94", "95", "at least 84"]
    assert [who for _, who in relations(document, "Association")] == ["Alice"] * 3


def test_prov_survives_the_reader_and_writer_of_others(kerman, said, anyone):
    document = prov_of(anyone)

    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")

    assert again == document
    assert len(list(document.get_records(ProvEntity))) == 5


def test_prov_holds_what_was_on_record_and_said_by_then(kerman, said, anyone):
    position = anyone.get("claims/deaths/timeline/").json()["results"][0]["position"]

    then = prov_of(anyone, f"claims/deaths/provenance/?as_of={position}")
    by_then = prov_of(anyone, "claims/deaths/provenance/?stated_until=2024-01-03")

    assert relations(then, "Derivation") == [("95", "Irna-1")]
    assert len(relations(by_then, "Derivation")) == 3


def test_names_of_people_are_kept_apart_in_prov(kerman, said, anyone, bob):
    body = {"claim": "deaths", "document": {"key": "bbc-1"}, "wording": "more than 80"}
    assert Caller(bob).post("revisions/", body).status_code == 201

    document = prov_of(anyone)

    assert sorted({who for _, who in relations(document, "Association")}) == ["Alice", "Bob"]


def test_a_claim_as_linked_data_holds_its_statements(kerman, said, anyone):
    response = anyone.get("claims/deaths/", accept=LINKED_DATA)
    claim = response.json()

    assert response.headers["Content-Type"] == LINKED_DATA
    assert (claim["@context"], claim["@type"]) == ("https://schema.org", "Claim")
    assert (claim["name"], claim["about"]["name"]) == ("How many died?", "Kerman bombings")
    assert [
        (one["text"], one["author"]["name"], one.get("creativeWorkStatus"))
        for one in claim["hasPart"]
    ] == [
        ("95", "IRNA", "superseded"),
        ("at least 84", "IRNA", None),
        ("94", "Iranian authorities", None),
    ]
    assert [(one["headline"], one["publisher"]["name"]) for one in claim["appearance"]] == [
        ("Irna-1", "IRNA"), ("Bbc-1", "BBC"),
    ]  # fmt: skip
    addresses = [claim["@id"], claim["about"]["@id"], claim["hasPart"][0]["@id"]]
    assert [anyone.get(address).status_code for address in addresses] == [200, 200, 200]


def test_a_timeline_as_a_table_has_a_line_a_statement(kerman, said, anyone):
    response = anyone.get("claims/deaths/timeline.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert tuple(rows[0]) == tuple(COLUMNS)
    assert [
        (row["wording"], row["lower"], row["upper"], row["origin"], row["superseded"])
        for row in rows
    ] == [
        ("95", "95", "95", "IRNA", "true"),
        ("at least 84", "84", "", "IRNA", "false"),
        ("94", "94", "94", "Iranian authorities", "false"),
    ]
    assert anyone.get("claims/deaths/timeline/", accept="text/csv").content == response.content


@pytest.mark.parametrize(
    ("claim", "words", "more", "cell"),
    [
        ("day", "3 January", {"value": "2024-01-03"}, "2024-01-03"),
        ("claimed", "claimed", {"value": True}, "true"),
        ("method", "two blasts", {}, "two blasts"),
    ],
)
def test_a_value_that_is_no_figure_is_one_cell(kerman, anyone, claim, words, more, cell):
    kerman.says(claim, "bbc-1", words, **more)

    text = anyone.get(f"claims/{claim}/timeline.csv").content.decode()

    assert [row["value"] for row in csv.DictReader(io.StringIO(text))] == [cell]


def test_a_table_that_has_not_changed_is_not_sent_again(kerman, said, anyone):
    etag = anyone.get("claims/deaths/timeline.csv").headers["ETag"]

    same = anyone.get("claims/deaths/timeline.csv", if_none_match=etag)
    other = anyone.get("claims/deaths/timeline/", if_none_match=etag)
    kerman.says("deaths", "bbc-1", "95")
    changed = anyone.get("claims/deaths/timeline.csv", if_none_match=etag)

    assert (same.status_code, other.status_code, changed.status_code) == (304, 200, 200)


def test_words_that_a_spreadsheet_would_run_are_defused(kerman, anyone):
    kerman.says("method", "bbc-1", "=HYPERLINK(1)")

    text = anyone.get("claims/method/timeline.csv").content.decode()

    assert [row["wording"] for row in csv.DictReader(io.StringIO(text))] == ["'=HYPERLINK(1)"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [("claims/deaths/timeline.csv", "text/csv"), ("claims/deaths/provenance/", PROV)],
)
@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_a_format_without_pages_refuses_them(kerman, said, anyone, path, accept, name):
    response = anyone.get(f"{path}?{name}=1", accept=accept)

    assert response.headers["Content-Type"] == "application/problem+json"
    assert faults(response) == [("400", "not_paged"), (name, "not_paged")]


@pytest.mark.parametrize("accept", ["text/csv", PROV, LINKED_DATA])
def test_a_claim_that_is_not_there_is_a_problem_in_every_format(kerman, anyone, accept):
    for path in ("claims/no/", "claims/no/provenance/", "claims/no/timeline/"):
        response = anyone.get(path, accept=f"{accept}, application/json;q=0.5")

        assert json.loads(response.content)["status"] == 404
        assert response.headers["Content-Type"] == "application/problem+json"
